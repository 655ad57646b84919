"""Choosing the transcript passages a statement is judged against.

Every passage is ranked by words, meaning, figures and dates together; the credited speaker's own passages come first
where they are as good, and the sentence a fragment was cut from helps to place it.

What all passages of a long transcript are asked is asked of rows of numbers, one number a passage. Only figures are
compared one by one, and only where they can matter: until then they count as if all of them agreed, which is the most
that a passage's score can turn out to be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from summarize.alignment import Match, Term, TranscriptIndex
from summarize.quantities import Pairing, compare_all, find_relations
from summarize.ranking import Ranking, Scores
from summarize.reconciliation.clock import Clock, near
from summarize.reconciliation.derived import derive
from summarize.reconciliation.statements import Statement, query_texts
from summarize.rounding import rounded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]
    Flags = NDArray[np.bool_]

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
_FIRST = 4  # passages that may say what the chosen one lacks
_SLACK = 0.002  # more than rounding can add to a score


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
    """What helps to place a statement: the scores of the sentence it was cut from, and the passages on which the
    statements right before it rest.
    """

    sentence: Scores | None = None
    before: frozenset[int] = frozenset()


NOWHERE = Surroundings()


def rank_passages(
    statement: Statement, index: TranscriptIndex, clock: Clock, around: Surroundings = NOWHERE
) -> Ranking[Ranked]:
    """All passages, best place first."""
    weighing = _Weighing(statement, index, clock)
    placed = weighing.ranking(around)
    return weighing.ranking(around) if weighing.follow(placed) else placed


def score_passages(statement: Statement, index: TranscriptIndex, clock: Clock) -> Scores:
    """How well each passage carries a statement, by number, as `Ranked.score` has it."""
    weighing = _Weighing(statement, index, clock)
    if statement.quantities:
        weighing.follow(weighing.ranking(NOWHERE))
    return weighing.scores()


def others_to_check(chosen: Ranked, ranked: Ranking[Ranked]) -> list[Ranked]:
    """The passages that may say what the chosen one lacks, best first: the first few, and those right beside it."""
    number = chosen.match.passage.number
    beside = (ranked.of(n) for n in (number - 1, number + 1) if 0 <= n < len(ranked))
    others = {r.match.passage.number: r for r in (*ranked[:_FIRST], *beside) if r is not chosen}
    return sorted(others.values(), key=lambda r: (-r.place, r.match.passage.number))


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


class _Weighing:
    """A statement weighed against each passage; everything is an array over the passages.

    `_coverage` is that of words, figures and dates together, `_together` adds the meaning, `_score` what particular
    figures and dates add. All three are the highest possible ones where figures are not compared yet (`_open`).
    """

    def __init__(self, statement: Statement, index: TranscriptIndex, clock: Clock) -> None:
        import numpy as np

        terms = [_weighed(term, statement, index) for term in statement.terms]
        self._statement, self._index = statement, index
        self._weight = sum(t.weight for t in terms)
        self._carried = index.carried(query_texts(statement), terms)
        self._dates = _dates_found(statement, index, clock)
        self._figures: dict[int, tuple[Pairing, ...]] = {}
        hoped = [index.figures.may_answer(quantity) for quantity in statement.quantities]
        self._open: Flags | None = np.logical_or.reduce(hoped) if hoped else None
        self._coverage = self._with_figures(self._carried.coverage, [h.astype(float) for h in hoped], self._dates)
        self._together = index.combined(self._coverage, self._carried.cosine, statement.foreign)
        self._score = self._with_bonus(self._together, self._open, self._dates)

    def scores(self) -> Scores:
        """The score of each passage, rounded."""
        values = rounded(self._score, 3)
        if self._open is None:
            return Scores(values)
        return Scores(values + _SLACK * self._open, self._open.copy(), lambda some: rounded(self._settle(some), 3))

    def ranking(self, around: Surroundings) -> Ranking[Ranked]:
        """The passages by their places."""
        import numpy as np

        unsettled = self._open
        everywhere = np.arange(len(self._score))
        if around.sentence is not None and around.sentence.unsettled is not None:
            other = around.sentence.unsettled
            unsettled = other.copy() if unsettled is None else unsettled | other
        sentence = around.sentence.values if around.sentence is not None else None
        values = rounded(self._placed(everywhere, self._score, sentence, around.before), 4)

        def settle(numbers: Numbers) -> Floats:
            said = around.sentence.settle(numbers) if around.sentence is not None else None
            return rounded(self._placed(numbers, self._settle(numbers), said, around.before), 4)

        places = Scores(values)
        if unsettled is not None:
            places = Scores(values + _SLACK * unsettled, unsettled.copy(), settle)
        return Ranking(places, lambda number: self._ranked(number, places))

    def _ranked(self, number: int, places: Scores) -> Ranked:
        import numpy as np

        place = float(places.settle(np.array([number]))[0])
        found, cosine = self._carried.found(number), float(self._carried.cosine[number])
        coverage, together = round(float(self._coverage[number]), 3), float(self._together[number])
        match = Match(self._index.passages[number], coverage, cosine, found, together)
        return Ranked(match, round(float(self._score[number]), 3), place, self._figures_at(number))

    def _placed(self, numbers: Numbers, score: Floats, sentence: Floats | None, before: frozenset[int]) -> Floats:
        """What some passages are ordered by."""
        import numpy as np

        claim = self._statement.claim
        place = score
        if claim.speaker is not None:
            place = place + _OWN_TURN * self._index.is_by(claim.speaker)[numbers]
        if sentence is not None:
            share = _CONTEXT_SHARE if len(self._statement.terms) > _FEW_TERMS else _CONTEXT_SHARE_OF_FEW
            place = (1 - share) * place + share * sentence
        if before:
            apart = np.min([np.abs(numbers - n) for n in before], axis=0)
            place = place + _CONTINUITY * np.exp(-apart / _REACH)
        return place

    def _settle(self, numbers: Numbers) -> Floats:
        """The scores of some passages, their figures compared."""
        if self._open is not None and self._open[numbers].any():
            fresh = numbers[self._open[numbers]]
            self._reweigh(fresh)
            self._open[fresh] = False
        return self._score[numbers]

    def follow(self, placed: Ranking[Ranked]) -> bool:
        """Let figures that the likeliest passages lack be answered by what follows from theirs; whether any is."""
        import numpy as np

        if not self._statement.quantities or not len(placed):
            return False
        likely = [r for r in placed[:_DERIVED_FOR] if r.place >= placed[0].place - _NEARLY_FIRST]
        derived = ((r.match.passage.number, _derived(self._statement, r, self._index)) for r in likely)
        followed = {number: pairings for number, pairings in derived if pairings}
        self._figures.update(followed)
        numbers = np.array(sorted(followed), dtype=np.int64)
        self._reweigh(numbers)
        if self._open is not None:
            self._open[numbers] = False
        return bool(followed)

    def _reweigh(self, fresh: Numbers) -> None:
        """The scores of some passages anew, by how their figures answer."""
        import numpy as np

        if len(fresh):
            relations = [[_relation(pairing) for pairing in self._figures_at(int(number))] for number in fresh]
            agreed = np.array([[_AGREEING.get(relation, 0.0) for relation in row] for row in relations]).T
            strong = np.array([bool(_STRONG & set(row)) for row in relations])
            dates = self._dates[fresh] if self._dates is not None else None
            self._coverage[fresh] = self._with_figures(self._carried.coverage[fresh], agreed, dates)
            self._together[fresh] = self._index.combined(
                self._coverage[fresh], self._carried.cosine[fresh], self._statement.foreign
            )
            self._score[fresh] = self._with_bonus(self._together[fresh], strong, dates)

    def _figures_at(self, number: int) -> tuple[Pairing, ...]:
        """The statement's figures, each with the passage's best answer."""
        if number not in self._figures:
            self._figures[number] = compare_all(self._statement.quantities, self._index.quantities[number])
        return self._figures[number]

    def _with_figures(self, coverage: Floats, agreed: Iterable[Floats], dates: Floats | None) -> Floats:
        """Coverage of words, figures (how far each agrees, figure by figure) and dates together.

        As with names, a figure or date that is missing from words credited to a speaker is reported by its own check.
        """
        import numpy as np

        lenient = self._statement.claim.speaker is not None and len(self._statement.terms) >= 2
        got, weight = coverage * self._weight, np.full(len(coverage), float(self._weight))
        figures = zip(self._statement.quantities, agreed, strict=True)
        worth = [(_FIGURE_WEIGHT, share, lenient or quantity.qualifier == "vague") for quantity, share in figures]
        if dates is not None:
            worth.append((_DATE_WEIGHT * len(self._statement.dates), dates, lenient))
        for most, share, leniently in worth:
            weight = weight + (np.where(share > 0.0, most, 0.0) if leniently else most)
            got = got + most * share
        shares: Floats = np.divide(got, weight, out=np.zeros(len(coverage)), where=weight != 0.0)
        return shares

    def _with_bonus(self, together: Floats, strong: Flags | None, dates: Floats | None) -> Floats:
        """The score: what particular figures and, in bare details, dates add where they agree exactly."""
        import numpy as np

        sure = np.zeros(len(together), dtype=bool) if strong is None else strong
        if self._statement.is_detail and dates is not None:
            sure = sure | (dates == 1.0)
        return np.minimum(1.0, together + _FIGURE_BONUS * sure)


_STRONG = {"equal", "equivalent"}


def _relation(pairing: Pairing) -> str:
    return pairing.comparison.relation if pairing.comparison is not None else ""


def _dates_found(statement: Statement, index: TranscriptIndex, clock: Clock) -> Floats | None:
    """For each passage the share of the statement's dates that it, or the event's clock, bears out; None without
    dates.
    """
    import numpy as np

    if not statement.dates:
        return None
    total = np.zeros(len(index.passages))
    for mention in statement.dates:
        periods = clock.readings(mention, quoted=statement.quotes(mention))
        readings = [clock.bears_out(period, index) for period in periods]
        total = total + (np.max(readings, axis=0) if readings else 0.0)
    return total / len(statement.dates)
