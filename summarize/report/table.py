"""`claims.csv`: one row a claim, for spreadsheets."""

from __future__ import annotations

import csv
import io

from summarize.contracts import RunRecord
from summarize.records import JudgedClaim
from summarize.report.ranking import Finding, rank
from summarize.report.words import one_line, source_names, speaker_of

_BOM = "\ufeff"  # without it spreadsheets read UTF-8 as the system's old code page
_FORMULA = tuple("=+-@\t\r\n|%＝＋－＠")
_COLUMNS = (
    "finding", "claim_id", "source_id", "publisher", "kind", "speaker", "claim", "verdict", "quote_fidelity",
    "attribution", "confidence", "article_start", "article_end", "article_words", "quotations", "transcript_turns",
    "transcript_words", "failed_checks", "rationale", "why", "decided_by",
)  # fmt: skip


def render_table(run: RunRecord) -> str:
    """All claims as CSV (RFC 4180, with a byte order mark); `finding` numbers those to check, worst first.

    A cell that a spreadsheet would run as a formula begins with an apostrophe.
    """
    rec = run.reconciliation
    ranked = {finding.claim.id: (number, finding) for number, finding in enumerate(rank(rec), start=1)}
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    names = source_names(rec)
    for claim in rec.claims:
        number, finding = ranked.get(claim.id, (None, None))
        writer.writerow([_cell(value) for value in _row(claim, names.get(claim.source_id), number, finding)])
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


def _cell(value: object) -> str:
    """A value as inert text on one line."""
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return str(value)
    line = one_line(str(value))
    return f"'{line}" if line.startswith(_FORMULA) else line
