"""What a claim asserts, taken apart for checking: its words without the reporting clause, figures, dates, names, negation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from summarize.alignment import Term, TranscriptIndex, make_terms
from summarize.dates import DateMention, find_dates
from summarize.lexicon import Lexicon, load
from summarize.names import Roster
from summarize.quantities import Quantity, find_quantities
from summarize.records import Claim, Document
from summarize.tagging import Word, tag_words

# A participant of the transcript says "I" and is addressed as "you": the name itself proves little.
_PARTICIPANT_WEIGHT = 0.15
_CREDITING_WEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim ready to be checked. `words` are those that assert something; `terms` those of them that are compared as words:
    figures and dates are compared apart."""

    claim: Claim
    language: str
    lexicon: Lexicon
    text: str
    words: tuple[Word, ...]
    terms: tuple[Term, ...]
    quantities: tuple[Quantity, ...]
    dates: tuple[DateMention, ...]
    names: tuple[str, ...]
    foreign: bool


def take_apart(claim: Claim, document: Document, index: TranscriptIndex, roster: Roster) -> Statement:
    """The statement a claim makes, in the article's words."""
    lexicon = load(document.language)
    words = tuple(w for w in tag_words(document.text, document.language, claim.span.start, claim.span.end) if _asserts(w, claim, lexicon))
    piece = claim.span.text
    quantities = tuple(q for q in find_quantities(piece, document.language) if not _in_cue(claim, claim.span.start + q.start))
    dates = tuple(d for d in find_dates(piece, document.language) if not _in_cue(claim, claim.span.start + d.start) or not q_only(claim))
    taken = [(claim.span.start + x.start, claim.span.start + x.end) for x in (*quantities, *dates)]
    compared = [w for w in words if not any(a <= w.start < b for a, b in taken)]
    terms = tuple(_weigh(t, roster, lexicon) for t in make_terms(compared, lexicon, index))
    names = tuple(t.word.text for t in terms if t.is_name)
    text = " ".join(document.text[claim.span.start : claim.span.end].split()) if not claim.cue else _without_cue(document.text, claim)
    foreign = document.language.partition("-")[0] != index.transcript.language.partition("-")[0]
    return Statement(claim, document.language, lexicon, text, words, terms, quantities, dates, names, foreign)


def q_only(claim: Claim) -> bool:
    """Whether the claim's cue covers nearly all of its span."""
    return claim.cue is not None and claim.cue.end - claim.cue.start > 0.7 * (claim.span.end - claim.span.start)


def _in_cue(claim: Claim, at: int) -> bool:
    return claim.cue is not None and claim.cue.start <= at < claim.cue.end


def _asserts(word: Word, claim: Claim, lexicon: Lexicon) -> bool:
    """Words of the reporting clause assert nothing, but a speech act ("thanked") does."""
    return not _in_cue(claim, word.start) or word.lower in lexicon.act_words


def _weigh(term: Term, roster: Roster, lexicon: Lexicon) -> Term:
    if term.word.lower in lexicon.act_words or term.word.lower in lexicon.roles:
        return Term(term.word, round(term.weight * _CREDITING_WEIGHT, 3), term.is_name)
    if term.is_name and is_participant(term.word.text, roster):
        return Term(term.word, _PARTICIPANT_WEIGHT, term.is_name)
    return term


def is_participant(name: str, roster: Roster) -> bool:
    """Whether a single name word is part of a transcript speaker's name."""
    match = roster.resolve(name)
    return match is not None and match.name is not None


def _without_cue(raw: str, claim: Claim) -> str:
    assert claim.cue is not None
    start, end = claim.span.start, claim.span.end
    left, right = raw[start : claim.cue.start], raw[claim.cue.end : end]
    return " ".join(f"{left} {right}".split()).strip(" ,;:–—-")


def query_texts(statement: Statement) -> Sequence[str]:
    """The wordings under which a statement is searched: as printed without its cue, and as the self-contained claim."""
    claim = statement.claim
    prefix = f"{claim.speaker}: " if claim.speaker else ""
    return tuple(dict.fromkeys([statement.text, claim.text.removeprefix(prefix)]))
