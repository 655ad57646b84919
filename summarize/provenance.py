"""What ran, on what, with which rules: the content of a run folder's `run.json`, and the case read back from it."""

from __future__ import annotations

import datetime as dt
import hashlib
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import summarize
from summarize.cases import CASE_FILES
from summarize.contracts import RunRecord
from summarize.records import Case, Reconciliation, SourceEntry, SourceStatus, TranscriptEntry
from summarize.resources import digest_of_files, prompts_folder, schemas_folder

Json = dict[str, Any]

# The code by which texts are read and claims are taken from them; the tables they use are under the rules' digest.
_READING = (
    "bylines.py", "captures.py", "datelines.py", "documents.py", "frontmatter.py", "furniture.py", "hearings.py",
    "pieces.py", "quotations.py", "sentences.py", "transcript.py", "extraction",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceTrace:
    """How one source went: its entry in the case, its status, and what reading it took and gave."""

    entry: SourceEntry
    status: SourceStatus
    seconds: float
    claims: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """When a run started and finished, in UTC."""

    started: dt.datetime
    finished: dt.datetime


def describe_run(
    case: Case, case_file: Path, rec: Reconciliation, sources: Sequence[SourceTrace], *, rules: str,
    encoder: str | None, period: Period, arguments: Mapping[str, Any], spent: Mapping[str, Any] | None = None,
) -> Json:
    """`run.json` of a fresh run. It names files relative to the case, so that it says nothing about the machine.

    `spent` holds `tokens`, `cost` and `model` of a run that asked a model.
    """
    return {
        "contract": "run.v1",
        "case": _case_fields(case, case_file),
        "sources": [_source_fields(trace) for trace in sources],
        "transcript": _transcript_fields(case, rec),
        **(spent or {"tokens": None, "cost": None}),
        "arguments": dict(arguments),
        **_engine_fields(rec, rules, encoder),
        **_period_fields(period),
    }


def describe_rerun(
    run: Mapping[str, Any], rec: Reconciliation, *, rules: str, encoder: str | None, period: Period
) -> Json:
    """`run.json` of a run whose stored claims were judged again: the same input, the new rules and times.

    The prompts and the code that gave the claims stay those of the first time.
    """
    fields = _engine_fields(rec, rules, encoder)
    kept = {key: value for key, value in run["digests"].items() if key in ("prompts", "extraction")}
    digests = {key: value for key, value in fields["digests"].items() if key != "extraction"} | kept
    return {**run, **fields, "digests": digests, **_period_fields(period)}


def stored_case(record: RunRecord) -> Case:
    """The case a run was made from, as far as `run.json` keeps it; its folder is not known any more."""
    fields = record.run["case"]
    return Case(
        folder="",
        title=fields["title"],
        event_date=dt.date.fromisoformat(fields["event_date"]),
        language=fields.get("language") or "en",
        transcript=TranscriptEntry(**_entry(record.run["transcript"], "file")),
        sources=tuple(SourceEntry(**_entry(source, "id", "file", "title")) for source in record.run["sources"]),
        aliases=_names(fields.get("aliases")),
        speakers=_names(fields.get("speakers")),
    )


def case_file(folder: Path) -> Path:
    """The file of a case given by its folder or by the file itself."""
    return folder if folder.is_file() else next(folder / name for name in CASE_FILES if (folder / name).is_file())


def _case_fields(case: Case, path: Path) -> Json:
    return {
        "title": case.title,
        "event_date": case.event_date.isoformat(),
        "file": path.name,
        "sha256": digest_of_file(path),
        "language": case.language,
        "aliases": {name: list(others) for name, others in case.aliases.items()},
        "speakers": {name: list(others) for name, others in case.speakers.items()},
    }


def _source_fields(trace: SourceTrace) -> Json:
    entry, status = trace.entry, trace.status
    return {
        "id": entry.id,
        "file": entry.file,
        "status": status.status,
        "error": status.error,
        "warnings": list(trace.warnings),
        "sha256": status.sha256,
        "seconds": round(trace.seconds, 3),
        "claims": trace.claims,
        "title": entry.title,
        **_shared_fields(entry),
    }


def _transcript_fields(case: Case, rec: Reconciliation) -> Json:
    return {
        "file": rec.transcript_file,
        "sha256": rec.transcript_sha256,
        "warnings": list(rec.transcript.warnings),
        "turns": len(rec.transcript.turns),
        "speakers": [speaker.name for speaker in rec.transcript.speakers],
        "title": rec.transcript.title,
        **_shared_fields(case.transcript),
    }


def _shared_fields(entry: SourceEntry | TranscriptEntry) -> Json:
    return {
        "publisher": entry.publisher,
        "url": entry.url,
        "date": entry.date.isoformat() if entry.date else None,
        "language": entry.language,
    }


def _engine_fields(rec: Reconciliation, rules: str, encoder: str | None) -> Json:
    return {
        "tool": {"name": "summarize", "version": summarize.__version__},
        "python": platform.python_version(),
        "engine": {"name": rec.engine_name, "model": rec.model},
        "encoder": encoder,
        "digests": {
            "prompts": _digests(prompts_folder(), ".md"),
            "schemas": _digests(schemas_folder(), ".json"),
            "rules": rules,
            "extraction": extraction_digest(),
        },
    }


def _period_fields(period: Period) -> Json:
    return {
        "started": period.started.isoformat(timespec="milliseconds"),
        "finished": period.finished.isoformat(timespec="milliseconds"),
        "seconds": round(max((period.finished - period.started).total_seconds(), 0.0), 3),
    }


def _digests(folder: Path, suffix: str) -> dict[str, str]:
    return {path.stem: digest_of_file(path) for path in sorted(folder.glob(f"*{suffix}"))}


def extraction_digest() -> str:
    """SHA-256 over the code that reads texts and takes claims from them, to tell where claims came from."""
    return digest_of_files(extraction_files())


def extraction_files() -> list[Path]:
    """The code that reads texts and takes claims from them."""
    root = Path(summarize.__file__).resolve().parent
    places = (root / name for name in _READING)
    return [file for place in places for file in (sorted(place.glob("*.py")) if place.is_dir() else [place])]


def digest_of_file(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _entry(fields: Mapping[str, Any], *names: str) -> Json:
    kept = {name: fields.get(name) for name in (*names, "publisher", "url", "language")}
    return kept | {"date": dt.date.fromisoformat(fields["date"]) if fields.get("date") else None}


def _names(fields: Mapping[str, Sequence[str]] | None) -> dict[str, tuple[str, ...]]:
    return {name: tuple(others) for name, others in (fields or {}).items()}
