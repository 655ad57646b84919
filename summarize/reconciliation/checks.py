"""Small tests of a statement against the passage it is judged by. Each is pure, returns a named check with its derivation, and knows nothing of the verdict.

A failed check with `veto` contradicts the claim whatever its likeness; one without limits it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarize.alignment import Passage, TranscriptIndex, is_term
from summarize.names import Roster, same_name
from summarize.quantities import Pairing
from summarize.reconciliation.clock import Clock, day_of, said_periods
from summarize.reconciliation.evidence import Ranked, resolved_dates
from summarize.reconciliation.statements import Statement, is_participant
from summarize.records import Check, Outcome
from summarize.tagging import Word

# Share of a statement's words that a passage must hold before a missing "not" or another figure there counts against it.
_SAME_MATTER = 0.5
_CLOSE = 6  # words around a match in which a negation or a modal belongs to it


@dataclass(frozen=True, slots=True)
class Finding:
    """A check's result and what it means for the verdict: "veto" contradicts, "limit" forbids full support, "" neither."""

    check: Check
    effect: str = ""


def _finding(name: str, outcome: Outcome, detail: str, effect: str = "") -> Finding:
    return Finding(Check(name, outcome, detail), effect)


def check_figures(statement: Statement, ranked: Ranked, others: Sequence[Ranked]) -> Iterator[Finding]:
    """Each figure of the statement against the figures of the evidence."""
    for number, pairing in enumerate(ranked.figures):
        best = _best_pairing(number, ranked, others)
        said, comparison = best.said, best.comparison
        claimed = pairing.claimed.text
        if comparison is None or said is None or comparison.relation == "incomparable":
            yield _finding("figures", "warn", f"“{claimed}”: no such figure was said there", "unsaid")
        elif comparison.relation in {"equal", "equivalent", "rounded", "compatible"}:
            yield _finding("figures", "pass", comparison.derivation)
        elif comparison.relation in {"exaggerated", "ambiguous"}:
            yield _finding("figures", "warn", comparison.derivation, "limit" if comparison.relation == "exaggerated" else "")
        elif _words_found(statement, ranked) >= _SAME_MATTER and comparison.nouns != "differ":
            yield _finding("figures", "fail", comparison.derivation, "veto")
        else:
            yield _finding("figures", "warn", f"“{claimed}”: no such figure was said there", "unsaid")


def _best_pairing(number: int, ranked: Ranked, others: Sequence[Ranked]) -> Pairing:
    """The passage's own pairing, unless only a passage almost as good answers the figure."""
    order = ("equal", "equivalent", "rounded", "compatible", "exaggerated", "ambiguous", "different", "incomparable")
    near = [r.figures[number] for r in (ranked, *(o for o in others if o.score >= ranked.score - 0.15)) if len(r.figures) > number]
    return min(near, key=lambda p: order.index(p.comparison.relation) if p.comparison else len(order))


def _words_found(statement: Statement, ranked: Ranked) -> float:
    total = sum(t.weight for t in statement.terms)
    return sum(t.weight * f for t, f in zip(statement.terms, ranked.match.found, strict=True)) / total if total else 0.0


def check_dates(statement: Statement, ranked: Ranked, index: TranscriptIndex, clock: Clock) -> Iterator[Finding]:
    """Each date of the statement on the article's clock against the evidence and the event on the transcript's."""
    passage = ranked.match.passage
    said = list(said_periods(index, passage.number, clock))
    for mention, period in zip(statement.dates, resolved_dates(statement, clock), strict=True):
        part = mention.daypart
        if part and not any(w.lower in index.lexicon.dayparts for w in passage.words):
            yield _finding("dates", "warn", f"“{mention.text}”: the transcript gives no time of day", "unsaid")
        if period is None:
            continue
        known = [*said, day_of(clock.event), day_of(clock.printed)]
        fits = next((p for p in known if p.start <= period.end and period.start <= p.end and _no_finer(p, period.granularity)), None)
        shown = f"{period.start:%A %-d %B %Y}" if period.granularity == "day" else f"{period.start.isoformat()} to {period.end.isoformat()}"
        if fits is not None:
            yield _finding("dates", "pass", f"“{mention.text}” is {shown}; the transcript's date and header agree")
        elif said and all(p.granularity == period.granularity for p in said) and _words_found(statement, ranked) >= _SAME_MATTER:
            yield _finding("dates", "fail", f"“{mention.text}” is {shown}; the transcript says {said[0].start.isoformat()}", "veto")
        else:
            yield _finding("dates", "warn", f"“{mention.text}” ({shown}) is not in the transcript", "unsaid")


def _no_finer(said_period: object, granularity: str) -> bool:
    order = ("day", "week", "part", "month", "quarter", "half", "year")
    fine = getattr(said_period, "granularity", "day")
    return order.index(fine) <= order.index(granularity) if fine in order and granularity in order else True


def check_negation(statement: Statement, ranked: Ranked, index: TranscriptIndex) -> Iterator[Finding]:
    """Whether a matched word is negated on one side only."""
    passage = ranked.match.passage
    if statement.foreign or _words_found(statement, ranked) < _SAME_MATTER:
        return
    for term, strength in zip(statement.terms, ranked.match.found, strict=True):
        if strength < 0.95 or term.is_name or term.word.pos not in {"finite", "infinitive", "participle", "gerund", "adjective", "unknown"}:
            continue
        ours = _is_negated(statement.words, term.word, statement.lexicon.negators)
        theirs = [_is_negated(passage.words, w, index.lexicon.negators) for w in passage.words if w.lemma == term.word.lemma]
        if theirs and all(t != ours for t in theirs):
            side = "only the article" if ours else "only the transcript"
            yield _finding("negation", "fail", f"{side} negates “{term.word.text}”", "veto")
            return


def _is_negated(words: Sequence[Word], word: Word, negators: frozenset[str]) -> bool:
    index = next((i for i, w in enumerate(words) if w.start == word.start), None)
    if index is None:
        return False
    for before in reversed(words[max(0, index - 4) : index]):
        if before.text in {",", ";", ":"} or before.pos == "conjunction":
            return False
        if before.lower in negators or before.lower.endswith(("n't", "n’t")):
            return True
    after = words[index + 1 : index + 2]
    return any(w.lower in negators for w in after)


def check_antonyms(statement: Statement, ranked: Ranked, index: TranscriptIndex) -> Iterator[Finding]:
    """Whether the article prints the opposite of a word said ("fell" for "rose")."""
    if statement.foreign or _words_found(statement, ranked) < _SAME_MATTER:
        return
    passage = ranked.match.passage
    said = {w.lemma for w in passage.words}
    ours = {t.word.lemma for t in statement.terms}
    for left, right in index.lexicon.antonyms:
        for mine, theirs in ((left, right), (right, left)):
            if mine in ours and mine not in said and theirs in said and theirs not in ours:
                yield _finding("opposites", "fail", f"the article says “{mine}” where the transcript says “{theirs}”", "veto")
                return


def check_names(statement: Statement, ranked: Ranked, index: TranscriptIndex, roster: Roster) -> Iterator[Finding]:
    """Names in the statement that nobody said."""
    absent = []
    for term, strength in zip(statement.terms, ranked.match.found, strict=True):
        if not term.is_name or strength >= 0.5 or is_participant(term.word.text, roster):
            continue
        if not _named_anywhere(term.word.text, index):
            absent.append(term.word.text)
    if absent:
        yield _finding("names", "warn", "not named in the transcript: " + ", ".join(absent), "added")


def _named_anywhere(name: str, index: TranscriptIndex) -> bool:
    return any(same_name(name, w.text) for p in index.passages for w in p.words if w.pos == "name" or w.text[:1].isupper())


def check_commitment(statement: Statement, ranked: Ranked, index: TranscriptIndex) -> Iterator[Finding]:
    """Whether what was said with a reservation ("may", "if") is printed without one."""
    if statement.foreign or _words_found(statement, ranked) < _SAME_MATTER:
        return
    hedges = {m for m in index.lexicon.modals if " " not in m}
    ours = {w.lower for w in statement.words} & {m for m in statement.lexicon.modals if " " not in m}
    passage = ranked.match.passage
    for term, strength in zip(statement.terms, ranked.match.found, strict=True):
        if strength < 0.7 or term.word.pos not in {"finite", "infinitive", "participle", "gerund"}:
            continue
        spots = [i for i, w in enumerate(passage.words) if w.lemma == term.word.lemma]
        near = [w for i in spots for w in passage.words[max(0, i - 3) : i] if w.lower in hedges]
        if near and not ours and len(near) >= len(spots) > 0:
            yield _finding("commitment", "warn", f"said with “{near[0].text}”, printed without", "limit")
            return


def matched_span(statement: Statement, passage: Passage, index: TranscriptIndex) -> tuple[int, int]:
    """The part of a long passage that holds the statement's words, widened to clause marks."""
    hits = [w for w in passage.words if is_term(w, index.lexicon) and any(w.lemma == t.word.lemma for t in statement.terms)]
    return (hits[0].start, hits[-1].end) if hits else (passage.start, passage.end)
