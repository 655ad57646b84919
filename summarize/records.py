"""The records that travel between modules: frozen, slotted, plain data.

Offsets are half-open and count Unicode code points of the raw text a record belongs to. The invariant for every `Span`
ever made: `raw_text[span.start:span.end] == span.text`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

BlockKind = Literal["headline", "subhead", "body", "quote", "furniture"]
ClaimKind = Literal["quote", "indirect", "fact", "background"]
CreditedBy = Literal["name", "description", "pronoun", "context"]
Verdict = Literal["supported", "partially_supported", "contradicted", "not_in_transcript", "unjudged"]
Fidelity = Literal["verbatim", "near_verbatim", "variant", "altered", "not_found"]
AttributionVerdict = Literal["correct", "wrong_speaker", "unknown"]
Outcome = Literal["pass", "fail", "warn"]
CoverageMark = Literal["quoted", "reported", "absent"]

VERDICTS: tuple[Verdict, ...] = (
    "supported",
    "partially_supported",
    "contradicted",
    "not_in_transcript",
    "unjudged",
)
SEVERITY: tuple[Verdict, ...] = ("contradicted", "not_in_transcript", "partially_supported", "unjudged")  # worst first
FIDELITIES: tuple[Fidelity, ...] = ("verbatim", "near_verbatim", "variant", "altered", "not_found")  # best to worst
# What may differ between a quotation and the words said, from what house style allows to what changes the meaning.
DIFFERENCES: tuple[str, ...] = (
    "case", "punctuation", "filler_removed", "restart_removed", "dialect_standardised", "bracketed_insertion",
    "ellipsis_within_turn", "ellipsis_across_turns", "spliced_speakers", "number_restyled", "pronoun_shift",
    "tense_shift", "word_substituted", "words_added", "words_dropped", "qualifier_cut", "negation_changed",
    "figure_changed", "name_changed", "other_translation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a raw text, with its offsets."""

    start: int
    end: int
    text: str

    @classmethod
    def cut(cls, raw: str, start: int, end: int) -> Span:
        """The span `raw[start:end]`; the only way spans should be made."""
        if not 0 <= start <= end <= len(raw):
            raise ValueError(f"span {start}:{end} outside a text of {len(raw)} characters")
        return cls(start, end, raw[start:end])


# ---------------------------------------------------------------- input


@dataclass(frozen=True, slots=True)
class TranscriptEntry:
    """`[transcript]` of a case. `file` is relative to the case folder."""

    file: str
    publisher: str | None = None
    url: str | None = None
    date: dt.date | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One `[[sources]]` of a case."""

    id: str
    file: str
    publisher: str | None = None
    url: str | None = None
    date: dt.date | None = None
    language: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A validated case; nothing has been read but the case file itself."""

    folder: str
    title: str
    event_date: dt.date
    language: str
    transcript: TranscriptEntry
    sources: tuple[SourceEntry, ...]
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    speakers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


# ---------------------------------------------------------------- texts


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph-like stretch of a document, in raw offsets, and what it is.

    `furniture` is everything that is not the article: site menus, date lines, credits, footers, headline lists.
    `quote` is a block quotation printed without marks (it is part of the article).
    """

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """An article: the untouched text and where the article is inside it. Blocks are in text order, disjoint."""

    id: str
    text: str
    blocks: tuple[Block, ...]
    language: str
    title: str | None = None
    publisher: str | None = None
    date: dt.date | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a turn; `id` is stable: turn id, a dot, and a number from 1."""

    id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says before the next one does. `start` is after the label; notes like "(Laughter.)" stay inside.

    `role` is "header" for what stands before the first turn (title, date, place, lead), "speech" for a speaker's words,
    "question" for an unnamed or generic questioner.
    """

    id: str
    speaker: str | None
    start: int
    end: int
    paragraphs: tuple[Paragraph, ...]
    role: Literal["header", "speech", "question"] = "speech"
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person of the transcript: one name for all their labels. `names` holds all forms by which they may be
    credited.
    """

    name: str
    names: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """The official record: turns in order; `notes` are stage directions and interpreter notes, never evidence."""

    id: str
    text: str
    turns: tuple[Turn, ...]
    speakers: tuple[Speaker, ...]
    language: str
    title: str | None = None
    date: dt.date | None = None
    place: str | None = None
    notes: tuple[Span, ...] = ()
    warnings: tuple[str, ...] = ()


# ---------------------------------------------------------------- what an engine extracts


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words printed as somebody's own. The span is inside the marks; `parts` of a broken quotation share `group`."""

    span: Span
    group: int
    marked: bool = True


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable statement of an article.

    `span` is where the article says it, `context` the sentence it stands in; `speaker` whom the article credits,
    resolved; `cue` the words that credit ("Putin said"), when they stand inside the span. `credited_by` tells what
    names the speaker there: a name, a description ("the minister"), a pronoun, or only what was said before; None where
    nobody is credited or it is not known.
    """

    id: str
    source_id: str
    text: str
    kind: ClaimKind
    speaker: str | None
    span: Span
    context: Span
    quotations: tuple[Span, ...] = ()
    cue: Span | None = None
    credited: str | None = None
    credited_by: CreditedBy | None = None


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """A sentence of a summary and the article's words it rests on; no grounding means the article does not say it."""

    text: str
    grounding: tuple[Span, ...]
    grounded: bool = True


@dataclass(frozen=True, slots=True)
class Summary:
    """What an article says about the event."""

    source_id: str
    headline: str
    sentences: tuple[SummarySentence, ...]
    key_points: tuple[SummarySentence, ...]
    engine: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """What an engine took from one article."""

    source_id: str
    engine: str
    summary: Summary
    claims: tuple[Claim, ...]
    warnings: tuple[str, ...] = ()


# ---------------------------------------------------------------- what the reconciler finds


@dataclass(frozen=True, slots=True)
class Evidence:
    """Exact words of the transcript."""

    turn_id: str
    speaker: str | None
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Check:
    """One small test of a claim against its evidence, with its derivation in words."""

    name: str
    outcome: Outcome
    detail: str


@dataclass(frozen=True, slots=True)
class WordEdit:
    """A step of the word-level comparison of a quotation with what was said: words of the one, words of the other."""

    op: Literal["equal", "removed", "added", "replaced"]
    printed: str
    said: str


@dataclass(frozen=True, slots=True)
class JudgedQuotation:
    """A quotation with its fidelity to the transcript, what differs (words of `DIFFERENCES`), and the comparison word
    by word where its words could be compared.
    """

    start: int
    end: int
    text: str
    fidelity: Fidelity
    differences: tuple[str, ...] = ()
    diff: tuple[WordEdit, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgedClaim:
    """A claim with its verdict; the fields are those of `schemas/reconciliation.v1.json`."""

    id: str
    source_id: str
    text: str
    kind: ClaimKind
    speaker: str | None
    span: Span
    quotations: tuple[JudgedQuotation, ...]
    verdict: Verdict
    quote_fidelity: Fidelity | None
    attribution: AttributionVerdict | None
    confidence: float
    evidence: tuple[Evidence, ...]
    checks: tuple[Check, ...]
    rationale: str
    decided_by: Literal["rules", "model", "both"] = "rules"


@dataclass(frozen=True, slots=True)
class JudgedSentence:
    """A summary sentence judged like a claim."""

    text: str
    grounding: tuple[Span, ...]
    grounded: bool
    verdict: Verdict
    evidence: tuple[Evidence, ...]
    rationale: str


@dataclass(frozen=True, slots=True)
class JudgedSummary:
    """A summary with each sentence judged."""

    source_id: str
    headline: str
    sentences: tuple[JudgedSentence, ...]


@dataclass(frozen=True, slots=True)
class CoveragePassage:
    """A transcript passage and how each source carries it."""

    turn_id: str
    start: int
    end: int
    text: str
    sources: Mapping[str, CoverageMark]


@dataclass(frozen=True, slots=True)
class Rendition:
    """How one source's claim has a passage: its words, the figures in them, whom it credits, and what it changes."""

    source_id: str
    claim_id: str
    span: Span
    figures: tuple[str, ...]
    speaker: str | None
    verdict: Verdict
    quote_fidelity: Fidelity | None
    deviations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SharedDeviation:
    """A deviation that several sources have alike, in the words of the first one's check."""

    detail: str
    claim_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparedPassage:
    """A transcript passage that several sources carry, with how each has it and what they change alike."""

    turn_id: str
    start: int
    end: int
    text: str
    renditions: tuple[Rendition, ...]
    shared: tuple[SharedDeviation, ...]


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """How one source fared in a run."""

    id: str
    file: str
    publisher: str | None
    sha256: str | None
    status: Literal["ok", "failed"]
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The result of a run; the fields are those of `schemas/reconciliation.v1.json`."""

    case_title: str
    event_date: dt.date
    engine_name: Literal["extractive", "llm"]
    model: str | None
    transcript_file: str
    transcript_sha256: str
    transcript: Transcript
    sources: tuple[SourceStatus, ...]
    claims: tuple[JudgedClaim, ...]
    summaries: tuple[JudgedSummary, ...]
    coverage: tuple[CoveragePassage, ...]
    comparisons: tuple[ComparedPassage, ...] = ()
