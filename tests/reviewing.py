"""Reviews as the page exports them, made for claims of a run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from summarize.contracts import RunRecord
from summarize.records import JudgedClaim
from summarize.reviews import claim_digest, evidence_digest
from summarize.runs import read_run

DECIDED = {"decision": "overridden", "verdict": "supported", "quote_fidelity": None, "comment": "I was there."}


def export_of(run: RunRecord, *reviews: dict[str, Any], reviewer: str | None = "Ann Reed") -> dict[str, Any]:
    """A `review.json` of a run."""
    rec = run.reconciliation
    case = {"title": rec.case_title, "event_date": rec.event_date.isoformat()}
    return {"contract": "review.v1", "case": case, "reviewer": reviewer, "reviews": list(reviews)}


def review_of(claim: JudgedClaim, **decided: Any) -> dict[str, Any]:
    """The review of a claim: `DECIDED`, unless stated otherwise."""
    return {
        "claim_id": claim.id, "source_id": claim.source_id,
        "span": {"start": claim.span.start, "end": claim.span.end, "text": claim.span.text},
        "machine_verdict": claim.verdict, "reviewed_at": "2026-03-01T10:00:00.000Z",
        "claim_digest": claim_digest(claim), "evidence_digest": evidence_digest(claim), **DECIDED, **decided,
    }  # fmt: skip


def store_review(summarize: Any, run: Path, file: Path, claim_id: str, **decided: Any) -> JudgedClaim:
    """Review one claim of a run on disk, through a file; the claim."""
    record = read_run(run)
    claim = next(one for one in record.reconciliation.claims if one.id == claim_id)
    file.write_text(json.dumps(export_of(record, review_of(claim, **decided))), encoding="utf-8")
    assert summarize("review", run, file).status == 0
    return claim
