"""The only door to a model's endpoint: one question in, one checked reply out.

    Endpoint.ask ── already paid for? ── the store ──────────────────────────────> ChatReply
          │ no                                                                        ^
          └─ budget ─ slot ─ attempt (openai, raw) ─ retry? (tenacity) ─ commit ──────┘
                                └─ "I don't know that format": step down, remember

Every way this can fail is an error of `summarize.errors`; no exception of `openai`, `httpx2` or `tenacity` gets out.
The SDK's own retries are off and its reading of replies is not used: it answers broken JSON with a `JSONDecodeError`,
a proxy's page with an `AttributeError` and another shape with a `TypeError`.
"""

from __future__ import annotations

import asyncio
import email.utils
import math
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from summarize.cassettes import FILED, PLAYED
from summarize.completions import Completion, read_body, read_completion, read_text
from summarize.dialects import ChatMessage, ChatRequest, Dialect, Letter, parse_dialect, step_down
from summarize.errors import (
    BadReply,
    BadRequest,
    EndpointBusy,
    EndpointError,
    EndpointRefused,
    EndpointTimeout,
    EndpointUnreachable,
    FilteredReply,
    InputError,
    PromptTooLong,
    QuotaExhausted,
    ReplayError,
    UsageError,
)
from summarize.pacing import AdaptiveSlots, TokenBudget
from summarize.prices import estimate_tokens
from summarize.replies import ReplyStore, StoredReply

if TYPE_CHECKING:
    import httpx2
    import tenacity

__all__ = [
    "Attempt",
    "ChatMessage",
    "ChatReply",
    "ChatRequest",
    "Endpoint",
    "EndpointSettings",
    "Usage",
    "estimate_request",
    "settings_from",
]

_OPENAI = "https://api.openai.com/v1"
_CONNECT_S = 10.0
_RAMP_S = 0.002
_MAX_ATTEMPTS = 10
_MAX_DIALS = 5  # attempts when no connection comes about at all
_MAX_BYTES = 16 * 1024 * 1024
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_QUOTA = re.compile(r"insufficient_quota|billing_hard_limit|insufficient[ _]balance|exceeded your current quota", re.I)
_TOO_LONG = re.compile(r"context[_ ](?:length|window|size)|exceed_context|prompt is too long", re.I)
_FILTERED = re.compile(r"content_filter|content_policy|ResponsibleAIPolicyViolation", re.I)


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """Where to ask, and how much. Times in seconds; `deadline_s` bounds one question with all its attempts and waits.

    `max_tokens_total` bounds prompt and reply tokens of all calls together. `refresh` asks again what is stored.
    `dialect` is where to start in place of the strictest; what the store remembers of this endpoint goes first.
    """

    base_url: str
    api_key: str | None = field(repr=False)
    model: str
    concurrency: int = 8
    timeout_s: float = 120.0
    deadline_s: float = 600.0
    max_tokens_total: int | None = None
    refresh: bool = False
    dialect: str | None = None

    @property
    def where(self) -> str:
        """The address without credentials and query: for messages and as the endpoint's name in the store."""
        parts = urlsplit(self.base_url)
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path.rstrip("/"), "", ""))


@dataclass(frozen=True, slots=True)
class ChatReply:
    """A reply that can be used. With a schema asked for, `text` is one JSON object (not yet validated against it).

    Where the endpoint does not state its token counts they are estimates, and `tokens_stated` is false. `stored` tells
    that no call was made. `raw` is the answer's whole body.
    """

    text: str
    finish_reason: str | None
    prompt_tokens: int
    completion_tokens: int
    stored: bool
    wire_format: str
    raw: str
    tokens_stated: bool = True


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt, for the log. `outcome` is "answered" or the error's class; `wait` the seconds until the next one."""

    stage: str
    number: int
    outcome: str
    detail: str
    status: int | None
    seconds: float
    wait: float | None
    wire_format: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What a stage used: questions answered by calls and from the store, attempts made, tokens of the calls."""

    calls: int = 0
    stored: int = 0
    attempts: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Usage)))


def settings_from(environment: Mapping[str, str], overrides: Mapping[str, Any]) -> EndpointSettings:
    """Settings from the command line's words over OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL; `None` is unset.

    `UsageError` when there is no model, no key for OpenAI's own address, or a number that makes no sense.
    """
    stated = {name: value for name, value in overrides.items() if value is not None}
    base_url = str(stated.pop("base_url", "") or environment.get("OPENAI_BASE_URL") or _OPENAI).strip()
    api_key = stated.pop("api_key", None) or environment.get("OPENAI_API_KEY") or None
    model = stated.pop("model", None) or environment.get("OPENAI_MODEL")
    if not model:
        raise UsageError("no model is named", hint="give --model NAME or set OPENAI_MODEL")
    _check_address(base_url)
    if api_key is None and urlsplit(base_url).hostname == urlsplit(_OPENAI).hostname:
        raise UsageError("no key for the endpoint", hint="set OPENAI_API_KEY, or give --base-url of a local server")
    settings = EndpointSettings(base_url, api_key, model, **stated)
    for name in ("concurrency", "timeout_s", "deadline_s", "max_tokens_total"):
        value = getattr(settings, name)
        if value is not None and not (math.isfinite(value) and value > 0):
            raise UsageError(f"{name} must be above 0, not {value}")
    return settings


def estimate_request(request: ChatRequest) -> int:
    """About how many prompt tokens a request is, its schema included."""
    return request.estimated_tokens


Wiring = Callable[["httpx2.AsyncClient"], "httpx2.AsyncBaseTransport"]


class Endpoint:
    """An OpenAI-compatible endpoint, for use within one event loop.

    `wiring` makes the transport from the live client, for recordings. `wait` passes the time between attempts. `log` is
    told of every attempt. Without a store, replies are kept as long as the object lives.
    """

    def __init__(
        self,
        settings: EndpointSettings,
        store: ReplyStore | None = None,
        wiring: Wiring | None = None,
        *,
        wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
        log: Callable[[Attempt], None] | None = None,
    ) -> None:
        self.settings = settings
        self.usage: dict[str, Usage] = {}
        self._store = ReplyStore() if store is None else store  # an empty store is falsy
        self._own_store = store is None
        self._wait, self._log = wait, log
        self._open = asyncio.Semaphore(settings.concurrency)  # questions being worked on, also those that wait
        self._begun = 0
        self._slots = AdaptiveSlots(settings.concurrency)  # attempts on the wire
        self._budget = TokenBudget(settings.max_tokens_total)
        self._line = _Line(settings, wiring)
        self._dialects: dict[str, Dialect] = {}
        self._asked: set[str] = set()
        self._shared: dict[str, _Shared] = {}

    async def ask(self, request: ChatRequest, stage: str | None = None) -> ChatReply:
        """The reply to a question: from the store, from a call that is under way for the same question, or from a call.

        A reply is committed to the store before it is returned, also one that raises a `ReplyFault`: it is paid for,
        and asking again would bring it back. `stage` names the account of `usage`; by default the schema's name.
        """
        shared = self._shared.get(request.question)
        if shared is None:
            task = asyncio.ensure_future(self._answer(request, stage or request.schema_name))
            shared = self._shared[request.question] = _Shared(task)
            task.add_done_callback(lambda _: self._shared.pop(request.question, None))
        return await shared.join()

    def dialect(self, model: str) -> Dialect:
        """How this endpoint is spoken to for that model: as found out, as remembered, as set, or the strictest."""
        if model not in self._dialects:
            known = self._store.dialect(self.settings.where, model) or self.settings.dialect
            self._dialects[model] = parse_dialect(known) if known else Dialect()
        return self._dialects[model]

    async def aclose(self) -> None:
        """Give up what is under way and close the connections."""
        for shared in list(self._shared.values()):
            shared.task.cancel()
        await asyncio.gather(*(shared.task for shared in list(self._shared.values())), return_exceptions=True)
        await self._line.aclose()
        if self._own_store:
            self._store.close()

    async def __aenter__(self) -> Endpoint:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def _answer(self, request: ChatRequest, stage: str) -> ChatReply:
        async with self._open:
            await self._start()
            letter = self.dialect(request.model).write(request)
            found = self._find(request, letter)
            if found:
                self._book(stage, Usage(stored=1))
                return self._reply(request, self._completion(found), found.wire_format, stored=True)
            return await self._call(request, letter, stage)

    async def _start(self) -> None:
        """Let the first calls begin one after another: begun together, their work would fall together in each round."""
        if self._begun < self.settings.concurrency:
            self._begun += 1
            await asyncio.sleep(self._begun * _RAMP_S)

    def _find(self, request: ChatRequest, letter: Letter) -> StoredReply | None:
        if self.settings.refresh and request.question not in self._asked:
            return None
        return self._store.find(letter.key, request.question)

    async def _call(self, request: ChatRequest, letter: Letter, stage: str) -> ChatReply:
        """Ask the endpoint, stepping down until it understands; the answer is committed before it is read."""
        effort = _Effort(stage, self.settings.deadline_s)
        while True:
            try:
                completion = await self._try(request, letter, effort)
            except _Fault as fault:
                if not self._stepped_down(request.model, letter.dialect, fault):
                    raise fault.error from fault.__cause__
                letter = self.dialect(request.model).write(request)
                continue
            finally:
                self._book(stage, Usage(attempts=effort.take_attempts()))
            self._commit(request, letter, completion, stage)
            return self._reply(request, completion, letter.dialect.wire_format, stored=completion.played)

    def _commit(self, request: ChatRequest, letter: Letter, completion: Completion, stage: str) -> None:
        wire_format = letter.dialect.wire_format
        self._store.keep(StoredReply(letter.key, request.question, request.model, wire_format, completion.raw))
        self._store.remember(self.settings.where, request.model, str(letter.dialect))
        self._asked.add(request.question)
        if completion.played:
            self._book(stage, Usage(stored=1))
            return
        prompt, written = _tokens(request, completion)
        self._book(stage, Usage(calls=1, prompt_tokens=prompt, completion_tokens=written))

    def _stepped_down(self, model: str, tried: Dialect, fault: _Fault) -> bool:
        """Whether it is worth asking again in another dialect: a lower one, or the one that others found meanwhile."""
        lower = step_down(tried, fault.complaint) if fault.status in (400, 422) else None
        if lower is None:
            return False
        if self.dialect(model) == tried:
            self._dialects[model] = lower
        return True

    async def _try(self, request: ChatRequest, letter: Letter, effort: _Effort) -> Completion:
        """Attempts in one dialect, until an answer or a fault that is not worth another attempt."""
        import tenacity

        async def pause(seconds: float) -> None:
            effort.spent += seconds
            await self._wait(seconds)

        retrying = tenacity.AsyncRetrying(
            sleep=pause,
            retry=tenacity.retry_if_exception(lambda fault: isinstance(fault, _Fault) and fault.again),
            wait=_wait_policy(),
            stop=lambda state: _is_over(state, effort),
            before_sleep=lambda state: self._report(effort, letter, _outcome(state), state.upcoming_sleep),
            reraise=True,
        )
        try:
            return await retrying(self._attempt, request, letter, effort)
        except _Fault as fault:
            self._report(effort, letter, fault, None)
            raise

    async def _attempt(self, request: ChatRequest, letter: Letter, effort: _Effort) -> Completion:
        expected = estimate_request(request) if self._budget.bounded else 0
        await self._budget.reserve(expected + request.max_tokens)
        used = 0
        FILED.set(request.filed)
        try:
            completion = await self._exchange(letter, effort)
            used = 0 if completion.played else sum(_tokens(request, completion))
        except _Fault as fault:
            used = expected if fault.lost else 0
            raise
        finally:
            self._budget.settle(expected + request.max_tokens, used)
        self._report(effort, letter, None, None)
        return completion

    async def _exchange(self, letter: Letter, effort: _Effort) -> Completion:
        async with self._slots.slot() as round_:
            started = time.monotonic()
            effort.attempts += 1
            effort.untold += 1
            try:
                completion = await self._line.send(letter.content, min(self.settings.timeout_s, effort.left))
            except _Fault as fault:
                if fault.status == 429:
                    self._slots.throttled(round_)
                raise
            finally:
                effort.last = time.monotonic() - started
                effort.spent += effort.last
            self._slots.answered()
            return completion

    def _report(self, effort: _Effort, letter: Letter, fault: _Fault | None, wait: float | None) -> None:
        if self._log:
            outcome = type(fault.error).__name__ if fault else "answered"
            detail, status = (fault.error.what, fault.status) if fault else ("", 200)
            wire_format = letter.dialect.wire_format
            self._log(
                Attempt(effort.stage, effort.attempts, outcome, detail, status, effort.last, wait, wire_format)
            )

    def _book(self, stage: str, usage: Usage) -> None:
        self.usage[stage] = self.usage.get(stage, Usage()) + usage

    def _completion(self, stored: StoredReply) -> Completion:
        where = f"{self.settings.where} (stored)"
        return read_completion(read_body(stored.raw.encode(), "", where), where, stored.raw)

    def _reply(self, request: ChatRequest, completion: Completion, wire_format: str, *, stored: bool) -> ChatReply:
        text = read_text(completion, self.settings.where, as_object=request.schema is not None)
        stated = completion.prompt_tokens is not None and completion.completion_tokens is not None
        prompt, written = _tokens(request, completion)
        return ChatReply(
            text, completion.finish_reason, prompt, written, stored, wire_format, completion.raw, tokens_stated=stated
        )


# ---------------------------------------------------------------- one question, several who wait for it


class _Shared:
    """A call that several callers wait for; it is given up when the last of them is."""

    def __init__(self, task: asyncio.Task[ChatReply]) -> None:
        self.task = task
        self._waiting = 0

    async def join(self) -> ChatReply:
        self._waiting += 1
        try:
            return await asyncio.shield(self.task)
        finally:
            self._waiting -= 1
            if not self._waiting:
                self.task.cancel()  # of no effect on a task that is done


# ---------------------------------------------------------------- attempts


@dataclass(slots=True)
class _Effort:
    """What a question has cost so far, in attempts and in seconds; time spent in our own queue is not counted."""

    stage: str
    deadline_s: float
    attempts: int = 0
    untold: int = 0
    spent: float = 0.0
    last: float = 0.0

    @property
    def left(self) -> float:
        return max(0.001, self.deadline_s - self.spent)

    def take_attempts(self) -> int:
        untold, self.untold = self.untold, 0
        return untold


class _Fault(Exception):
    """A failed attempt: the error it will become, and whether and when another attempt is worth it.

    `lost`: the endpoint may have worked on it, and may charge for it. `complaint`: the endpoint's own words.
    """

    def __init__(
        self,
        error: EndpointError,
        *,
        again: bool = False,
        tries: int = _MAX_ATTEMPTS,
        wait: float | None = None,
        lost: bool = False,
        status: int | None = None,
        complaint: str = "",
    ) -> None:
        super().__init__(str(error))
        self.error, self.again, self.tries, self.wait = error, again, tries, wait
        self.lost, self.status, self.complaint = lost, status, complaint


def _outcome(state: tenacity.RetryCallState) -> _Fault:
    fault = state.outcome.exception() if state.outcome else None
    assert isinstance(fault, _Fault)
    return fault


def _wait_policy() -> Callable[[tenacity.RetryCallState], float]:
    """As long as the endpoint asks for, else random in an exponentially widening window."""
    import tenacity

    window = tenacity.wait_random_exponential(multiplier=0.5, max=30)

    def policy(state: tenacity.RetryCallState) -> float:
        asked = _outcome(state).wait
        return window(state) if asked is None else asked

    return policy


def _is_over(state: tenacity.RetryCallState, effort: _Effort) -> bool:
    return state.attempt_number >= _outcome(state).tries or state.upcoming_sleep >= effort.left


def _tokens(request: ChatRequest, completion: Completion) -> tuple[int, int]:
    """Prompt and reply tokens, estimated where they are not stated."""
    prompt, written = completion.prompt_tokens, completion.completion_tokens
    return (
        estimate_request(request) if prompt is None else prompt,
        estimate_tokens(completion.text or "") if written is None else written,
    )


# ---------------------------------------------------------------- the wire


class _Line:
    """The SDK's client, used for its transport only. It is made with the first call: importing it takes its time."""

    def __init__(self, settings: EndpointSettings, wiring: Wiring | None) -> None:
        self._settings = settings
        self._wiring = wiring
        self._client: Any = None  # openai.AsyncOpenAI, whose overloads cannot take a body made elsewhere

    async def send(self, content: bytes, seconds: float) -> Completion:
        """One attempt, answered whole within so many seconds; else a `_Fault`."""
        import httpx2
        import openai

        try:
            async with asyncio.timeout(seconds):
                response = await self._post(content)
        except (TimeoutError, openai.APITimeoutError, httpx2.TimeoutException) as fault:
            raise self._timed_out(fault, seconds) from fault
        except openai.APIStatusError as fault:
            raise self._status_fault(fault.status_code, fault.response.headers, fault.body) from fault
        except (openai.OpenAIError, httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL) as fault:
            if isinstance(fault.__cause__, ReplayError | InputError):  # of the cassettes, not of the line
                raise fault.__cause__ from None
            raise self._broken(fault) from fault
        except BadReply as error:
            raise _Fault(error, lost=True) from None
        return self._read(response.headers, response.content)

    async def aclose(self) -> None:
        if self._client is not None:
            await self._client.close()

    async def _post(self, content: bytes) -> httpx2.Response:
        """The answer as it came. `post` in place of `create`: what is sent is to the letter what the digest says."""
        import httpx2

        options = {"headers": {"content-type": "application/json"}}
        response: httpx2.Response = await self._connected().post(
            "/chat/completions", content=content, cast_to=httpx2.Response, options=options
        )
        if len(response.content) > _MAX_BYTES:
            raise self._too_large()
        return response

    def _read(self, headers: Mapping[str, str], content: bytes) -> Completion:
        where = self._settings.where
        try:
            body = read_body(content, headers.get("content-type", ""), where)
            if isinstance(body.get("error"), dict) and not body.get("choices"):
                raise self._status_fault(_code_in(body["error"]), headers, body)  # some gateways send errors as 200
            completion = read_completion(body, where, content.decode("utf-8-sig"))
            return replace(completion, played=PLAYED in headers)
        except EndpointError as error:
            raise _Fault(error, lost=True) from error

    def _connected(self) -> Any:
        if self._client is None:
            import openai

            parts = urlsplit(self._settings.base_url)
            live = self._http_client(None)
            self._client = openai.AsyncOpenAI(
                base_url=urlunsplit(parts._replace(query="", fragment="")),
                default_query=dict(parse_qsl(parts.query)),
                api_key=self._settings.api_key or "none",
                max_retries=0,
                http_client=self._http_client(self._wiring(live)) if self._wiring else live,
            )
        return self._client

    def _http_client(self, transport: httpx2.AsyncBaseTransport | None) -> httpx2.AsyncClient:
        import httpx2

        return httpx2.AsyncClient(
            transport=transport,
            timeout=httpx2.Timeout(self._settings.timeout_s, connect=_CONNECT_S, pool=None),
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=self._settings.concurrency),
            follow_redirects=True,
            # a proxy cannot reach this machine's own servers
            trust_env=urlsplit(self._settings.base_url).hostname not in _LOOPBACK,
            event_hooks={"response": [self._bound]},
        )

    async def _bound(self, response: httpx2.Response) -> None:
        """Bound what is read of a body while it is read; of a compressed one less, as it unfolds."""
        import httpx2

        source, too_large = response.stream, self._too_large
        most = _MAX_BYTES // (64 if response.headers.get("content-encoding") else 1)

        class Bounded(httpx2.AsyncByteStream):
            async def __aiter__(self) -> AsyncIterator[bytes]:
                received = 0
                assert isinstance(source, httpx2.AsyncByteStream)
                async for chunk in source:
                    received += len(chunk)
                    if received > most:
                        raise too_large()
                    yield chunk

            async def aclose(self) -> None:
                assert isinstance(source, httpx2.AsyncByteStream)
                await source.aclose()

        response.stream = Bounded()

    def _too_large(self) -> BadReply:
        return BadReply(f"the answer is larger than {_MAX_BYTES >> 20} MiB", where=self._settings.where)

    def _timed_out(self, fault: Exception, seconds: float) -> _Fault:
        import httpx2

        dialing = isinstance(fault.__cause__ or fault, httpx2.ConnectTimeout)
        what = "no connection in time" if dialing else f"no whole answer within {seconds:.3g} s"
        error = EndpointTimeout(what, where=self._settings.where, hint="a longer --timeout may help")
        return _Fault(error, again=True, tries=_MAX_DIALS if dialing else _MAX_ATTEMPTS, lost=not dialing)

    def _broken(self, fault: Exception) -> _Fault:
        import httpx2

        cause = fault.__cause__ or fault
        if isinstance(cause, httpx2.DecodingError):
            return _Fault(BadReply("the answer's compression is broken", where=self._settings.where), lost=True)
        dialing = isinstance(cause, httpx2.ConnectError | httpx2.UnsupportedProtocol | httpx2.InvalidURL)
        what = "no connection" if dialing else "the connection broke before the answer was whole"
        error = EndpointUnreachable(
            self._censor(f"{what} ({cause})" if str(cause) else what),
            where=self._settings.where,
            hint="is the server running, and the address right?" if dialing else None,
        )
        return _Fault(error, again=True, tries=_MAX_DIALS if dialing else _MAX_ATTEMPTS, lost=not dialing)

    def _status_fault(self, status: int, headers: Mapping[str, str], body: object) -> _Fault:
        complaint = self._censor(_complaint(body))
        kind, again = _kind_of(status, complaint)
        told = headers.get("x-should-retry")
        return _Fault(
            kind(f"status {status}: {complaint}"[:600], where=self._settings.where, hint=_HINTS.get(kind)),
            again=again if told not in ("true", "false") else told == "true",
            wait=_asked_wait(headers),
            status=status,
            complaint=complaint,
        )

    def _censor(self, text: str) -> str:
        key = self._settings.api_key
        return text.replace(key, "***") if key else text


_HINTS: dict[type[EndpointError], str] = {
    EndpointRefused: "check OPENAI_API_KEY and --base-url",
    QuotaExhausted: "replies so far are stored; run again when the account has been topped up",
    EndpointBusy: "replies so far are stored; run again later or with a lower --concurrency",
}


def _kind_of(status: int, complaint: str) -> tuple[type[EndpointError], bool]:
    """The error that a status and the endpoint's words stand for, and whether another attempt is worth it."""
    if status in (401, 403):
        return EndpointRefused, False
    if status == 402 or (status == 429 and _QUOTA.search(complaint)):
        return QuotaExhausted, False
    if status in (408, 409, 429) or status >= 500:
        return EndpointBusy, True
    if _TOO_LONG.search(complaint):
        return PromptTooLong, False
    return (FilteredReply if _FILTERED.search(complaint) else BadRequest), False


def _complaint(body: object) -> str:
    """An error body's own words: message, code, type and parameter, or FastAPI's places and reasons.

    What such bodies quote of the request (FastAPI's `input`) is left out: it would name everything that was sent.
    """
    if isinstance(body, str):
        return _one_line(re.sub(r"<[^>]*>", " ", body[:4000]))
    inner = body.get("error", body) if isinstance(body, dict) else body
    if isinstance(inner, str):
        return _one_line(inner)
    if not isinstance(inner, dict):
        return "no explanation"
    words = [str(inner[name]) for name in ("message", "code", "type", "param") if inner.get(name)]
    detail = inner.get("detail")
    for reason in detail if isinstance(detail, list) else [detail]:
        if isinstance(reason, dict):
            words.append(f"{'.'.join(map(str, reason.get('loc') or ()))} {reason.get('msg', '')}")
        elif reason:
            words.append(str(reason))
    return _one_line(", ".join(words)) or "no explanation"


def _one_line(text: str) -> str:
    return " ".join(text.split())[:1000]


def _code_in(error: dict[str, Any]) -> int:
    """The status that an error sent as 200 names, else 400."""
    code = error.get("code")
    return code if isinstance(code, int) and 400 <= code < 600 else 400


def _asked_wait(headers: Mapping[str, str]) -> float | None:
    """The seconds an answer asks to wait: `retry-after-ms`, else `Retry-After` in seconds or as a date."""
    for name, unit in (("retry-after-ms", 1000), ("retry-after", 1)):
        seconds = _number(headers.get(name, ""))
        if seconds is not None:
            return seconds / unit
    try:
        moment = email.utils.parsedate_to_datetime(headers.get("retry-after", ""))
    except ValueError:
        return None
    return max(0.0, moment.timestamp() - time.time())


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _check_address(base_url: str) -> None:
    try:
        parts = urlsplit(base_url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise UsageError(f"{base_url!r} is no address of an endpoint", hint="it looks like http://localhost:8080/v1")
