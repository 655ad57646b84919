"""Cassettes: an exchange comes back as it was, is filed where it belongs, and holds nothing that must stay private."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted_server import Answer, Received, ScriptedServer, failure, reply

from summarize.cassettes import PLAYED, Shelf, find_secrets, open_transport
from summarize.chat import Attempt, ChatMessage, ChatReply, ChatRequest, Endpoint, EndpointSettings
from summarize.errors import BadReply, EndpointError, InputError, QuotaExhausted, ReplayError

KEY = "sk-live-0123456789abcdefghij"
SCHEMA = {"type": "object", "properties": {"b": {"type": "string"}, "a": {"type": "integer"}}}
ADDRESS = "http://recorded.invalid/v1"


def ask_for(text: str, filed: str = "gazette/claims.v1", system: str = "Rules.\nMore rules.") -> ChatRequest:
    """A question, and where its exchange is filed."""
    messages = (ChatMessage("system", system), ChatMessage("user", text))
    return ChatRequest("m-1", messages, "numbers", SCHEMA, max_tokens=100, filed=filed)


async def no_wait(_: float) -> None:
    """The time between attempts, passed at once."""


def ask_all(shelf: Shelf, requests: Iterable[ChatRequest], base_url: str = ADDRESS, key: str | None = KEY,
            dialect: str | None = None, log: list[Attempt] | None = None) -> list[ChatReply | BaseException]:
    """The replies to some questions asked at once over a shelf; errors in their places."""

    async def ask() -> list[ChatReply | BaseException]:
        settings = EndpointSettings(base_url, key, "m-1", dialect=dialect)
        tell = None if log is None else log.append
        async with Endpoint(settings, None, partial(open_transport, shelf), wait=no_wait, log=tell) as endpoint:
            return await asyncio.gather(*(endpoint.ask(request) for request in requests), return_exceptions=True)

    return asyncio.run(ask())


def record(folder: Path, requests: Iterable[ChatRequest], *steps: Any) -> list[ChatReply | BaseException]:
    """The replies to questions put to a scripted server and recorded."""
    with ScriptedServer(steps or [reply()]) as server:
        return ask_all(Shelf(folder, records=True, key=KEY), requests, server.base_url)


def echo(received: Received) -> Answer:
    """A reply that repeats the last message."""
    return reply(json.dumps({"a": received.body["messages"][-1]["content"]}))


def texts(folder: Path) -> dict[str, str]:
    """The files of a recording by their paths in it."""
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*.yaml"))}


def test_what_was_recorded_is_replayed_without_the_server(tmp_path: Path) -> None:
    """With the server gone, another key and another host, the same questions get the same replies, and cost nothing."""
    requests = [ask_for(f"Question {n}") for n in range(3)]
    live = record(tmp_path, requests, echo)
    shelf = Shelf(tmp_path, records=False)
    replayed = ask_all(shelf, requests, key=None)
    assert [one.text for one in replayed] == [one.text for one in live]  # type: ignore[union-attr]  # else it fails
    assert [one.stored for one in replayed] == [True] * 3  # type: ignore[union-attr]
    assert (shelf.played, shelf.recorded, shelf.unplayed()) == (3, 0, [])


def test_exchanges_that_go_on_at_once_are_filed_where_they_belong(tmp_path: Path) -> None:
    """Each exchange stands in the file of its source and prompt, whatever goes on beside it."""
    filed = {f"{source}/{prompt}": ask_for(f"{source} {prompt}", f"{source}/{prompt}")
             for source in ("gazette", "courier") for prompt in ("claims.v1", "summary.v2")}
    record(tmp_path, filed.values(), echo)
    found = texts(tmp_path)
    assert sorted(found) == sorted(f"{name}.yaml" for name in filed)
    for name in filed:
        assert name.replace("/", " ") in found[f"{name}.yaml"]
        assert found[f"{name}.yaml"].count("- request:") == 1


def test_a_person_can_read_a_cassette(tmp_path: Path) -> None:
    """Prompts stand line by line, the schema's properties in their order, and nothing is escaped."""
    record(tmp_path, [ask_for("Was „gesagt“ wurde:\nЭто сказано.\n\n\u00a0– ok")])
    [text] = texts(tmp_path).values()
    assert "            Was „gesagt“ wurde:\n            Это сказано.\n" in text
    assert text.index(" b:\n") < text.index(" a:\n")
    assert "\\n" not in text


def test_no_key_no_cookie_no_organisation_no_port_no_query(tmp_path: Path) -> None:
    """Credentials sent and received are in no file, nor are ids of the organisation, ports and queries."""
    told = {"content-type": "application/json", "set-cookie": "session=abcdef123", "openai-organization": "acme",
            "x-request-id": "req-77"}
    body = reply(json.dumps({"a": f"you are org-Ab3dEf6hIj9kLmNoP with {KEY}"})).body
    with ScriptedServer([Answer(body=body, headers=told)]) as server:
        ask_all(Shelf(tmp_path, records=True, key=KEY), [ask_for(f"My key is {KEY}.")], f"{server.base_url}?api-key=42")
        port = server.base_url.rpartition(":")[2].removesuffix("/v1")
    [text] = texts(tmp_path).values()
    for private in (KEY, "org-Ab3", "cookie", "acme", "req-77", "authorization", "api-key", f":{port}", "stainless"):
        assert private not in text
        assert private not in text.lower()
    assert find_secrets(text, KEY) == []
    replayed = ask_all(Shelf(tmp_path, records=False, key=KEY), [ask_for(f"My key is {KEY}.")])
    assert isinstance(replayed[0], ChatReply)


@pytest.mark.parametrize(
    "line",
    [f"content: {KEY}", "authorization: Basic abc", "told: Bearer abcdefgh12345678", "  set-cookie:", "  Cookie: a=b",
     "api-key: 1", "text: 'org-Ab3dEf6hIj9kLmNoP'", "gsk_a1b2c3d4e5f6g7h8i9j0"],
)
def test_a_secret_in_a_file_is_found(line: str) -> None:
    """What looks like a key, a cookie or an organisation id is found and not repeated whole."""
    [found] = find_secrets(f"version: 1\n{line}\n")
    assert KEY not in found


def test_ordinary_words_are_no_secrets() -> None:
    """Words that begin like keys are none."""
    assert find_secrets("task-force-something-else risk-averse-organisations org-wide-reshuffle, bearer of news") == []


def test_the_body_decides_and_its_spelling_does_not(tmp_path: Path) -> None:
    """The same JSON with its keys in another order is the same request; another word is another."""
    record(tmp_path, [ask_for("Question")])
    shelf = Shelf(tmp_path, records=False)
    body = json.loads(next(iter(shelf._cassettes.values())).requests[0].body)
    backwards = json.dumps(dict(reversed(body.items()))).encode()
    other = backwards.replace(b"Question", b"Questions")
    headers = {"content-type": "application/json"}
    sent = [httpx2.Request("POST", "https://elsewhere.invalid:99/v1/chat/completions", content=content, headers=headers)
            for content in (other, backwards)]
    assert [shelf.play(shelf.request(one), "gazette/claims.v1") is not None for one in sent] == [False, True]


def test_a_missing_exchange_names_the_nearest_and_what_differs(tmp_path: Path) -> None:
    """The error says which recorded exchange comes nearest and where the two part, line by line."""
    record(tmp_path, [ask_for("One\nTwo\nThree"), ask_for("Entirely\ndifferent", "courier/claims.v1")])
    [error] = ask_all(Shelf(tmp_path, records=False), [ask_for("One\n2\nThree")])
    assert isinstance(error, ReplayError)
    assert error.exit_status == 5
    assert "exchange 1 of gazette/claims.v1.yaml" in error.what
    assert 'messages[1].content line 2 ("Two" recorded, "2" asked)' in error.what
    assert "line 1" not in error.what
    assert "--record" in str(error.hint)


def test_an_exchange_is_played_once(tmp_path: Path) -> None:
    """A recorded exchange answers one request; the error for the second says that it has been played."""
    record(tmp_path, [ask_for("Once")])
    shelf = Shelf(tmp_path, records=False)
    first, second = (ask_all(shelf, [ask_for("Once")])[0] for _ in range(2))
    assert isinstance(first, ChatReply)
    assert "played already" in str(second)


def test_an_empty_shelf_says_so(tmp_path: Path) -> None:
    """Where nothing is recorded, that is what the error says."""
    [error] = ask_all(Shelf(tmp_path, records=False), [ask_for("Anything")])
    assert "there are no recorded exchanges" in str(error)


def test_attempts_are_replayed_in_order_and_without_waiting(tmp_path: Path) -> None:
    """A rate limit and the answer after it are two exchanges, and replay as such."""
    busy = failure(429, "slow down", {"retry-after": "7"})
    record(tmp_path, [ask_for("Hello")], busy, reply('{"a": 5}'))
    log: list[Attempt] = []
    [replayed] = ask_all(Shelf(tmp_path, records=False), [ask_for("Hello")], log=log)
    assert isinstance(replayed, ChatReply)
    assert replayed.text == '{"a": 5}'
    assert [(attempt.status, attempt.wait) for attempt in log] == [(429, 7.0), (200, None)]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (failure(429, code="insufficient_quota"), QuotaExhausted),
        (Answer(body=b'{"choices": [{"message": {"content": "{\\"a\\": 1'), BadReply),
        (Answer(body=b'{"a": 1, "a": 2}'), BadReply),
        (Answer(body="caf\u00e9".encode("latin-1")), BadReply),
        (Answer(body=b"<html>login</html>", headers={"content-type": "text/html"}), BadReply),
    ],
    ids=["quota", "truncated", "twice", "encoding", "page"],
)
def test_faults_replay_as_they_were(tmp_path: Path, answer: Answer, error: type[EndpointError]) -> None:
    """An answer that could not be used is recorded to the byte and fails in the same words again."""
    [live] = record(tmp_path, [ask_for("Hello")], answer)
    [replayed] = ask_all(Shelf(tmp_path, records=False), [ask_for("Hello")])
    assert type(live) is type(replayed) is error
    assert str(live).partition(": ")[2] == str(replayed).partition(": ")[2]


def test_a_compressed_answer_is_kept_readable(tmp_path: Path) -> None:
    """What came compressed is recorded as text and replays."""
    import gzip

    packed = gzip.compress(reply('{"a": 8}').body)
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    record(tmp_path, [ask_for("Hello")], Answer(body=packed, headers=headers))
    [replayed] = ask_all(Shelf(tmp_path, records=False), [ask_for("Hello")])
    assert isinstance(replayed, ChatReply)
    assert replayed.text == '{"a": 8}'
    assert "!!binary" not in "".join(texts(tmp_path).values())


def test_a_connection_that_breaks_is_no_exchange(tmp_path: Path) -> None:
    """Where no whole answer came nothing is recorded; the answer to the next attempt is."""
    record(tmp_path, [ask_for("Hello")], Answer(body=reply().body, cut=20), reply('{"a": 3}'))
    shelf = Shelf(tmp_path, records=False)
    [replayed] = ask_all(shelf, [ask_for("Hello")])
    assert isinstance(replayed, ChatReply)
    assert (replayed.text, len(shelf)) == ('{"a": 3}', 1)


def test_a_shelf_that_records_adds_what_is_new(tmp_path: Path) -> None:
    """What is recorded is played, the rest is asked and added, and is there the next time."""
    record(tmp_path, [ask_for("Old")], reply('{"a": 1}'))
    with ScriptedServer([reply('{"a": 2}')]) as server:
        shelf = Shelf(tmp_path, records=True)
        both = ask_all(shelf, [ask_for("Old"), ask_for("New")], server.base_url)
        assert len(server.received) == 1
    assert [one.text for one in both] == ['{"a": 1}', '{"a": 2}']  # type: ignore[union-attr]  # else it fails
    assert (shelf.played, shelf.recorded) == (1, 1)
    assert len(ask_all(Shelf(tmp_path, records=False), [ask_for("Old"), ask_for("New")])) == 2


@pytest.mark.parametrize("text", ["", "}{", "version: 1\n", "interactions: [3]", "interactions:\n- request: {}\n"])
def test_a_damaged_cassette_is_bad_input(tmp_path: Path, text: str) -> None:
    """A file that is no cassette is named, also one that is empty."""
    (tmp_path / "gazette").mkdir()
    (tmp_path / "gazette" / "claims.v1.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"claims\.v1\.yaml: is not a cassette"):
        Shelf(tmp_path, records=False)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=8,
)
SPELLED = st.builds(
    lambda tree, ascii_, indent: json.dumps(tree, ensure_ascii=ascii_, indent=indent).encode(),
    JSON, st.booleans(), st.none() | st.just(2),
)


@given(st.binary(max_size=60) | SPELLED | st.text(max_size=60).map(lambda text: text.encode()))
def test_any_body_comes_back_to_the_byte(body: bytes) -> None:
    """Whatever an endpoint answers, the cassette gives back the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder), records=True)
        request = shelf.request(httpx2.Request("POST", f"{ADDRESS}/chat/completions", content=b"{}"))
        shelf.keep(request, "a/b", 200, [("content-type", "application/json")], body)
        played = Shelf(Path(folder), records=False).play(request, "a/b")
        assert played is not None
        back = played["body"]["string"]
        assert (back.encode() if isinstance(back, str) else back) == body


def test_what_differs_each_time_is_not_kept(tmp_path: Path) -> None:
    """Numbers and times of an answer are in no cassette: two recordings of the same replies are the same."""
    record(tmp_path, [ask_for("Hello")], reply('{"a": 1}'))
    [text] = texts(tmp_path).values()
    assert "chatcmpl-1" not in text
    assert "created" not in text
    assert isinstance(ask_all(Shelf(tmp_path, records=False), [ask_for("Hello")])[0], ChatReply)


def test_played_answers_say_so() -> None:
    """The header that marks a played answer is none that an endpoint sends."""
    assert PLAYED.startswith("x-summarize-")
