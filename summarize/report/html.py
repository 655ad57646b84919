"""`report.html`: one page that holds its run, its scripts and its styles, and loads nothing from anywhere.

The run goes in as a block of JSON that no text in it can close. All else of the page is ours, and the page's content
policy lets only that run: it names the very scripts and styles by their digest.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any

from summarize.contracts import RunRecord
from summarize.records import VERDICTS
from summarize.report.page import page_data
from summarize.report.words import VERDICT_WORDS, cleaned

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

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

    environment = _environment()
    style, script = _joined("styles", _STYLES, "css"), _joined("scripts", _SCRIPTS, "js")
    data = page_data(run)
    return environment.get_template("report.html.j2").render(
        style=style, style_hash=_csp_hash(style), script=script, script_hash=_csp_hash(script),
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


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("summarize.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _finalized(value: object) -> object:
    """Whatever is printed, without control and direction-changing characters; template-made markup stays as it is."""
    return cleaned(value) if type(value) is str else value


@cache
def _joined(folder: str, names: tuple[str, ...], suffix: str) -> Markup:
    from markupsafe import Markup

    loader = _environment().loader
    assert loader is not None
    return Markup("\n".join(loader.get_source(_environment(), f"{folder}/{name}.{suffix}")[0] for name in names))


def _csp_hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
