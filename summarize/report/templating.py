"""The door to the template engine: escaping is always on, and whatever is printed is cleaned first.

A page carries its styles and scripts in itself, and its content policy allows those alone, by their digest.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING, Any

from summarize.report.words import cleaned, shortened

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


def render_page(template: str, **values: Any) -> str:
    """A page of `templates/`."""
    return _environment().get_template(template).render(**values)


@cache
def inlined(*names: str) -> tuple[Markup, str]:
    """Files of `templates/` one after the other as a page holds them, and the digest its policy allows them by."""
    from markupsafe import Markup

    loader = _environment().loader
    assert loader is not None
    text = "\n".join(loader.get_source(_environment(), name)[0] for name in names)
    return Markup(text), base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("summarize.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: cleaned(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["shortened"] = shortened
    return environment
