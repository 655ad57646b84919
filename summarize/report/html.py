"""`report.html`: one page that holds its run, its scripts and its styles, and loads nothing from anywhere.

The run goes in as a block of JSON that no text in it can close. All else of the page is ours, and the page's content
policy lets only that run: it names the very scripts and styles by their digest.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

from summarize.contracts import RunRecord
from summarize.records import VERDICTS
from summarize.report.page import page_data
from summarize.report.templating import inlined, render_page
from summarize.report.words import VERDICT_WORDS

# In the order in which they are put one after the other.
_STYLES = ("base", "controls", "cards", "texts", "tables", "print")
_SCRIPTS = (
    "dom", "words", "data", "lazy", "review", "cards", "findings", "marks", "transcript", "articles", "coverage",
    "outlets", "run", "links", "keys", "main",
)  # fmt: skip
_MARKUP = frozenset("<>&")
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})


def render_html(run: RunRecord) -> str:
    """The whole run as one self-contained HTML page."""
    from markupsafe import Markup

    style, style_hash = inlined(*(f"styles/{name}.css" for name in _STYLES))
    script, script_hash = inlined(*(f"scripts/{name}.js" for name in _SCRIPTS))
    data = page_data(run)
    return render_page(
        "report.html.j2", style=style, style_hash=style_hash, script=script, script_hash=script_hash,
        data=Markup(embedded(data)), rec=run.reconciliation, totals=data["totals"], verdicts=VERDICTS,
        verdict_words=VERDICT_WORDS, failed=[source for source in data["sources"] if source["status"] == "failed"],
    )  # fmt: skip


def embedded(data: Any) -> str:
    """JSON for a script element: plain ASCII stands for markup and for whatever moves a cursor or turns a line."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    odd = {char for char in set(text) if char in _MARKUP or unicodedata.category(char) in _UNSAFE}
    if not odd:
        return text
    return re.sub(f"[{re.escape(''.join(sorted(odd)))}]", lambda found: json.dumps(found[0])[1:-1]
                  if found[0] not in _MARKUP else f"\\u{ord(found[0]):04x}", text)
