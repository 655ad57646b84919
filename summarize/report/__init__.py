"""Reports: pure functions of a run. No clock, no network, no file but the template.

Everything an article or a transcript says is hostile until shown otherwise: each format makes it inert in its own way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from summarize.contracts import RunRecord
from summarize.errors import UsageError
from summarize.report.claimreview import render_claimreview
from summarize.report.html import render_html
from summarize.report.markdown import render_markdown
from summarize.report.ranking import Finding, counted, findings, rank
from summarize.report.table import render_table
from summarize.report.terminal import render_terminal

__all__ = [
    "FILES", "FORMATS", "Finding", "counted", "findings", "rank", "render", "render_claimreview", "render_files",
    "render_html", "render_markdown", "render_table", "render_terminal",
]  # fmt: skip

FORMATS: Mapping[str, Callable[[RunRecord], str]] = {
    "terminal": lambda run: render_terminal(run.reconciliation, reviews=run.reviews),
    "markdown": render_markdown,
    "html": render_html,
    "csv": render_table,
    "claimreview": render_claimreview,
}
FILES: Mapping[str, str] = {  # the name of each report in a run folder, and its format
    "report.html": "html",
    "report.md": "markdown",
    "claims.csv": "csv",
    "claimreview.jsonld": "claimreview",
}


def render(run: RunRecord, format: str) -> str:
    """One report of a run: `terminal`, `markdown`, `html`, `csv` or `claimreview`."""
    if format not in FORMATS:
        raise UsageError(f"there is no report format {format!r}", hint=f"choose one of {', '.join(FORMATS)}")
    return FORMATS[format](run)


def render_files(run: RunRecord) -> dict[str, str]:
    """The reports that belong into a run folder, by file name."""
    return {name: render(run, format) for name, format in FILES.items()}
