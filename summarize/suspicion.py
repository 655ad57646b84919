"""Text that speaks to the machine which reads it: orders, system messages, verdicts asked for, imitated replies.

Nothing is removed or changed because of a hit. What protects a run is that texts are fenced as data, that replies are
checked, and that a model cannot outvote what code has found; this module only tells the reader what was tried.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

from summarize.records import Span
from summarize.text import view

Kind = Literal["order", "verdict", "role", "reply", "delimiter"]
_WHAT: dict[Kind, str] = {
    "order": "gives orders to whoever processes it",
    "verdict": "asks for verdicts",
    "role": "imitates a message to a model",
    "reply": "imitates a model's reply",
    "delimiter": "imitates a delimiter",
}
_SHOWN = 100
_MOST = 20


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A piece of a text that looks like an instruction, and of which kind."""

    kind: Kind
    span: Span

    def line(self) -> str:
        """One line for the run's warnings."""
        piece = " ".join(self.span.text.split())
        shown = piece if len(piece) <= _SHOWN else piece[:_SHOWN] + " …"
        return f"the text {_WHAT[self.kind]} (characters {self.span.start}-{self.span.end}: {shown!r}); treated as text"


def find_suspicions(raw: str) -> tuple[Suspicion, ...]:
    """What in a text looks like an instruction to a machine, in any of our languages, at most twenty, in text order."""
    seen = view(raw)
    found = [
        Suspicion(kind, seen.span(match.start(), match.end()))
        for kind, pattern in _patterns() for match in pattern.finditer(seen.text)
    ]
    distinct: list[Suspicion] = []
    for one in sorted(found, key=lambda s: (s.span.start, -s.span.end)):
        if not any(one.kind == other.kind and one.span.start < other.span.end for other in distinct):
            distinct.append(one)
    return tuple(distinct[:_MOST])


@cache
def _patterns() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    table = tomllib.loads(Path(__file__).with_name("suspicion.toml").read_text(encoding="utf-8"))
    return tuple(
        (cast(Kind, kind), re.compile(pattern, re.IGNORECASE))
        for kind, row in table.items() for pattern in row.values()
    )
