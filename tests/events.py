"""A small invented event in memory: a transcript and an article as texts, judged by the package's own functions."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from summarize.documents import parse_document
from summarize.extraction.extractive import extract
from summarize.reconciliation import Account, reconcile
from summarize.records import (
    Case,
    Claim,
    Document,
    Extraction,
    JudgedClaim,
    Reconciliation,
    SourceEntry,
    SourceStatus,
    Transcript,
    TranscriptEntry,
)
from summarize.transcript import parse_transcript

FOLDER = Path(__file__).resolve().parent / "data"
Cases = list[dict[str, Any]]
AnyClaim = TypeVar("AnyClaim", Claim, JudgedClaim)


def cases(folder: str) -> Cases:
    """All cases of a folder of `tests/data`, each with a name."""
    return [case for path in sorted((FOLDER / folder).glob("*.json")) for case in data(folder, path.stem)]


def data(folder: str, name: str) -> Any:
    """What one JSON file of a folder of `tests/data` holds."""
    return json.loads((FOLDER / folder / f"{name}.json").read_text("utf-8"))


def gathered(folder: str, name: str) -> Cases:
    """The cases of all JSON files of a folder of `tests/data` whose names begin alike."""
    return [case for path in sorted((FOLDER / folder).glob(f"{name}*.json")) for case in data(folder, path.stem)]


def named(found: Cases) -> list[str]:
    """The names of cases, as pytest shows them."""
    return [case["name"] for case in found]


def read_article(text: str, language: str = "en", date: dt.date | None = None, id: str = "gazette") -> Document:
    """An article as it would be read from a text file."""
    return parse_document(text, id=id, language=language, date=date)


def read_transcript(text: str, language: str = "en") -> Transcript:
    """A transcript as it would be read from a text file."""
    return parse_transcript(text, language=language)


def case_transcript(folder: Path) -> Transcript:
    """The transcript of a case's folder, read in the case's language."""
    case = tomllib.loads((folder / "case.toml").read_text("utf-8"))
    return read_transcript((folder / "transcript.txt").read_text("utf-8"), case["language"])


def make_case(
    event_date: dt.date, sources: Sequence[str] = ("gazette",), speakers: dict[str, list[str]] | None = None
) -> Case:
    """A case of sources with these ids."""
    forms = {name: tuple(names) for name, names in (speakers or {}).items()}
    entries = tuple(SourceEntry(id, f"{id}.txt") for id in sources)
    return Case(".", "An invented event", event_date, "en", TranscriptEntry("transcript.txt"), entries, speakers=forms)


def judge(
    case: Case, transcript: Transcript, documents: Sequence[Document], extractions: Sequence[Extraction] | None = None
) -> Reconciliation:
    """The articles judged against the transcript; their claims are extracted unless given."""
    if extractions is None:
        extractions = [extract(document, transcript=transcript, case=case) for document in documents]
    accounts = [
        Account(document, extraction, SourceStatus(document.id, f"{document.id}.txt", None, None, "ok"))
        for document, extraction in zip(documents, extractions, strict=True)
    ]
    return reconcile(case, transcript, "transcript.txt", "0" * 64, accounts)


def judge_texts(spoken: str, printed: str, **options: str) -> Reconciliation:
    """Two texts judged; `options`: spoken_language, language, date (of the article), event (its date)."""
    transcript = read_transcript(spoken, options.get("spoken_language", "en"))
    date = dt.date.fromisoformat(options["date"]) if "date" in options else None
    event = dt.date.fromisoformat(options["event"]) if "event" in options else transcript.date
    assert event is not None
    return judge(make_case(event), transcript, [read_article(printed, options.get("language", "en"), date)])


def claim_at(claims: Sequence[AnyClaim], text: str, words: str) -> AnyClaim:
    """The claim that shares most with some words of its article; of several such, the shortest."""
    start = text.index(words)
    end = start + len(words)

    def shared(claim: AnyClaim) -> tuple[int, int]:
        return max(0, min(end, claim.span.end) - max(start, claim.span.start)), claim.span.start - claim.span.end

    best = max(claims, key=shared)
    assert shared(best)[0] >= len(words) / 2, f"no claim holds {words!r}"
    return best


def outline(rec: Reconciliation) -> list[dict[str, Any]]:
    """What a reader would notice of each claim, in a form that reads well in a diff."""
    return [
        {
            "claim": f"{c.source_id} {c.span.start}-{c.span.end}",
            "words": " ".join(c.span.text.split())[:60],
            "kind": c.kind,
            "speaker": c.speaker,
            "verdict": c.verdict,
            "fidelity": c.quote_fidelity,
            "evidence": [f"{e.turn_id} {e.start}-{e.end}" for e in c.evidence],
        }
        for c in rec.claims
    ]
