"""Front matter: the fields that site generators and note-takers keep above a text, in YAML or TOML.

No library here reads YAML, and of all the fields only the title is of use: what counts is whether a block at the very
top is nothing but fields. A text between two rules is none.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_FENCED = re.compile(
    r"(?P<fence>---|\+\+\+)[ \t]*\n(?P<fields>.*?)^(?:(?P=fence)|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE
)
_FIELD = re.compile(r"(?P<key>[^\W\d][\w .-]{0,60}|\"[^\"\n]{1,60}\"|'[^'\n]{1,60}')\s*:(?:\s+(?P<value>.*))?$")
_FOLDED = re.compile(r"[>|][+-]?\d?$")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Where the fields stand in a text, fences included, and the title among them."""

    start: int
    end: int
    title: str | None


def find_front_matter(text: str) -> FrontMatter | None:
    """The front matter at the top of a text; None where there is none, or nothing else."""
    found = _FENCED.match(text, len(text) - len(text.lstrip("\ufeff \t\n")))
    if not found or not text[found.end() :].strip():
        return None
    fields = _toml_fields(found["fields"]) if found["fence"] == "+++" else _yaml_fields(found["fields"])
    if not fields:
        return None
    return FrontMatter(found.start(), found.end(), " ".join(fields.get("title", "").split()) or None)


def _toml_fields(block: str) -> Mapping[str, str]:
    try:
        fields = tomllib.loads(block)
    except (ValueError, RecursionError):
        return {}
    return {key.lower(): value if isinstance(value, str) else "" for key, value in fields.items()}


def _yaml_fields(block: str) -> Mapping[str, str]:
    """The top-level fields with the text of each; none where a line is no part of a field."""
    fields: dict[str, list[str]] = {}
    below: list[str] | None = None
    for line in block.split("\n"):
        found = _FIELD.match(line)
        if found:
            below = fields[found["key"].strip("\"'").lower()] = [found["value"] or ""]
        elif below is not None and (line[:1].isspace() or line.startswith(("- ", "]", "}"))):
            below.append(line)
        elif line.strip() not in ("", "-") and not line.startswith("#"):
            return {}
    return {key: _yaml_text(lines) for key, lines in fields.items()}


def _yaml_text(lines: Sequence[str]) -> str:
    """What a text says; lists and tables are left as they are written."""
    if _FOLDED.match(lines[0].strip()):
        return " ".join(lines[1:])
    text = " ".join(lines).strip()
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if len(text) > 1 and text[0] == text[-1] == '"':
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    return re.split(r"\s#", text, maxsplit=1)[0]
