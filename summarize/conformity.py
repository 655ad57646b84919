"""Whether a value follows a JSON schema, yes or no, at once.

A schema becomes one function: checking a run this way takes a few milliseconds and no library. It knows the keywords
of our own schemas; a schema with any other keyword has no such function. What exactly is wrong with a value that does
not follow is left to `contracts`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence, Sized
from typing import Any

Test = Callable[[Any], bool]
Schema = Mapping[str, Any] | bool

_REMARKS = frozenset({"$schema", "$id", "$defs", "title", "description"})
_TOGETHER = frozenset({"then", "else", "properties", "additionalProperties"})


class UnknownKeywordError(Exception):
    """A schema that uses a keyword this module does not know."""


def conforms_to(schema: Mapping[str, Any]) -> Test | None:
    """The test for a schema, or None when it uses a keyword that is not known here."""
    try:
        return _Compiler(schema).compile(schema)
    except UnknownKeywordError:
        return None


class _Compiler:
    """Turns the parts of one schema into tests; a definition is compiled once and may refer to itself."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root
        self._definitions: dict[str, Test | None] = {}

    def compile(self, schema: Schema) -> Test:
        if isinstance(schema, bool):
            return lambda _: schema
        tests = [self._keyword(name, schema[name]) for name in schema if name not in _REMARKS | _TOGETHER | {"if"}]
        if not _TOGETHER.isdisjoint(schema):
            tests.append(self._members(schema))
        if "if" in schema:
            tests.append(self._choice(schema))
        return tests[0] if len(tests) == 1 else _all(tests)

    def _keyword(self, name: str, value: Any) -> Test:
        if name == "$ref":
            return self._reference(value)
        if name in _SIMPLE:
            return _SIMPLE[name](value)
        if name in {"allOf", "anyOf"}:
            tests = [self.compile(part) for part in value]
            return _all(tests) if name == "allOf" else lambda x: any(test(x) for test in tests)
        if name in {"items", "not", "propertyNames"}:
            return _INNER[name](self.compile(value))
        raise UnknownKeywordError(name)

    def _reference(self, reference: str) -> Test:
        if not reference.startswith("#/$defs/"):
            raise UnknownKeywordError(reference)
        if reference not in self._definitions:
            self._definitions[reference] = None  # on its way: a definition that holds itself
            self._definitions[reference] = self.compile(self._root["$defs"][reference.removeprefix("#/$defs/")])
        known = self._definitions[reference]
        return known or (lambda x: bool((self._definitions[reference] or bool)(x)))

    def _members(self, schema: Mapping[str, Any]) -> Test:
        named = {name: self.compile(part) for name, part in schema.get("properties", {}).items()}
        other = self.compile(schema.get("additionalProperties", True))
        return lambda x: not isinstance(x, dict) or all(named.get(name, other)(inner) for name, inner in x.items())

    def _choice(self, schema: Mapping[str, Any]) -> Test:
        condition = self.compile(schema["if"])
        then, other = self.compile(schema.get("then", True)), self.compile(schema.get("else", True))
        return lambda x: then(x) if condition(x) else other(x)


def _all(tests: Sequence[Test]) -> Test:
    return lambda x: all(test(x) for test in tests)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_integer(value: Any) -> bool:
    return _is_number(value) and (isinstance(value, int) or value.is_integer())


_TYPES: Mapping[str, Test] = {
    "null": lambda x: x is None,
    "boolean": lambda x: isinstance(x, bool),
    "string": lambda x: isinstance(x, str),
    "number": _is_number,
    "integer": _is_integer,
    "array": lambda x: isinstance(x, list),
    "object": lambda x: isinstance(x, dict),
}


def _type(wanted: str | Sequence[str]) -> Test:
    tests = [_TYPES[name] for name in ([wanted] if isinstance(wanted, str) else wanted)]
    return tests[0] if len(tests) == 1 else lambda x: any(test(x) for test in tests)


def _enum(values: Sequence[Any]) -> Test:
    if not all(value is None or isinstance(value, (str, bool)) for value in values):
        raise UnknownKeywordError("enum of numbers, lists or objects")
    return lambda x: (x is None or isinstance(x, (str, bool))) and x in values


def _pattern(pattern: str) -> Test:
    search = re.compile(pattern).search
    return lambda x: not isinstance(x, str) or search(x) is not None


def _format(name: str) -> Test:
    if name != "date":
        raise UnknownKeywordError(f"format {name}")
    return lambda x: not isinstance(x, str) or _is_date(x)


def _is_date(text: str) -> bool:
    try:
        return _DATE.fullmatch(text) is not None and bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _sized(kind: type[Sized], least: int, most: int | None) -> Test:
    return lambda x: not isinstance(x, kind) or (len(x) >= least and (most is None or len(x) <= most))


_SIMPLE: Mapping[str, Callable[[Any], Test]] = {
    "type": _type,
    "enum": _enum,
    "const": lambda value: _enum([value]),
    "pattern": _pattern,
    "format": _format,
    "minLength": lambda least: _sized(str, least, None),
    "maxLength": lambda most: _sized(str, 0, most),
    "minItems": lambda least: _sized(list, least, None),
    "maxItems": lambda most: _sized(list, 0, most),
    "maxProperties": lambda most: _sized(dict, 0, most),
    "minimum": lambda least: lambda x: not _is_number(x) or x >= least,
    "maximum": lambda most: lambda x: not _is_number(x) or x <= most,
    "required": lambda names: lambda x: not isinstance(x, dict) or all(name in x for name in names),
}
_INNER: Mapping[str, Callable[[Test], Test]] = {
    "items": lambda test: lambda x: not isinstance(x, list) or all(map(test, x)),
    "not": lambda test: lambda x: not test(x),
    "propertyNames": lambda test: lambda x: not isinstance(x, dict) or all(map(test, x)),
}
