"""A question to a model until its reply can be used: ask, check in full, show it its faults, at most twice.

A reply is used only when it is JSON of the very schema that was asked for and passes the caller's own review. What a
model says is never believed here; what a reply means is for the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from summarize.completions import parse_strictly
from summarize.contracts import breaches
from summarize.dialects import ChatMessage, ChatRequest
from summarize.errors import BadReply, ReplyFault
from summarize.prompts import Prompt, load_prompt, render

if TYPE_CHECKING:
    from summarize.chat import ChatReply

Json = dict[str, Any]

MOST_REPAIRS = 2
_SHOWN_FAULTS = 30
_NAMED_FAULTS = 3
_NOT_AN_OBJECT = "the model's reply"  # how the endpoint's door words it
_SHOWN_REPLY = 20_000  # characters of an unusable reply that the model is shown again
_WRITTEN = (".text", ".headline", ".reason")  # what a model writes itself; the rest it copies or chooses
_PLACEHOLDERS = frozenset({"...", "…", "n/a", "tbd", "todo", "string", "text", "lorem ipsum", "placeholder", "example"})


class Endpoint(Protocol):
    """What answers requests: a live endpoint, a recording, or a test's script."""

    async def ask(self, request: ChatRequest, stage: str | None = None) -> ChatReply:
        """The reply to a request, booked to a stage; a subclass of `EndpointError` when there is none."""
        ...


class UnusableReply(ReplyFault):
    """A model's reply breaks its schema or its rules after every repair; `raw` is the last one."""


@dataclass(frozen=True, slots=True)
class Question:
    """One request before it is sent.

    `stage` is what its cost is booked under, `source` the id of the source it is about, `subject` what exactly.
    """

    stage: str
    source: str
    subject: str
    prompt: Prompt
    texts: Mapping[str, str]
    schema: Mapping[str, Any]
    max_tokens: int

    def request(self, model: str) -> ChatRequest:
        """The first request."""
        system, user = render(self.prompt, self.texts)
        messages = ChatMessage("system", system), ChatMessage("user", user)
        name, filed = self.prompt.schema.replace(".", "_"), f"{self.source}/{self.prompt.label}"
        return ChatRequest(model, messages, name, self.schema, self.max_tokens, filed=filed)


@dataclass(frozen=True, slots=True)
class Review:
    """What a caller finds wrong in a reply of the right shape.

    `faults` make it unusable. `refusals` concern parts of it, which the caller leaves out if they are not put right.
    `made` is what the caller made of the reply to find that out; the answer hands it back.
    """

    faults: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    made: Any = None

    @property
    def complaints(self) -> tuple[str, ...]:
        """Everything that the model is to put right."""
        return (*self.faults, *self.refusals)


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply that can be used: its content, what was refused in it, how often it had to be put right, and what its
    review made of it.
    """

    content: Json
    raw: str
    refusals: tuple[str, ...] = ()
    repairs: int = 0
    made: Any = None


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A model behind an endpoint."""

    endpoint: Endpoint
    model: str

    async def ask(self, question: Question, review: Callable[[Json], Review], *, repairs: int = MOST_REPAIRS) -> Answer:
        """An answer that fits the question's schema and has no faults.

        Faults are shown to the model at most twice; refusals at most `repairs` times. `UnusableReply` when faults
        remain and no earlier reply was free of them; other `EndpointError`s come from the endpoint.
        """
        request, best = question.request(self.model), None
        for attempt in range(MOST_REPAIRS + 1):
            raw, content, verdict = await self._attempt(request, question, review)
            if content is not None and (best is None or len(verdict.refusals) <= len(best.refusals)):
                best = Answer(content, raw, verdict.refusals, attempt, verdict.made)
            if best is not None and (not verdict.complaints or attempt >= repairs):
                break
            request = _repaired(question.request(self.model), raw, verdict.complaints)
        if best is None:
            raise UnusableReply(
                f"the model's reply is unusable after {MOST_REPAIRS} repairs: {_first(verdict.faults)}", raw=raw,
                where=f"{question.prompt.label} of {question.subject}",
            )
        return best

    async def _attempt(
        self, request: ChatRequest, question: Question, review: Callable[[Json], Review]
    ) -> tuple[str, Json | None, Review]:
        """One reply: its text, its content if it can be used, and what is wrong with it."""
        try:
            reply = await self.endpoint.ask(request, question.stage)
        except BadReply as error:
            if not error.what.startswith(_NOT_AN_OBJECT):
                raise  # the endpoint's fault, not the model's: showing it to the model would not help
            return error.raw, None, Review((f"$: {error.what}",))
        content, verdict = _examine(reply.text, question, review)
        return reply.text, content, verdict


def _first(faults: Sequence[str]) -> str:
    rest = len(faults) - _NAMED_FAULTS
    return "; ".join(faults[:_NAMED_FAULTS]) + (f" (and {rest} more)" if rest > 0 else "")


def _repaired(request: ChatRequest, raw: str, faults: Sequence[str]) -> ChatRequest:
    """The request with the reply it got and what is wrong with that."""
    listed = [f"- {fault}" for fault in faults[:_SHOWN_FAULTS]]
    if len(faults) > _SHOWN_FAULTS:
        listed.append(f"- and {len(faults) - _SHOWN_FAULTS} more of the kind")
    _, user = render(load_prompt("repair"), {"faults": "\n".join(listed)})
    turn = ChatMessage("assistant", raw[:_SHOWN_REPLY] or "(nothing)"), ChatMessage("user", user)
    return replace(request, messages=(*request.messages, *turn))


def _examine(raw: str, question: Question, review: Callable[[Json], Review]) -> tuple[Json | None, Review]:
    try:
        content = parse_reply(raw)
    except ValueError as error:
        return None, Review((f"$: {error}",))
    faults = breaches(content, question.schema) or [
        f"{path}: {text!r} is a placeholder" for path, text in _texts(content, "$")
        if path.endswith(_WRITTEN) and is_placeholder(text)
    ]
    if faults:
        return None, Review(tuple(faults))
    verdict = review(content)
    return (None if verdict.faults else content), verdict


# ---------------------------------------------------------------- reading a reply


def parse_reply(raw: str) -> Json:
    """The one JSON object that a reply is; `ValueError` says what it is instead. Nothing is guessed at."""
    content = parse_strictly(raw)
    if not isinstance(content, dict):
        raise ValueError("a JSON object is expected")
    return content


def is_placeholder(text: str) -> bool:
    """Whether a text only holds the place of one ("...", "string", "<name>")."""
    bare = text.strip().casefold()
    return not any(c.isalnum() for c in bare) or bare in _PLACEHOLDERS or (bare[0] == "<" and bare[-1] == ">")


def _texts(value: Any, path: str) -> list[tuple[str, str]]:
    if isinstance(value, str):
        return [(path, value)]
    if isinstance(value, dict):
        return [pair for key, inner in value.items() for pair in _texts(inner, f"{path}.{key}")]
    if isinstance(value, list):
        return [pair for number, inner in enumerate(value) for pair in _texts(inner, f"{path}[{number}]")]
    return []


# ---------------------------------------------------------------- schemas with closed choices


def close_schema(schema: Mapping[str, Any], choices: Mapping[str, list[str]]) -> Json:
    """A reply schema with its references resolved and its closed choices filled in.

    `choices` are by definition name (`sentence_id`) or property name (`speaker`). Some endpoints build their grammar
    without following references, so the result has none.
    """
    body = {key: part for key, part in schema.items() if key not in {"$defs", "$id", "$schema"}}
    return dict(_close(body, schema, choices))


def _close(node: Any, root: Mapping[str, Any], choices: Mapping[str, list[str]], name: str = "") -> Any:
    if isinstance(node, Mapping):
        reference = node.get("$ref")
        if isinstance(reference, str):
            name = reference.removeprefix("#/$defs/")
            node = root["$defs"][name]
        if name in choices and node.get("type") == "string":
            described = {"description": node["description"]} if "description" in node else {}
            return {"type": "string", "enum": choices[name], **described}
        return {key: _close(inner, root, choices, key) for key, inner in node.items()}
    return [_close(inner, root, choices) for inner in node] if isinstance(node, list) else node
