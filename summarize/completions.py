"""What an endpoint sent back, read strictly: the body as a completion, the completion's text as one JSON object.

Nothing is guessed. The finish reason is looked at before the text, since a reply that was cut off or refused is not
"bad JSON". Every fault is one of the errors of `summarize.errors`, with what was received kept in `raw`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn

from summarize.errors import BadReply, EmptyReply, FilteredReply, RefusedReply, TruncatedReply

__all__ = ["Completion", "cut_object", "parse_strictly", "read_body", "read_completion", "read_text"]

_OBJECT = re.compile(r'\{\s*"')  # a brace in prose is hardly ever followed by a quotation mark
_THOUGHT = re.compile(r"\A\s*<think>.*?</think>", re.S)


@dataclass(frozen=True, slots=True)
class Completion:
    """A well-formed answer of the protocol. Token counts are `None` where the endpoint does not state them.

    `played`: it came from a recording, and was not paid for.
    """

    text: str | None
    refusal: str | None
    finish_reason: str | None
    prompt_tokens: int | None
    completion_tokens: int | None
    raw: str
    played: bool = False


def parse_strictly(text: str) -> Any:
    """A JSON value; `ValueError` on duplicate keys, NaN and infinities, lone surrogates and nesting without end."""
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number)
        json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("half of a surrogate pair in a string") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return value


def cut_object(text: str) -> str:
    """The one JSON object in a model's text: words and code fences around it and a thought before it are cut off.

    `ValueError` if there is none, if it does not parse, or if there are two: then nobody can say which is the reply.
    """
    thought = _THOUGHT.match(text)
    text = (text[thought.end() :] if thought else text).strip()
    if text == "{}":
        return text
    start = _OBJECT.search(text)
    if start is None:
        raise ValueError("no JSON object in it")
    try:
        _, end = json.JSONDecoder().raw_decode(text, start.start())
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if _OBJECT.search(text, end):
        raise ValueError("more than one JSON object in it")
    found = text[start.start() : end]
    parse_strictly(found)
    return found


def read_body(content: bytes, content_type: str, where: str) -> dict[str, Any]:
    """The JSON object of a body with status 200; `BadReply` for anything else."""
    shown = content.decode("utf-8", "replace")
    media = content_type.split(";")[0].strip().lower()
    if media and media != "application/json" and not media.endswith("+json"):
        hint = "is this the address of an API, with its /v1?" if media == "text/html" else None
        raise BadReply(f"answered with {media} in place of JSON", where=where, hint=hint, raw=shown)
    try:
        body = parse_strictly(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadReply("the answer is not valid UTF-8", where=where, raw=shown) from None
    except ValueError as fault:
        raise BadReply(f"the answer is not JSON: {fault}", where=where, raw=shown) from None
    if not isinstance(body, dict):
        raise BadReply("the answer is not a JSON object", where=where, raw=shown)
    return body


def read_completion(body: dict[str, Any], where: str, raw: str) -> Completion:
    """The first choice of a body; `EmptyReply` when there is none, `BadReply` when a field has the wrong type."""
    choices = _field(body, "choices", list, where, raw)
    if choices is None:
        raise BadReply("the answer has no choices", where=where, raw=raw)
    if not choices:
        raise EmptyReply("the answer's list of choices is empty", where=where, raw=raw)
    if not isinstance(choices[0], dict):
        _wrong_type("choices[0]", where, raw)
    message = _field(choices[0], "message", dict, where, raw)
    if message is None:
        raise BadReply("the answer's choice has no message", where=where, raw=raw)
    usage = _field(body, "usage", dict, where, raw) or {}
    return Completion(
        text=_field(message, "content", str, where, raw),
        refusal=_field(message, "refusal", str, where, raw),
        finish_reason=_field(choices[0], "finish_reason", str, where, raw),
        prompt_tokens=_count(usage, "prompt_tokens", where, raw),
        completion_tokens=_count(usage, "completion_tokens", where, raw),
        raw=raw,
    )


def read_text(completion: Completion, where: str, *, as_object: bool) -> str:
    """The completion's words, or the JSON object in them; an error of its own for each way there can be none."""
    text = completion.text or ""
    if completion.finish_reason == "length":
        raise TruncatedReply("the reply ran into its token limit", where=where, raw=text)
    if completion.finish_reason == "content_filter":
        raise FilteredReply("a content filter stopped the reply", where=where, raw=text)
    if completion.refusal:
        raise RefusedReply("the model declined to answer", where=where, raw=completion.refusal)
    if not text.strip():
        raise EmptyReply("the reply is empty", where=where, raw=completion.raw)
    if not as_object:
        return text
    try:
        return cut_object(text)
    except ValueError as fault:
        raise BadReply(f"the model's reply is not one JSON object: {fault}", where=where, raw=text) from None


def _field(parent: dict[str, Any], name: str, kind: type, where: str, raw: str) -> Any:
    value = parent.get(name)
    if value is not None and not isinstance(value, kind):
        _wrong_type(name, where, raw)
    return value


def _count(usage: dict[str, Any], name: str, where: str, raw: str) -> int | None:
    value = usage.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        _wrong_type(f"usage.{name}", where, raw)
    return value


def _wrong_type(name: str, where: str, raw: str) -> NoReturn:
    raise BadReply(f"the answer's {name} is of the wrong type", where=where, raw=raw)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    unique = dict(pairs)
    if len(unique) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice[:60]!r} stands twice in one object")
    return unique


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")
