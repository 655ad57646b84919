"""The door to the endpoint, against real sockets: what each fault becomes, and what is asked how often."""

from __future__ import annotations

import asyncio
import email.utils
import functools
import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, environment
from scripted_server import Answer, Received, ScriptedServer, Step, completion, failure, reply

from summarize import errors
from summarize.chat import (
    Attempt,
    ChatMessage,
    ChatReply,
    ChatRequest,
    Endpoint,
    EndpointSettings,
    Usage,
    estimate_request,
    settings_from,
)
from summarize.replies import ReplyStore

SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {"a": {"type": "string", "maxLength": 5}, "pattern": {"type": "array", "maxItems": 2}},
    "required": ["a"],
    "additionalProperties": False,
}
KEY = "sk-secret-key"
JSON = {"content-type": "application/json"}


def request(words: str = "How many?", **changes: Any) -> ChatRequest:
    """A question; the words make it another one."""
    messages = (ChatMessage("system", "You count."), ChatMessage("user", words))
    return replace(ChatRequest("m-1", messages, "numbers", SCHEMA, max_tokens=50), **changes)


@dataclass
class Client:
    """An endpoint in use: its settings, what it logged, and how long it waited (no time passes)."""

    server: ScriptedServer
    store: ReplyStore | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    usage: Mapping[str, Usage] = field(default_factory=dict)

    async def pause(self, seconds: float) -> None:
        self.waits.append(seconds)

    def run(self, work: Callable[[Endpoint], Awaitable[Any]]) -> Any:
        """The outcome of some work with the endpoint, in an event loop of its own."""

        async def session() -> Any:
            settings = EndpointSettings(self.server.base_url, KEY, "m-1", **self.changes)
            async with Endpoint(settings, self.store, wait=self.pause, log=self.attempts.append) as endpoint:
                self.usage = endpoint.usage
                return await work(endpoint)

        return asyncio.run(session())

    def ask(self, question: ChatRequest | None = None) -> ChatReply:
        answer: ChatReply = self.run(lambda endpoint: endpoint.ask(question or request()))
        return answer


Outcome = ChatReply | errors.EndpointError


def ask(*steps: Step, store: ReplyStore | None = None, **changes: Any) -> tuple[Outcome, Client]:
    """What one question to a scripted server comes to: a reply, or our own error. Anything else fails the test."""
    with ScriptedServer(steps) as server:
        client = Client(server, store, changes)
        try:
            return client.ask(), client
        except errors.EndpointError as error:
            return error, client


# ---------------------------------------------------------------- one good call


def test_reply() -> None:
    """A reply comes with its text, counts and format; the request carries schema, key, limit and temperature."""
    answer, client = ask(reply('{"a": "b"}'))
    assert isinstance(answer, ChatReply)
    assert (answer.text, answer.finish_reason, answer.stored) == ('{"a": "b"}', "stop", False)
    assert (answer.prompt_tokens, answer.completion_tokens, answer.wire_format) == (30, 12, "json_schema")
    assert json.loads(answer.raw) == completion('{"a": "b"}')
    sent = client.server.received[0]
    assert sent.path == "/v1/chat/completions"
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    assert sent.body == {
        "model": "m-1",
        "messages": [{"role": "system", "content": "You count."}, {"role": "user", "content": "How many?"}],
        "max_completion_tokens": 50,
        "temperature": 0,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "numbers", "strict": True, "schema": SCHEMA},
        },
    }


def test_plain_text() -> None:
    """Without a schema nothing is asked about the format and the text is given as it is."""
    with ScriptedServer([reply("Two {words}.")]) as server:
        answer = Client(server).ask(request(schema=None))
        assert answer.text == "Two {words}."
        assert "response_format" not in server.received[0].body


def test_query_of_the_address() -> None:
    """A query in the base address, as gateways want it, comes after the path and is kept out of messages."""
    with ScriptedServer([failure(404)]) as server:
        settings = EndpointSettings(f"{server.base_url}/?api-version=1", KEY, "m-1")

        async def session() -> None:
            async with Endpoint(settings) as endpoint:
                await endpoint.ask(request())

        with pytest.raises(errors.BadRequest) as caught:
            asyncio.run(session())
        assert server.received[0].path == "/v1/chat/completions?api-version=1"
        assert "api-version" not in caught.value.line()


# ---------------------------------------------------------------- every fault, and what it becomes

_TWICE = '{"a": "b", "a": "c"}'
FAULTS: dict[str, tuple[Answer, type[errors.EndpointError]]] = {
    "truncated JSON in the body": (Answer(body=reply().body[:-20]), errors.BadReply),
    "truncated JSON in the reply": (reply('{"a": [{"b": 1}, {"b": 2}, '), errors.BadReply),
    "broken JSON in the reply": (reply('{"a": [{"b": 1}, oops]}'), errors.BadReply),
    "no JSON in the reply": (reply("I cannot count {x}."), errors.BadReply),
    "two objects in the reply": (reply('{"a": "b"} or {"a": "c"}'), errors.BadReply),
    "a list in the reply": (reply("[1, 2]"), errors.BadReply),
    "duplicate keys in the body": (Answer(body=b'{"choices": [], "choices": []}'), errors.BadReply),
    "duplicate keys in the reply": (reply(_TWICE), errors.BadReply),
    "not a number": (reply('{"a": NaN}'), errors.BadReply),
    "an infinite number": (reply('{"a": 1e999}'), errors.BadReply),
    "half a surrogate pair": (reply('{"a": "\\ud83d"}'), errors.BadReply),
    "nested without end": (reply('{"a":' * 50_000), errors.BadReply),
    "invalid UTF-8": (Answer(body=reply("{}").body.replace(b"{}", b"\xff\xfe")), errors.BadReply),
    "a body that is a list": (Answer(body=b"[]"), errors.BadReply),
    "a body that is empty": (Answer(body=b""), errors.BadReply),
    "no choices": (Answer(body=b'{"object": "list"}'), errors.BadReply),
    "choices null": (Answer(body=b'{"choices": null}'), errors.BadReply),
    "choices of the wrong type": (Answer(body=b'{"choices": "none"}'), errors.BadReply),
    "a choice of the wrong type": (Answer(body=b'{"choices": ["none"]}'), errors.BadReply),
    "no message": (Answer(body=b'{"choices": [{}]}'), errors.BadReply),
    "content of the wrong type": (reply(17), errors.BadReply),
    "a finish reason of the wrong type": (reply("{}", finish_reason=7), errors.BadReply),
    "counts of the wrong type": (
        Answer(body=json.dumps(completion("{}") | {"usage": {"prompt_tokens": "30"}}).encode()),
        errors.BadReply,
    ),
    "a page in place of an answer": (
        Answer(body=b"<html>Log in</html>", headers={"content-type": "text/html"}),
        errors.BadReply,
    ),
    "a stream in place of an answer": (
        Answer(body=b"data: {}\n\n", headers={"content-type": "text/event-stream"}),
        errors.BadReply,
    ),
    "broken compression": (Answer(body=reply().body, headers=JSON | {"content-encoding": "gzip"}), errors.BadReply),
    "a huge reply": (reply("x" * (17 << 20)), errors.BadReply),
    "a huge error": (Answer(500, b"x" * (17 << 20)), errors.BadReply),
    "a small reply that unfolds": (
        Answer(body=gzip.compress(b" " * (1 << 29), 9), headers=JSON | {"content-encoding": "gzip"}),
        errors.BadReply,
    ),
    "no choice": (Answer(body=b'{"choices": []}'), errors.EmptyReply),
    "no words": (reply(None), errors.EmptyReply),
    "blank words": (reply(" \n"), errors.EmptyReply),
    "a refusal": (reply(None, refusal="I'd rather not."), errors.RefusedReply),
    "cut at the limit": (reply('{"a": "b', finish_reason="length"), errors.TruncatedReply),
    "cut at the limit, whole all the same": (reply('{"a": "b"}', finish_reason="length"), errors.TruncatedReply),
    "filtered": (reply("{}", finish_reason="content_filter"), errors.FilteredReply),
    "a prompt filtered": (failure(400, "flagged", code="content_filter"), errors.FilteredReply),
    "a prompt too long": (failure(400, "too long", code="context_length_exceeded"), errors.PromptTooLong),
    "an exhausted quota": (failure(429, "no credit", code="insufficient_quota"), errors.QuotaExhausted),
    "payment required": (failure(402, "Insufficient Balance"), errors.QuotaExhausted),
    "no key": (failure(401, "Incorrect API key"), errors.EndpointRefused),
    "not allowed": (failure(403), errors.EndpointRefused),
    "no such model": (failure(404, "The model 'm-1' does not exist"), errors.BadRequest),
    "a wrong parameter": (failure(400, "max_completion_tokens is too large: at most 16"), errors.BadRequest),
    "an error without words": (Answer(422), errors.BadRequest),
    "an error sent as a success": (
        Answer(body=b'{"error": {"message": "no credit", "code": 402}}'),
        errors.QuotaExhausted,
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_without_retry(fault: str) -> None:
    """A fault that another attempt would not mend is one call and one error of ours, with a line for the user."""
    answer, expected = FAULTS[fault]
    error, client = ask(answer)
    assert type(error) is expected
    assert client.server.base_url.removesuffix("/v1") in error.line()
    assert "\n" not in error.line()
    assert len(client.server.received) == 1
    assert [attempt.wait for attempt in client.attempts] == [None]


@pytest.mark.parametrize(
    ("answer", "status"),
    [(failure(status), status) for status in (408, 409, 429, 500, 502, 503, 529)]
    + [(failure(400, headers={"x-should-retry": "true"}), 400)],
)
def test_fault_that_passes(answer: Answer, status: int) -> None:
    """A fault that may pass is tried again after a random wait, and the reply of the second attempt counts."""
    answered, client = ask(answer, reply())
    assert isinstance(answered, ChatReply)
    assert [attempt.outcome for attempt in client.attempts][-1] == "answered"
    assert client.attempts[0].status == status
    assert len(client.waits) == 1
    assert 0 <= client.waits[0] <= 0.5
    assert client.attempts[0].wait == client.waits[0]
    assert client.usage["numbers"] == Usage(calls=1, attempts=2, prompt_tokens=30, completion_tokens=12)


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        ({"retry-after": "7"}, 7, 7),
        ({"retry-after": "2.5"}, 2.5, 2.5),
        ({"retry-after-ms": "40", "retry-after": "7"}, 0.04, 0.04),
        ({"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0, 0),
        ({"retry-after": "DATE"}, 30, 60),
        ({"retry-after": "soon"}, 0, 0.5),
        ({"retry-after": "-3"}, 0, 0.5),
        ({"retry-after": "nan"}, 0, 0.5),
    ],
)
def test_wait_asked_for(headers: dict[str, str], least: float, most: float) -> None:
    """The wait that an answer asks for is obeyed, in all its spellings; nonsense falls back to a random wait."""
    if "DATE" in headers.values():  # a minute from when the test runs, not from when it was collected
        headers = {"retry-after": email.utils.formatdate(time.time() + 60, usegmt=True)}
    answered, client = ask(failure(429, headers=headers), reply())
    assert isinstance(answered, ChatReply)
    assert least <= client.waits[0] <= most


def test_endpoint_says_not_to_retry() -> None:
    """`x-should-retry: false` wins over a status that would be tried again."""
    error, client = ask(failure(503, headers={"x-should-retry": "false"}))
    assert type(error) is errors.EndpointBusy
    assert client.waits == []


def test_endpoint_stays_busy() -> None:
    """An endpoint that never recovers is given up after ten attempts, each of them logged."""
    error, client = ask(failure(503, "try later"))
    assert type(error) is errors.EndpointBusy
    assert "status 503: try later" in error.line()
    assert len(client.server.received) == 10
    assert [attempt.number for attempt in client.attempts] == list(range(1, 11))
    assert [attempt.wait for attempt in client.attempts] == [*client.waits, None]


def test_deadline() -> None:
    """A wait that would pass the deadline isn't begun."""
    error, client = ask(*[failure(429, headers={"retry-after": "40"})], deadline_s=100)
    assert type(error) is errors.EndpointBusy
    assert client.waits == [40, 40]


def test_connection_reset() -> None:
    """A connection that is reset in the middle of a body is tried again; one that always is, is unreachable."""
    answered, _ = ask(replace(reply(), cut=40), reply())
    assert isinstance(answered, ChatReply)
    error, client = ask(replace(reply(), cut=40))
    assert type(error) is errors.EndpointUnreachable
    assert len(client.server.received) == 10


def test_nobody_listens() -> None:
    """A port that nobody listens on is dialled five times, then the user is told where."""
    with ScriptedServer() as server:
        client = Client(server)
    with pytest.raises(errors.EndpointUnreachable, match=r"no connection .*is the server running"):
        client.ask()
    assert len(client.waits) == 4


@pytest.mark.parametrize("slow", [Answer(hang=True), replace(reply(), drip=0.01)], ids=["time-out", "slow drip"])
def test_time_out(slow: Answer) -> None:
    """An answer that is not whole in time is a time-out, also when bytes keep dripping; it is tried again."""
    answered, client = ask(slow, reply(), timeout_s=0.2)
    assert isinstance(answered, ChatReply)
    assert [attempt.outcome for attempt in client.attempts] == ["EndpointTimeout", "answered"]
    assert 0.2 <= client.attempts[0].seconds < 1
    error, _ = ask(slow, timeout_s=0.2, deadline_s=0.3)
    assert type(error) is errors.EndpointTimeout


def test_key_is_never_shown() -> None:
    """A key that the endpoint repeats in its error is not shown, nor is it in the settings' text."""
    error, client = ask(failure(401, f"Incorrect API key: {KEY}"))
    assert isinstance(error, errors.EndpointRefused)
    assert KEY not in error.line() + repr(client.attempts) + repr(EndpointSettings("http://x", KEY, "m"))


def test_raw_is_kept() -> None:
    """An unusable reply is kept in the error: the model's words where there are any."""
    error, _ = ask(reply("not JSON"))
    assert isinstance(error, errors.BadReply)
    assert error.raw == "not JSON"


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "b"}',
        'Here it is:\n```json\n{"a": "b"}\n```\nAnything else?',
        '<think>{"a": "x"}? No.</think>\n{"a": "b"}',
        'The set {x, y} gives {"a": "b"}.',
    ],
)
def test_words_around_the_object(text: str) -> None:
    """The one JSON object of a reply is cut out of the words around it."""
    answer, _ = ask(reply(text))
    assert isinstance(answer, ChatReply)
    assert answer.text == '{"a": "b"}'


def test_counts_not_stated() -> None:
    """Where the endpoint states no token counts they are estimated, and the reply says so."""
    answer, _ = ask(Answer(body=json.dumps(completion("{}") | {"usage": None}).encode()))
    assert isinstance(answer, ChatReply)
    assert not answer.tokens_stated
    assert answer.prompt_tokens == estimate_request(request())
    assert answer.completion_tokens > 0


# ---------------------------------------------------------------- stepping down


def picky(*rules: tuple[Callable[[dict[str, Any]], bool], Answer]) -> Callable[[Received], Answer]:
    """A server that gives the answer of the first rule that the body breaks."""

    def answer(received: Received) -> Answer:
        return next((complaint for breaks, complaint in rules if breaks(received.body)), reply('{"a": "b"}'))

    return answer


def response_type(body: dict[str, Any]) -> str:
    found = body.get("response_format", {}).get("type", "none")
    return f"{found}+schema" if "schema" in body.get("response_format", {}) else str(found)


_FASTAPI = Answer(
    422,
    json.dumps(
        {"detail": [{"loc": ["body", "response_format", "type"], "msg": "Input should be 'text'", "input": {}}]}
    ).encode(),
    JSON,
)
_no = functools.partial(failure, 400)
DIALECTS = {
    "no json_schema": (
        (lambda b: response_type(b) == "json_schema", _no("response_format.type `json_schema` is unavailable now")),
        "json_object_schema",
    ),
    "json_object only": (
        (lambda b: response_type(b) in ("json_schema", "json_object+schema"), _no("Invalid response_format")),
        "json_object",
    ),
    "nothing at all": ((lambda b: "response_format" in b, _FASTAPI), "plain"),
    "no bounds": (
        (lambda b: "maxLength" in json.dumps(b), _no("Invalid schema for response_format: maxLength not permitted")),
        "json_schema_unbounded",
    ),
}


@pytest.mark.parametrize("server_kind", DIALECTS)
def test_step_down(server_kind: str, tmp_path: Path) -> None:
    """A format that the endpoint says it does not know is replaced by the next one, and that is remembered."""
    rule, expected = DIALECTS[server_kind]
    with ScriptedServer([picky(rule)]) as server, ReplyStore(tmp_path / "r.sqlite") as store:
        assert Client(server, store).ask().wire_format == expected
        before = len(server.received)
        assert Client(server, store).ask(request("Another?")).wire_format == expected
        assert len(server.received) == before + 1
        body = server.received[-1].body
    if expected.startswith("json_schema"):
        schema = body["response_format"]["json_schema"]["schema"]
        assert schema["properties"] == {"a": {"type": "string"}, "pattern": {"type": "array"}}
    else:
        assert json.dumps(SCHEMA, separators=(",", ":")) in body["messages"][-1]["content"]


def test_step_down_of_parameters(tmp_path: Path) -> None:
    """The older name of the token limit and a missing temperature are found out as well, one after the other."""
    limit = failure(400, "Unsupported parameter: 'max_completion_tokens'. Use 'max_tokens'")
    warm = failure(400, "Unsupported value: 'temperature' does not support 0", param="temperature")
    rules = picky((lambda b: "max_completion_tokens" in b, limit), (lambda b: "temperature" in b, warm))
    with ScriptedServer([rules]) as server, ReplyStore(tmp_path / "r.sqlite") as store:
        assert Client(server, store).ask().wire_format == "json_schema"
        assert len(server.received) == 3
        assert server.received[-1].body["max_tokens"] == 50
        assert store.dialect(server.base_url, "m-1") == "json_schema max_tokens no-temperature"


def test_complaint_that_quotes_the_request() -> None:
    """An error body that quotes the whole request is no complaint about the format."""
    quoted = {"detail": [{"loc": ["body", "model"], "msg": "Input should be 'm-2'", "input": {"response_format": 1}}]}
    error, client = ask(Answer(422, json.dumps(quoted).encode(), JSON))
    assert type(error) is errors.BadRequest
    assert len(client.server.received) == 1


def test_step_down_at_once() -> None:
    """Calls that meet the same refusal together step down together, once."""
    rule = (lambda b: response_type(b) == "json_schema", failure(400, "json_schema is not supported"))

    async def work(endpoint: Endpoint) -> list[ChatReply]:
        return list(await asyncio.gather(*(endpoint.ask(request(f"{n}?")) for n in range(8))))

    with ScriptedServer([picky(rule)]) as server:
        answers = Client(server).run(work)
        assert {answer.wire_format for answer in answers} == {"json_object_schema"}
        assert len(server.received) <= 8 * 3


# ---------------------------------------------------------------- paid for once


def test_second_run_makes_no_call(tmp_path: Path) -> None:
    """What was answered is never asked again, whatever its outcome was, also of another address."""
    path = tmp_path / "deep" / "r.sqlite"
    with ScriptedServer([reply(), reply('{"a', finish_reason="length")]) as server:
        with ReplyStore(path) as store:
            first = Client(server, store).ask()
            with pytest.raises(errors.TruncatedReply):
                Client(server, store).ask(request("More?"))
        assert len(server.received) == 2
    with ScriptedServer([failure(500)]) as server, ReplyStore(path) as store:
        client = Client(server, store)
        assert client.ask() == replace(first, stored=True)
        with pytest.raises(errors.TruncatedReply):
            client.ask(request("More?"))
        assert server.received == []
        assert client.usage == {"numbers": Usage(stored=1)}


def test_key_of_a_reply(tmp_path: Path) -> None:
    """A reply is filed under the SHA-256 of the canonical JSON of what was sent, as the server sees it."""
    with ScriptedServer() as server, ReplyStore(tmp_path / "r.sqlite") as store:
        Client(server, store).ask(request("Wie viel? Сколько? «£»"))
        found = store.find(server.received[0].digest, "")
        assert found is not None
        assert found.raw == reply().body.decode()


def test_other_dialect_finds_it(tmp_path: Path) -> None:
    """A reply given in a lower format answers the same question at an address whose dialect is not known."""
    rule = (lambda b: "response_format" in b, failure(400, "response_format is not supported"))
    with ReplyStore(tmp_path / "r.sqlite") as store:
        with ScriptedServer([picky(rule)]) as server:
            assert Client(server, store).ask().wire_format == "plain"
        with ScriptedServer([failure(500)]) as server:
            assert Client(server, store).ask().wire_format == "plain"


def test_refresh(tmp_path: Path) -> None:
    """`refresh` asks once more, not twice in a run, and the new reply replaces the old one."""

    async def twice(endpoint: Endpoint) -> list[ChatReply]:
        return [await endpoint.ask(request()), await endpoint.ask(request())]

    with (
        ScriptedServer([reply('{"a": "1"}'), reply('{"a": "2"}')]) as server,
        ReplyStore(tmp_path / "r.sqlite") as store,
    ):
        assert Client(server, store).ask().text == '{"a": "1"}'
        assert [r.text for r in Client(server, store, {"refresh": True}).run(twice)] == ['{"a": "2"}'] * 2
        assert Client(server, store).ask().text == '{"a": "2"}'
        assert len(server.received) == 2


def test_same_question_at_once() -> None:
    """Identical questions asked together share one call and its outcome, also a bad one."""

    async def together(endpoint: Endpoint) -> list[object]:
        return list(await asyncio.gather(*(endpoint.ask(request()) for _ in range(9)), return_exceptions=True))

    for answer, kind in ((reply(), ChatReply), (reply("no"), errors.BadReply)):
        with ScriptedServer([answer]) as server:
            outcomes = Client(server).run(together)
            assert [type(outcome) for outcome in outcomes] == [kind] * 9
            assert len(server.received) == 1


def test_one_of_two_gives_up() -> None:
    """A caller who is cancelled does not take the shared call from the other one."""

    async def work(endpoint: Endpoint) -> ChatReply:
        impatient, patient = (asyncio.ensure_future(endpoint.ask(request())) for _ in range(2))
        await asyncio.to_thread(endpoint_server.held.acquire)
        impatient.cancel()
        endpoint_server.release()
        answer = await patient
        assert impatient.cancelled()
        return answer

    with ScriptedServer([replace(reply(), hold=True)]) as endpoint_server:
        assert Client(endpoint_server).run(work).text == '{"a": 1}'
        assert len(endpoint_server.received) == 1


def test_killed_in_the_middle(tmp_path: Path) -> None:
    """After kill -9 in the middle of a run, the next run sends nothing again that had been answered."""
    asked, answered = 30, 11
    steps = [reply()] * answered + [replace(reply(), hold=True)] * 40
    with ScriptedServer(steps) as server:
        command = [sys.executable, str(ROOT / "tests" / "asking.py"), server.base_url, str(tmp_path / "r.sqlite")]
        settings: dict[str, Any] = {"stdout": subprocess.PIPE, "text": True, "env": environment()}
        with subprocess.Popen([*command, str(asked)], **settings) as process:
            assert process.stdout is not None
            done = {process.stdout.readline() for _ in range(answered)}
            for _ in range(4):  # its four calls at once are all waiting for an answer
                server.held.acquire()
            os.kill(process.pid, signal.SIGKILL)
        assert len(done) == answered
        first = [received.digest for received in server.received]
        server.release()
        again = subprocess.run([*command, str(asked)], **settings, check=True, timeout=60)
        assert len(again.stdout.split()) == asked
        assert all(server.counts[digest] == 1 for digest in first[:answered])
        assert len(server.counts) == asked
        assert len(server.received) == asked + 4


# ---------------------------------------------------------------- how many at once, how much in all


def test_concurrency_is_bounded() -> None:
    """No more calls run at once than were allowed."""

    async def many(endpoint: Endpoint) -> None:
        await asyncio.gather(*(endpoint.ask(request(f"{n}?")) for n in range(30)))

    with ScriptedServer([replace(reply(), delay=0.01)]) as server:
        Client(server, changes={"concurrency": 5}).run(many)
        assert server.most_at_once == 5
        assert len(server.received) == 30


def test_rate_limits_slow_down() -> None:
    """An endpoint that takes two calls at once gets all questions answered."""

    def limited(_: Received) -> Answer:
        return replace(reply(), delay=0.01) if server.at_once <= 2 else failure(429, headers={"retry-after": "0"})

    async def many(endpoint: Endpoint) -> list[ChatReply]:
        return list(await asyncio.gather(*(endpoint.ask(request(f"{n}?")) for n in range(20))))

    with ScriptedServer([limited]) as server:
        client = Client(server, changes={"concurrency": 4})
        assert len(client.run(many)) == 20
        refused = sum(attempt.outcome == "EndpointBusy" for attempt in client.attempts)
        assert 0 < refused < 20


def test_budget() -> None:
    """A call that could pass the budget is not made; what was asked before is answered."""

    async def three(endpoint: Endpoint) -> list[object]:
        return [await asyncio.gather(endpoint.ask(request(f"{n}?")), return_exceptions=True) for n in range(3)]

    need = estimate_request(request("0?")) + 50
    with ScriptedServer() as server:
        outcomes = Client(server, changes={"max_tokens_total": 42 + need}).run(three)
        assert [type(outcome) for (outcome,) in outcomes] == [ChatReply, ChatReply, errors.BudgetExceeded]
        assert len(server.received) == 2


def test_budget_waits_for_reservations() -> None:
    """Calls together reserve more than they use: the later ones wait for the earlier ones and are made after all."""

    async def together(endpoint: Endpoint) -> list[ChatReply]:
        return list(await asyncio.gather(*(endpoint.ask(request(f"{n}?")) for n in range(5))))

    need = estimate_request(request("0?")) + 50
    with ScriptedServer() as server:
        assert len(Client(server, changes={"max_tokens_total": 4 * 42 + need}).run(together)) == 5
        assert server.most_at_once < 5


# ---------------------------------------------------------------- settings


def test_settings() -> None:
    """The command line goes before the environment, and the environment before the defaults."""
    settings = settings_from(
        {"OPENAI_BASE_URL": "http://u:p@host:1/v1/?v=2", "OPENAI_API_KEY": "k", "OPENAI_MODEL": "m"},
        {"model": "other", "concurrency": 3, "base_url": None},
    )
    assert (settings.model, settings.api_key, settings.concurrency) == ("other", "k", 3)
    assert settings.where == "http://host:1/v1"


@pytest.mark.parametrize(
    ("environ", "overrides", "message"),
    [
        ({}, {}, "no model is named"),
        ({"OPENAI_MODEL": "m"}, {}, "no key"),
        ({"OPENAI_MODEL": "m"}, {"base_url": "localhost:8080"}, "no address"),
        ({"OPENAI_MODEL": "m"}, {"base_url": "http://[bad"}, "no address"),
        ({"OPENAI_MODEL": "m", "OPENAI_API_KEY": "k"}, {"concurrency": 0}, "concurrency must be above 0"),
        ({"OPENAI_MODEL": "m", "OPENAI_API_KEY": "k"}, {"timeout_s": float("nan")}, "timeout_s must be above 0"),
    ],
)
def test_settings_refused(environ: dict[str, str], overrides: dict[str, Any], message: str) -> None:
    """Settings that cannot work are refused in words before any call."""
    with pytest.raises(errors.UsageError, match=message):
        settings_from(environ, overrides)
