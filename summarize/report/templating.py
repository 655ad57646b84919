"""The door to the template engine: escaping is always on, and whatever is printed is cleaned first."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING, Any

from summarize.report.words import cleaned, shortened

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["render_page"]


def render_page(template: str, style: str, values: dict[str, Any]) -> str:
    """A page of `templates/` with a style sheet of its own in it, which is all that its content policy allows."""
    from markupsafe import Markup

    environment = _environment()
    assert environment.loader is not None
    css = environment.loader.get_source(environment, style)[0]
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode("ascii")
    return environment.get_template(template).render(css=Markup(css), css_hash=digest, **values)


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
