"""Dialects: how a request is written, and which complaint leads where."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace

import pytest

from summarize.dialects import FORMATS, ChatMessage, ChatRequest, Dialect, parse_dialect, step_down

REQUEST = ChatRequest(
    "m",
    (ChatMessage("system", "Ж"), ChatMessage("user", "b")),
    "name",
    {
        "type": "object",
        "properties": {"format": {"type": "string", "maxLength": 3}, "kind": {"enum": [{"maxLength": 1}]}},
        "$defs": {"title": {"title": "T", "type": "string"}},
    },
    10,
)
ALL = [Dialect(*parts) for parts in itertools.product(FORMATS, ("max_completion_tokens", "max_tokens"), (True, False))]


@pytest.mark.parametrize("dialect", ALL, ids=str)
def test_written_and_read(dialect: Dialect) -> None:
    """A dialect's text leads back to it, and its letter is its body."""
    assert parse_dialect(str(dialect)) == dialect
    assert json.loads(dialect.write(REQUEST).content) == dialect.body(REQUEST)


def test_keys_differ() -> None:
    """Each dialect's letter has a digest of its own; the question behind them has one."""
    assert len({dialect.write(REQUEST).key for dialect in ALL}) == len(ALL)
    assert replace(REQUEST, max_tokens=11).question != REQUEST.question == replace(REQUEST).question


@pytest.mark.parametrize("text", ["", "json_schema", "xml max_tokens", "plain words", "plain max_tokens a b"])
def test_unknown_dialect(text: str) -> None:
    """A text of another version is the strictest dialect again."""
    assert parse_dialect(text) == Dialect()


def test_bounds_are_dropped_and_names_kept() -> None:
    """Bounds go; properties, definitions and choices that are called like bounds stay."""
    body = Dialect("json_schema_unbounded").body(REQUEST)
    assert body["response_format"]["json_schema"]["schema"] == {
        "type": "object",
        "properties": {"format": {"type": "string"}, "kind": {"enum": [{"maxLength": 1}]}},
        "$defs": {"title": {"type": "string"}},
    }


COMPLAINTS = [
    ("This response_format type is unavailable now", "json_schema_unbounded max_completion_tokens"),
    ("response_format.type should be one of 'text', 'json_object'", "json_schema_unbounded max_completion_tokens"),
    ("Failed to parse grammar", "json_schema_unbounded max_completion_tokens"),
    ("Unrecognized request argument supplied: max_completion_tokens", "json_schema max_tokens"),
    ("Extra inputs are not permitted, body.max_completion_tokens", "json_schema max_tokens"),
    ("'temperature' does not support 0 with this model", "json_schema max_completion_tokens no-temperature"),
    ("max_completion_tokens is too large: 99", None),
    ("The model does not exist", None),
    ("messages: unexpected role", None),
    ("", None),
]


@pytest.mark.parametrize(("complaint", "expected"), COMPLAINTS)
def test_step_down(complaint: str, expected: str | None) -> None:
    """A complaint leads one step down in what it names, and nowhere if it names something else."""
    lower = step_down(Dialect(), complaint)
    assert (lower and str(lower)) == expected


def test_every_way_down_ends() -> None:
    """However often an endpoint complains about everything, the ways down come to an end."""
    passed = [Dialect()]
    while lower := step_down(passed[-1], "unsupported: response_format, max_completion_tokens, temperature"):
        passed.append(lower)
    assert len(passed) == len(FORMATS) + 2
    assert str(passed[-1]) == "plain max_tokens no-temperature"
