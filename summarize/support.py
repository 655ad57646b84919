"""How well a text supports a statement, as one number: the judge of the articles, asked about a pair of texts.

The text is read as a transcript, whatever its layout; the statement, which may be several sentences, as an article of
its own. What the judge finds out about its claims is weighed together: how much of them was found, and each kind of
fault that it noticed in any of them. The weights (`support.toml`) are fitted by `tools/fit_support.py` on texts and
statements of our own, and on alterations of these.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from summarize.alignment import TranscriptIndex, is_term
from summarize.extraction import extractive
from summarize.names import Roster, build_roster
from summarize.polarity import is_negative, negates
from summarize.reconciliation import Account, considerations
from summarize.reconciliation.judge import Consideration
from summarize.records import Block, Case, Document, SourceStatus, TranscriptEntry
from summarize.sentences import split_sentences
from summarize.tagging import tag_words
from summarize.transcript import parse_transcript

FEATURES = ("score", "unsaid", "figure", "opposite", "negation", "denial", "name")
_NO_DATE = dt.date(2000, 1, 1)  # both texts count from the same day, whichever that is
_LONE_STOP = re.compile(r"(?<=\s)[.!?](?=\s)")  # how a text of separated words ends its sentences
_LOOKED_AT = 4  # best passages in which a statement's "not" may stand


@dataclass(frozen=True, slots=True)
class Basis:
    """A text made ready to be compared with any number of statements."""

    case: Case
    index: TranscriptIndex
    roster: Roster


def score_statement(text: str, statement: str, language: str = "en") -> float:
    """How well a text supports the whole of a statement, 0..1; from 0.5 on it is more likely supported than not."""
    return score_statements(text, [statement], language)[0]


def score_statements(text: str, statements: Sequence[str], language: str = "en") -> list[float]:
    """`score_statement` of several statements about one text, which is read once."""
    basis = read_text(text, language)
    _encode_together(statements, basis, language)
    return [_score(statement, basis, language) for statement in statements]


@lru_cache(maxsize=4)
def read_text(text: str, language: str) -> Basis:
    """A text, indexed; the last few are kept."""
    transcript = parse_transcript(text, language=language)
    case = Case("", "", transcript.date or _NO_DATE, language, TranscriptEntry(""), ())
    return Basis(case, TranscriptIndex(transcript), build_roster(transcript.speakers, {}))


def _score(statement: str, basis: Basis, language: str) -> float:
    parts = consider_parts(statement, basis, language)
    if not parts:
        return 0.0
    constant, row = weights()
    total = constant + sum(w * v for w, v in zip(row, observe(parts), strict=True))
    return round(1 / (1 + math.exp(-total)), 3)


@cache
def weights() -> tuple[float, tuple[float, ...]]:
    """The constant and the weight of each feature."""
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return float(table["constant"]), tuple(float(table[feature]) for feature in FEATURES)


def consider_parts(statement: str, basis: Basis, language: str) -> list[Consideration]:
    """What bears on each claim that a statement makes."""
    blocks = tuple(Block("body", start, end) for start, end in _stretches(statement))
    document = Document("statement", statement, blocks, language)
    extraction = extractive.extract(document, transcript=basis.index.transcript, case=basis.case)
    account = Account(document, extraction, SourceStatus("statement", "", None, None, "ok"))
    return considerations(account, basis.case, basis.index, basis.roster)


def observe(parts: Sequence[Consideration]) -> tuple[float, ...]:
    """What was found out about a statement's claims, in the order of `FEATURES`.

    How well they are carried, each by its number of words; then whether in any of them a figure or date was not said,
    is another one, a word is turned into its opposite, a "not" stands on one side, is nowhere near, or a name is new.
    """
    sizes = [max(1, len(part.statement.terms)) for part in parts]
    score = sum(size * part.chosen.score for size, part in zip(sizes, parts, strict=True)) / sum(sizes)
    found = {(finding.check.name, finding.effect) for part in parts for finding in part.findings if finding.effect}
    return (
        score,
        float(any(effect == "unsaid" for _, effect in found)),
        float(bool(found & {("figures", "veto"), ("dates", "veto")})),
        float(("opposites", "veto") in found),
        float(("negation", "veto") in found),
        float(any(_denies_alone(part) for part in parts)),
        float(any(name == "names" for name, _ in found)),
    )


def _denies_alone(part: Consideration) -> bool:
    """Whether a claim has a "not" and none of the passages nearest to it turns anything."""
    statement, lexicon = part.statement, part.statement.lexicon
    if not any(negates(statement.words, k, lexicon) for k in range(len(statement.words))):
        return False
    nearest = [part.chosen, *part.ranked[:_LOOKED_AT]]
    return not statement.foreign and not any(is_negative(r.match.passage.words, lexicon) for r in nearest)


def _stretches(statement: str) -> Iterator[tuple[int, int]]:
    """The stretches between stops that stand alone, as in texts whose words were separated by a program."""
    start = 0
    for stop in (*(match.end() for match in _LONE_STOP.finditer(statement)), len(statement)):
        piece = statement[start:stop]
        if any(char.isalnum() for char in piece):
            yield start + len(piece) - len(piece.lstrip()), stop
        start = stop


def _encode_together(statements: Sequence[str], basis: Basis, language: str) -> None:
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
