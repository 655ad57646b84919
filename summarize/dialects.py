"""How a chat request is written for an endpoint: one protocol, many dialects.

Servers that call themselves OpenAI-compatible differ in how they are told the reply's schema, in the name of the token
limit, and in whether they take a temperature. A `Dialect` is one choice of the three. It starts as the strictest and
steps down, one notch each time an endpoint says that it does not know what it was sent.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from summarize.prices import estimate_tokens

__all__ = ["FORMATS", "ChatMessage", "ChatRequest", "Dialect", "Letter", "canonical_json", "parse_dialect", "step_down"]

FENCE = "<<<"  # begins the marker lines around a text in a prompt
_MESSAGE_TOKENS = 4  # what a message costs beyond its words

Role = Literal["system", "user", "assistant"]

FORMATS = (
    "json_schema",  # the schema as it is, enforced
    "json_schema_unbounded",  # enforced without the bounds (maxLength ...) that some strict modes refuse
    "json_object_schema",  # llama-cpp-python: type json_object with the schema beside it
    "json_object",  # any JSON object; the schema stands in the last message
    "plain",  # no response_format at all; the schema stands in the last message
)
_ENFORCED = frozenset({"json_schema", "json_schema_unbounded"})
_TOKEN_LIMITS = ("max_completion_tokens", "max_tokens")
# What strict modes are known to refuse; the caller validates each reply with the full schema anyway.
_BOUNDS = frozenset(
    {
        *("minLength", "maxLength", "pattern", "format", "minItems", "maxItems", "uniqueItems", "multipleOf"),
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minProperties", "maxProperties"),
        *("patternProperties", "default", "title", "examples", "$schema", "$id", "$comment"),
    }
)
_NAMED_SCHEMAS = frozenset({"properties", "$defs", "definitions"})
_LITERAL = frozenset({"enum", "const"})

_REJECTION = re.compile(
    r"unsupported|support|unavailable|unknown|unrecogni[sz]ed|unexpected|extra (?:inputs|fields)|permitted|allowed|"
    r"invalid|must be|should be|not implemented|failed to|cannot|could not",
    re.I,
)
_FORMAT_WORDS = re.compile(r"response_format|json[_ ](?:schema|object|mode)|structured output|grammar", re.I)


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message of a prompt."""

    role: Role
    content: str


@dataclass(frozen=True)
class ChatRequest:
    """What is asked of a model, before any dialect. `schema` is the reply's JSON schema; `None` asks for plain text.

    `max_tokens` bounds the reply. `schema_name` is told to the model and names the stage in accounts and logs. `filed`
    is where a recording keeps the exchange ("<source>/<prompt>.v<N>"); it is not sent, and no part of the question.
    """

    model: str
    messages: tuple[ChatMessage, ...]
    schema_name: str
    schema: Mapping[str, Any] | None
    max_tokens: int
    temperature: float = 0
    filed: str = "other/other"

    @cached_property
    def question(self) -> str:
        """SHA-256 of the request before any dialect: the same question in two dialects has one digest."""
        question = {
            "model": self.model,
            "messages": [[message.role, message.content] for message in self.messages],
            "schema_name": self.schema_name,
            "schema": self.schema and dict(self.schema),
            "max_tokens": self.max_tokens,
            "temperature": self.temperature,
        }
        return hashlib.sha256(canonical_json(question)).hexdigest()

    @cached_property
    def estimated_tokens(self) -> int:
        """About how many prompt tokens this is, its schema included."""
        schema = json.dumps(dict(self.schema), ensure_ascii=False) if self.schema else ""
        return sum(estimate_tokens(m.content) + _MESSAGE_TOKENS for m in self.messages) + estimate_tokens(schema)


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way to write a request: the wire format, the name of the token limit, and whether a temperature is sent."""

    wire_format: str = FORMATS[0]
    token_limit: str = _TOKEN_LIMITS[0]
    temperature: bool = True

    def __str__(self) -> str:
        return f"{self.wire_format} {self.token_limit}{'' if self.temperature else ' no-temperature'}"

    def body(self, request: ChatRequest) -> dict[str, Any]:
        """The request's JSON body in this dialect."""
        body: dict[str, Any] = {
            "model": request.model,
            "messages": [{"role": m.role, "content": m.content} for m in self._messages(request)],
            self.token_limit: request.max_tokens,
        }
        if self.temperature:
            body["temperature"] = request.temperature
        response_format = self._response_format(request)
        return body | ({"response_format": response_format} if response_format else {})

    def write(self, request: ChatRequest) -> Letter:
        """The body as it goes over the wire, with its digest.

        The schema's properties stay in their order: endpoints that enforce it have the model write in that order.
        """
        body = self.body(request)
        content = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        return Letter(self, content, hashlib.sha256(canonical_json(body)).hexdigest())

    def _messages(self, request: ChatRequest) -> Sequence[ChatMessage]:
        """The messages; where the endpoint does not enforce the schema, the last one states it (the prefix stays)."""
        if request.schema is None or self.wire_format in _ENFORCED:
            return request.messages
        schema = json.dumps(dict(request.schema), ensure_ascii=False, separators=(",", ":"))
        rule = f"Reply with one JSON object and nothing else. It must be valid against this JSON schema:\n{schema}"
        *first, last = request.messages
        return [*first, replace(last, content=f"{last.content}\n\n{rule}")]

    def _response_format(self, request: ChatRequest) -> dict[str, Any] | None:
        if request.schema is None or self.wire_format == "plain":
            return None
        schema = dict(request.schema)
        if self.wire_format == "json_object":
            return {"type": "json_object"}
        if self.wire_format == "json_object_schema":
            return {"type": "json_object", "schema": schema}
        if self.wire_format == "json_schema_unbounded":
            schema = _without_bounds(schema)
        return {"type": "json_schema", "json_schema": {"name": request.schema_name, "strict": True, "schema": schema}}


@dataclass(frozen=True, slots=True)
class Letter:
    """A request written in a dialect, and the SHA-256 of its canonical JSON, under which the store files the reply."""

    dialect: Dialect
    content: bytes
    key: str


def parse_dialect(text: str) -> Dialect:
    """The dialect that was written as that text; the strictest one for a text of another version of this program."""
    words = text.split()
    if len(words) not in (2, 3) or words[0] not in FORMATS or words[1] not in _TOKEN_LIMITS:
        return Dialect()
    return Dialect(words[0], words[1], temperature=len(words) == 2)


def step_down(dialect: Dialect, complaint: str) -> Dialect | None:
    """The dialect to try after an endpoint rejected this one with that complaint; `None` if it is about something else.

    The name of the token limit and the temperature are looked at first: their complaints are the more exact ones.
    """
    if not _REJECTION.search(complaint):
        return None
    if dialect.token_limit == _TOKEN_LIMITS[0] and re.search(rf"\b{_TOKEN_LIMITS[0]}\b", complaint):
        return replace(dialect, token_limit=_TOKEN_LIMITS[1])
    if dialect.temperature and re.search(r"\btemperature\b", complaint):
        return replace(dialect, temperature=False)
    position = FORMATS.index(dialect.wire_format)
    if position + 1 < len(FORMATS) and _FORMAT_WORDS.search(complaint):
        return replace(dialect, wire_format=FORMATS[position + 1])
    return None


def canonical_json(value: object) -> bytes:
    """The one spelling of a JSON value: keys sorted, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _without_bounds(schema: Any, named: bool = False) -> Any:
    """The schema without its bounds; below `properties` and `$defs` the keys are names, not keywords."""
    if isinstance(schema, list):
        return [_without_bounds(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if named:
        return {name: _without_bounds(part) for name, part in schema.items()}
    return {
        key: part if key in _LITERAL else _without_bounds(part, key in _NAMED_SCHEMAS)
        for key, part in schema.items()
        if key not in _BOUNDS
    }
