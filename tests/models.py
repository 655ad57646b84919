"""Stand-ins for a model: replies by rule or by script, given to the code that asks as an endpoint would.

`reply_to(request body)` is shared by the object (for logic) and by the server on loopback (for the whole way).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from scripted_server import Answer, Received, reply

from summarize.chat import ChatReply
from summarize.dialects import ChatRequest
from summarize.errors import EndpointError

Json = dict[str, Any]
Reply = str | Json | EndpointError
_NUMBERED = re.compile(r"(?m)^\[([SPC]\d+)\](?: \((?:before|headline)\))? (.+)$")


@dataclass
class Script:
    """An endpoint that gives the replies of a stage in order, the last one again and again, and keeps the requests."""

    replies: dict[str, Sequence[Reply] | Callable[[ChatRequest], Reply]]
    asked: list[tuple[str, ChatRequest]] = field(default_factory=list)

    async def ask(self, request: ChatRequest, stage: str | None = None) -> ChatReply:
        """The next reply of that stage."""
        assert stage is not None
        number = sum(name == stage for name, _ in self.asked)
        self.asked.append((stage, request))
        script = self.replies[stage]
        reply = script(request) if callable(script) else script[min(number, len(script) - 1)]
        if isinstance(reply, EndpointError):
            raise reply
        text = reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False)
        return ChatReply(text, "stop", 100, 10, False, "json_schema", text)

    def prompts(self, stage: str) -> list[str]:
        """What was said to the model in each request of a stage, all messages together."""
        return ["\n".join(m.content for m in request.messages) for name, request in self.asked if name == stage]


def numbered(text: str, letter: str) -> dict[str, str]:
    """The numbered lines of a prompt: sentences S, passages P, claims C."""
    return {name: words for name, words in _NUMBERED.findall(text) if name.startswith(letter)}


def claim(sentence: str, first: str, last: str, **fields: Any) -> Json:
    """A claim as a model points at it."""
    made = {"sentence": sentence, "first_words": first, "last_words": last, "speaker": "(nobody)", "kind": "fact"}
    return {**made, "text": f"{first} … {last}", **fields}


def whole_sentences(prompt: str, choices: Sequence[str]) -> Json:
    """A simple-minded claims reply: every numbered sentence is one claim of nobody."""
    found = numbered(prompt, "S")
    return {"claims": [
        claim(name, " ".join(found[name].split()[:3]), " ".join(found[name].split()[-3:]), text=found[name])
        for name in choices
    ]}


def copied_summary(prompt: str, choices: Sequence[str]) -> Json:
    """A summary that copies the first sentences of the article."""
    found = numbered(prompt, "S")
    copied = [{"rests_on": [name], "text": found[name]} for name in choices[:3]]
    return {"sentences": copied, "key_points": [], "headline": found[choices[0]]}


def judge_all(prompt: str, verdict: str) -> Json:
    """One verdict for every claim of a request, resting on its first passage."""
    passage = next(iter(numbered(prompt, "P")))
    evidence = [] if verdict in {"not_in_transcript", "cannot_tell"} else [passage]
    judged = {"reason": "Because.", "evidence": evidence, "verdict": verdict}
    return {"judgements": [{"claim": name, **judged} for name in numbered(prompt, "C")]}


def answer(name: str, schema: Json, prompt: str, verdict: str = "supported") -> Json:
    """What an obedient model replies to any of our requests."""
    properties = schema["properties"]
    if name.startswith("summary"):
        return copied_summary(prompt, properties["sentences"]["items"]["properties"]["rests_on"]["items"]["enum"])
    if name.startswith("claims"):
        return whole_sentences(prompt, properties["claims"]["items"]["properties"]["sentence"]["enum"])
    return judge_all(prompt, verdict)


def answer_request(request: ChatRequest, verdict: str = "supported") -> Json:
    """The same for a request that never left the process."""
    assert request.schema is not None
    prompt = "\n".join(message.content for message in request.messages)
    return answer(request.schema_name, dict(request.schema), prompt, verdict)


def answer_body(body: Json, verdict: str = "supported") -> str:
    """The same for a request as a server receives it, as the text of the reply."""
    asked = body["response_format"]["json_schema"]
    prompt = "\n".join(message["content"] for message in body["messages"])
    return json.dumps(answer(asked["name"], asked["schema"], prompt, verdict), ensure_ascii=False)


def obey(received: Received) -> Answer:
    """What an obedient model's server answers."""
    return reply(answer_body(received.body))
