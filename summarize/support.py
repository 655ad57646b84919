"""How well a text supports a statement, as one number: the judge of the articles, asked about a pair of texts.

The text is read as a transcript, whatever its layout; the statement, which may be several sentences, as an article of
its own. A statement is as well supported as the part of it that is supported least.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from summarize.alignment import TranscriptIndex, is_term
from summarize.extraction import extractive
from summarize.names import Roster, build_roster
from summarize.reconciliation import Account, considerations
from summarize.reconciliation.judge import support
from summarize.records import Block, Case, Document, SourceStatus, TranscriptEntry
from summarize.sentences import split_sentences
from summarize.tagging import tag_words
from summarize.transcript import parse_transcript

_NO_DATE = dt.date(2000, 1, 1)  # both texts count from the same day, whichever that is


@dataclass(frozen=True, slots=True)
class _Basis:
    """A text made ready to be compared with any number of statements."""

    case: Case
    index: TranscriptIndex
    roster: Roster


def score_statement(text: str, statement: str, language: str = "en") -> float:
    """How well a text supports the whole of a statement, 0..1; from 0.5 on it is more likely supported than not."""
    return score_statements(text, [statement], language)[0]


def score_statements(text: str, statements: Sequence[str], language: str = "en") -> list[float]:
    """`score_statement` of several statements about one text, which is read once."""
    basis = _read(text, language)
    _encode_together(statements, basis, language)
    return [_score(statement, basis, language) for statement in statements]


@lru_cache(maxsize=4)
def _read(text: str, language: str) -> _Basis:
    transcript = parse_transcript(text, language=language)
    case = Case("", "", transcript.date or _NO_DATE, language, TranscriptEntry(""), ())
    return _Basis(case, TranscriptIndex(transcript), build_roster(transcript.speakers, {}))


def _score(statement: str, basis: _Basis, language: str) -> float:
    document = Document("statement", statement, (Block("body", 0, len(statement)),), language)
    extraction = extractive.extract(document, transcript=basis.index.transcript, case=basis.case)
    account = Account(document, extraction, SourceStatus("statement", "", None, None, "ok"))
    parts = considerations(account, basis.case, basis.index, basis.roster)
    return round(min((support(part) for part in parts), default=0.0), 3)


def _encode_together(statements: Sequence[str], basis: _Basis, language: str) -> None:
    """Encode the sentences and words of all statements in one batch."""
    encoder = basis.index.encoder
    if encoder is None:
        return
    sentences = [one[a:b] for one in statements for a, b in split_sentences(one, 0, len(one))]
    words = [
        word.lower
        for sentence in sentences
        for word in tag_words(sentence, language)
        if is_term(word, basis.index.lexicon)
    ]
    encoder.encode(list(dict.fromkeys([*(" ".join(sentence.split()) for sentence in sentences), *words])))
