"""Choosing the transcript passages a statement is judged against.

Every passage is ranked by words, meaning, figures and dates together; the credited speaker's own passages come first
where they are as good, and the sentence a fragment was cut from helps to place it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from summarize.alignment import Match, Passage, Term, TranscriptIndex
from summarize.quantities import Pairing, Quantity, compare_all, find_relations
from summarize.reconciliation.clock import Clock, near
from summarize.reconciliation.derived import derive
from summarize.reconciliation.statements import Statement, query_texts

_AGREEING = {
    "equal": 1.0, "equivalent": 1.0, "rounded": 0.9, "derived": 0.7, "compatible": 0.8, "narrowed": 0.7,
    "exaggerated": 0.6, "ambiguous": 0.7,
}  # fmt: skip
_DERIVED_FOR, _NEARLY_FIRST = 4, 0.15  # passages, almost as likely as the first, from whose figures others are derived
_FIGURE_WEIGHT = 1.2
_FIGURE_BONUS = 0.12  # the same particular figure rarely occurs by chance
_DATE_WEIGHT = 1.0
_CONTEXT_SHARE, _CONTEXT_SHARE_OF_FEW, _FEW_TERMS = 0.15, 0.4, 3  # a word or two stand where their sentence stands
_OWN_TURN = 0.12
_CONTINUITY, _REACH = 0.08, 3.0  # reports follow the order of speech; passages within which that holds


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage with how well it carries a statement.

    `place` (what passages are ordered by) adds the surrounding sentence and the credited speaker to `score`, which is
    the statement's own.
    """

    match: Match
    score: float
    place: float
    figures: tuple[Pairing, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What helps to place a statement: the scores of the sentence it was cut from, by passage number, and the
    passages on which the statements right before it rest.
    """

    sentence: Mapping[int, float] = field(default_factory=dict)
    before: frozenset[int] = frozenset()

    def nearness(self, number: int) -> float:
        """How near a passage is to those that the statements before rest on, 0..1."""
        return math.exp(-min(abs(number - n) for n in self.before) / _REACH) if self.before else 0.0


NOWHERE = Surroundings()


def rank_passages(
    statement: Statement, index: TranscriptIndex, clock: Clock, around: Surroundings = NOWHERE
) -> tuple[Ranked, ...]:
    """All passages, best place first."""
    figures = _figures_by_passage(statement.quantities, index)
    dates = _dates_found(statement, index, clock)
    terms = [_weighed(term, statement, index) for term in statement.terms]
    said = sum(t.weight for t in terms)
    likenesses = list(index.likenesses(query_texts(statement), terms))

    def rank(numbers: Iterable[int]) -> Iterator[Ranked]:
        for n in numbers:
            yield _rank(statement, likenesses[n], said, figures[n], dates[n], around, index)

    placed = _in_order(rank(range(len(likenesses))))
    likely = [r for r in placed[:_DERIVED_FOR] if r.place >= placed[0].place - _NEARLY_FIRST]
    followed = {r.match.passage.number: pairings for r in likely if (pairings := _derived(statement, r, index))}
    if not followed:
        return placed
    for number, pairings in followed.items():
        figures[number] = pairings
    return _in_order([*rank(followed), *(r for r in placed if r.match.passage.number not in followed)])


def _in_order(ranked: Iterable[Ranked]) -> tuple[Ranked, ...]:
    return tuple(sorted(ranked, key=lambda r: (-r.place, r.match.passage.number)))


def _derived(statement: Statement, ranked: Ranked, index: TranscriptIndex) -> tuple[Pairing, ...] | None:
    """The pairings of a passage with those that follow from its figures and its neighbours'; None where none does."""
    if all(_is_answered(pairing) for pairing in ranked.figures):
        return None
    number = ranked.match.passage.number
    relations = find_relations(statement.claim.span.text, statement.language)
    here, beside = index.quantities[number], [q for n in near(index, number) for q in index.quantities[n]]

    def answer(pairing: Pairing) -> Pairing:
        if _is_answered(pairing):
            return pairing
        found = derive(pairing.claimed, relations, here)
        return found or derive(pairing.claimed, relations, beside, apart=True) or pairing

    found = tuple(map(answer, ranked.figures))
    return None if found == ranked.figures else found


def _is_answered(pairing: Pairing) -> bool:
    return pairing.comparison is not None and pairing.comparison.relation in _AGREEING


def _weighed(term: Term, statement: Statement, index: TranscriptIndex) -> Term:
    """A name that nobody said, put into words credited to a speaker, is an addition that `check_names` reports; it does
    not make the rest unsaid.
    """
    added = statement.claim.speaker is not None and term.is_name and not index.is_named(term.word.text)
    return replace(term, weight=0.0) if added else term


def _rank(
    statement: Statement,
    likeness: tuple[Passage, float, float, tuple[float, ...]],
    said: float,
    figures: tuple[Pairing, ...],
    dates: float | None,
    around: Surroundings,
    index: TranscriptIndex,
) -> Ranked:
    passage, coverage, cosine, found = likeness
    coverage = _with_figures(statement, coverage, said, figures, dates)
    strong = any(p.comparison is not None and p.comparison.relation in {"equal", "equivalent"} for p in figures)
    borne_out = statement.is_detail and dates == 1.0
    together = index.combined(coverage, cosine, statement.foreign)
    score = min(1.0, together + _FIGURE_BONUS * (strong or borne_out))
    own = statement.claim.speaker is not None and passage.turn.speaker == statement.claim.speaker
    place = score + _OWN_TURN * own
    number = passage.number
    if around.sentence:
        share = _CONTEXT_SHARE if len(statement.terms) > _FEW_TERMS else _CONTEXT_SHARE_OF_FEW
        place = (1 - share) * place + share * around.sentence.get(number, 0.0)
    place += _CONTINUITY * around.nearness(number)
    match = Match(passage, round(coverage, 3), cosine, found, together)
    return Ranked(match, round(score, 3), round(place, 4), figures)


def _with_figures(
    statement: Statement, coverage: float, weight: float, figures: Sequence[Pairing], dates: float | None
) -> float:
    """Coverage of words (whose weight is given), figures and dates together.

    As with names, a figure or date that is missing from words credited to a speaker is reported by its own check.
    """
    got = coverage * weight
    if not figures and dates is None:
        return got / weight if weight else 0.0
    lenient = statement.claim.speaker is not None and len(statement.terms) >= 2
    for pairing in figures:
        agreed = _AGREEING.get(pairing.comparison.relation, 0.0) if pairing.comparison else 0.0
        if agreed or not (lenient or pairing.claimed.qualifier == "vague"):
            weight += _FIGURE_WEIGHT
            got += _FIGURE_WEIGHT * agreed
    if dates is not None and (dates or not lenient):
        weight += _DATE_WEIGHT * len(statement.dates)
        got += _DATE_WEIGHT * len(statement.dates) * dates
    return got / weight if weight else 0.0


def _figures_by_passage(claimed: Sequence[Quantity], index: TranscriptIndex) -> list[tuple[Pairing, ...]]:
    if not claimed:
        return [() for _ in index.passages]
    return [tuple(compare_all(claimed, said)) for said in index.quantities]


def _dates_found(statement: Statement, index: TranscriptIndex, clock: Clock) -> list[float | None]:
    """For each passage the share of the statement's dates that it, or the event's clock, bears out."""
    if not statement.dates:
        return [None for _ in index.passages]
    claimed = [clock.readings(d, quoted=statement.quotes(d)) for d in statement.dates]
    return [
        sum(max((clock.bears_out(period, index, n) for period in readings), default=0.0) for readings in claimed)
        / len(claimed)
        for n in range(len(index.passages))
    ]
