"""`claims.csv`: one row a claim, for spreadsheets."""

from __future__ import annotations

import csv
import io
import unicodedata

from summarize.contracts import RunRecord
from summarize.records import JudgedClaim, Review
from summarize.report.ranking import Finding, rank
from summarize.report.words import one_line, source_names, speaker_of
from summarize.reviews import given_fidelity, given_verdict

_BOM = "\ufeff"  # without it spreadsheets read UTF-8 as the system's old code page
_FORMULA = tuple("=+-@|%\u2212")
_UNSEEN = "\u200c\u200d"  # a text may begin with them, and spreadsheets may drop them
_LONGEST = 32_767  # what a spreadsheet's cell holds; more spills into the next rows
_COLUMNS = (
    "finding", "claim_id", "source_id", "publisher", "kind", "speaker", "claim", "verdict", "quote_fidelity",
    "attribution", "confidence", "article_start", "article_end", "article_words", "quotations", "transcript_turns",
    "transcript_words", "failed_checks", "rationale", "why", "decided_by", "review", "review_verdict",
    "review_quote_fidelity", "review_comment", "reviewer", "reviewed_at", "review_carried_from",
)  # fmt: skip


def render_table(run: RunRecord) -> str:
    """All claims as CSV (RFC 4180, with a byte order mark); `finding` numbers those to check, worst first.

    A cell that a spreadsheet would run as a formula begins with an apostrophe. What a person decided stands in columns
    of its own, beside the machine's verdict.
    """
    rec = run.reconciliation
    ranked = {finding.claim.id: (number, finding) for number, finding in enumerate(rank(rec), start=1)}
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    names = source_names(rec)
    for claim in rec.claims:
        number, finding = ranked.get(claim.id, (None, None))
        row = _row(claim, names.get(claim.source_id), number, finding) + _review_cells(run.reviews.get(claim.id))
        writer.writerow([_cell(value) for value in row])
    return _BOM + stream.getvalue()


def _row(
    claim: JudgedClaim, publisher: str | None, number: int | None, finding: Finding | None
) -> list[object]:
    return [
        number, claim.id, claim.source_id, publisher, claim.kind, claim.speaker, claim.text, claim.verdict,
        claim.quote_fidelity, claim.attribution, round(claim.confidence, 3),
        claim.span.start, claim.span.end, claim.span.text,
        " / ".join(f"{q.fidelity}: “{q.text}”" for q in claim.quotations),
        " / ".join(dict.fromkeys(e.turn_id for e in claim.evidence)),
        " / ".join(f"{speaker_of(e)}: “{e.text}”" for e in claim.evidence),
        " / ".join(f"{c.name}: {c.detail}" for c in claim.checks if c.outcome == "fail"),
        claim.rationale, finding.reason if finding else None, claim.decided_by,
    ]  # fmt: skip


def _review_cells(review: Review | None) -> list[object]:
    if review is None:
        return [None] * 7
    return [
        review.decision, given_verdict(review), given_fidelity(review), review.comment, review.reviewer,
        review.reviewed_at.isoformat(timespec="seconds"), review.carried_from,
    ]  # fmt: skip


def _cell(value: object) -> str:
    """A value as inert text on one line that fits a cell."""
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return str(value)
    line = one_line(str(value))
    inert = f"'{line}" if _may_be_formula(line) else line
    return inert if len(inert) <= _LONGEST else inert[: _LONGEST - 1] + "…"


def _may_be_formula(line: str) -> bool:
    """Whether a cell begins with a sign that starts a formula, in whatever width or size it is written."""
    return unicodedata.normalize("NFKC", line.lstrip(_UNSEEN)[:1]).startswith(_FORMULA)
