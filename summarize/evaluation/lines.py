"""JSON lines of labelled items, checked field by field: a fault names the file, the line and the field."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from summarize.errors import InputError

_TYPES: dict[type, str] = {str: "a text", int: "a whole number", list: "a list", dict: "an object"}


@dataclass(frozen=True, slots=True)
class Line:
    """The fields of one line, and where it stands; `take` and `refuse` report their faults there."""

    fields: Mapping[str, Any]
    where: str

    def take(self, key: str, kind: type, *, optional: bool = False) -> Any:
        """The value of a field; `InputError` when it is missing or of another type. Null is missing."""
        value = self.fields.get(key)
        if value is None and optional:
            return None
        if value is None:
            self.refuse(f"{key!r} is missing")
        if not isinstance(value, kind) or isinstance(value, bool):
            self.refuse(f"{key!r} must be {_TYPES[kind]}")
        return value

    def choose(self, key: str, choices: Collection[Any], *, optional: bool = False) -> Any:
        """The value of a field that has to be one of these."""
        value = self.take(key, type(next(iter(choices))), optional=optional)
        if value is not None and value not in choices:
            self.refuse(f"{key!r} is {value!r}", f"it must be one of {', '.join(map(str, choices))}")
        return value

    def spot(self, text: str | None, start: str = "start", end: str = "end") -> tuple[int, int]:
        """The range of two fields; `InputError` when it is empty or leaves the text it counts in."""
        first, last = self.take(start, int), self.take(end, int)
        if not 0 <= first < last or (text is not None and last > len(text)):
            self.refuse(f"{start!r} to {end!r} ({first} to {last}) is no range of the text")
        return first, last

    def inner(self, key: str) -> list[Line]:
        """The objects of a list, as lines of their own."""
        found = []
        for number, item in enumerate(self.take(key, list), 1):
            if not isinstance(item, dict):
                self.refuse(f"{key!r} must be a list of objects")
            found.append(Line(item, f"{self.where}, {key} {number}"))
        return found

    def known(self, keys: Collection[str]) -> None:
        """Refuse a key that is none of these: it may be a known one, mistyped."""
        import difflib

        for key in self.fields:
            if key not in keys:
                close = difflib.get_close_matches(key, keys, n=1)
                self.refuse(f"unknown key {key!r}", f"did you mean {close[0]!r}?" if close else None)

    def refuse(self, what: str, hint: str | None = None) -> NoReturn:
        """Say what is wrong with this line."""
        raise InputError(what, where=self.where, hint=hint)


def read_lines(path: Path) -> list[Line]:
    """The lines of a file; empty ones are passed over. `InputError` when one is no JSON object, when an id is missing
    or there twice, or when there is nothing.
    """
    lines = list(_lines(path))
    if not lines:
        raise InputError("holds no line", where=str(path))
    seen: set[str] = set()
    for line in lines:
        key = line.take("id", str)
        if key in seen:
            line.refuse(f"the id {key!r} is there twice")
        seen.add(key)
    return lines


def _lines(path: Path) -> Iterator[Line]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"is not UTF-8 (byte {error.start})", where=str(path), hint="save it as UTF-8") from None
    for number, row in enumerate(text.split("\n"), 1):
        where = f"{path}, line {number}"
        if not row.strip():
            continue
        try:
            fields = json.loads(row)
        except (ValueError, RecursionError) as error:
            what = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
            raise InputError(f"is not JSON: {what}", where=where) from None
        if not isinstance(fields, dict):
            raise InputError("is not a JSON object", where=where)
        yield Line(fields, where)
