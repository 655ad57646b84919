"""One run's dealings with a model: what to ask, where, and the account of it.

This is where the endpoint is opened and closed. Everything is imported when a model is really asked: the rules need
none of it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from summarize.dialogue import Dialogue, Question
from summarize.errors import EndpointError, ReplayError, ReplyFault
from summarize.options import ModelOptions
from summarize.prices import read_prices
from summarize.prompts import ANY_SCHEMA, load_prompt
from summarize.recordings import (
    MANIFEST,
    Occasion,
    Recording,
    RecordMode,
    describe_recording,
    find_recording,
    open_shelf,
    read_recording,
    recording_place,
    rewrite_dialect,
)

if TYPE_CHECKING:
    from summarize.cassettes import Shelf
    from summarize.chat import Attempt, Endpoint, EndpointSettings

PROMPTS = ("summary", "claims", "adjudicate", "repair")
STORE = "SUMMARIZE_STORE"  # the file of paid replies; "off" keeps none
PRICES = "SUMMARIZE_PRICES"  # a table of the user's own
_KEPT_REPLY = 4_000


@dataclass(frozen=True, slots=True)
class Session:
    """An open endpoint, every attempt made so far, and the cassettes that are played or recorded meanwhile."""

    endpoint: Endpoint
    attempts: Sequence[Attempt]
    shelf: Shelf | None = None

    @property
    def dialogue(self) -> Dialogue:
        """The endpoint with the model that its settings name."""
        return Dialogue(self.endpoint, self.endpoint.settings.model)

    def exchanges(self) -> dict[str, Any]:
        """How many exchanges were played and recorded, and the recorded ones that were not asked for."""
        if self.shelf is None:
            return {}
        return {"played": self.shelf.played, "recorded": self.shelf.recorded, "unplayed": self.shelf.unplayed()}


@dataclass(frozen=True, slots=True)
class Line:
    """Where a run will ask: the endpoint's settings, and the recording that is played or made, with its place."""

    settings: EndpointSettings
    mode: RecordMode | None = None
    place: Path | None = None
    recording: Recording | None = None


def choose_line(options: ModelOptions, occasion: Occasion) -> Line:
    """Where a run will ask; `UsageError` for settings that make no sense, `ReplayError` where no recording fits."""
    if options.record is None:
        return Line(options.settings())
    replayed = _replayed(options, occasion)
    if replayed is not None:
        return replayed
    settings = replace(options.settings(), refresh=True)  # a recording holds every exchange, also those paid for before
    place = recording_place(occasion.case, options.cassettes, settings.model)
    recording = describe_recording(occasion, settings.model, urlsplit(settings.base_url).path, prompt_digests())
    if options.record == "new_episodes" and (place / MANIFEST).is_file():
        settings = replace(settings, dialect=read_recording(place).dialect or None)
    return Line(settings, options.record, place, recording)


def _replayed(options: ModelOptions, occasion: Occasion) -> Line | None:
    """The line to a recording, where one is to be replayed; `once` does so where there is one."""
    from summarize.chat import EndpointSettings

    if options.record not in ("none", "once"):
        return None
    model = options.model if options.record == "none" else options.model_name  # a replay asks no model of OPENAI_MODEL
    try:
        place = find_recording(occasion.case, options.cassettes, model)
    except ReplayError:
        if options.record == "none":
            raise
        return None
    recording = read_recording(place)
    address = f"http://recorded.invalid{recording.path}"
    return Line(EndpointSettings(address, None, recording.model, dialect=recording.dialect), "none", place, recording)


@asynccontextmanager
async def open_session(options: ModelOptions, line: Line, log: Callable[[Attempt], None]) -> AsyncIterator[Session]:
    """The endpoint at the end of a line, with the store of paid replies; a replay has a store of its own."""
    from summarize.chat import Endpoint
    from summarize.replies import ReplyStore

    attempts: list[Attempt] = []

    def note(attempt: Attempt) -> None:
        attempts.append(attempt)
        log(attempt)

    path = None if line.mode == "none" else options.store or default_store()
    with ExitStack() as opened:
        store = opened.enter_context(ReplyStore(path)) if path else None
        if line.mode is None:
            async with Endpoint(line.settings, store, log=note) as endpoint:
                yield Session(endpoint, attempts)
            return
        from summarize.cassettes import open_transport

        assert line.place
        assert line.recording
        shelf = opened.enter_context(open_shelf(line.place, line.recording, line.mode, line.settings.api_key))
        wait = asyncio.sleep if shelf.records else _no_wait
        async with Endpoint(line.settings, store, partial(open_transport, shelf), wait=wait, log=note) as endpoint:
            yield Session(endpoint, attempts, shelf)
        if shelf.records:
            rewrite_dialect(shelf.folder, str(endpoint.dialect(line.settings.model)))


async def _no_wait(_: float) -> None:
    """What a replay does where the recorded run waited."""


def prompt_digests() -> dict[str, str]:
    """The digest of each current prompt by its label; the one for repairs is a part of the others' exchanges."""
    return {prompt.label: prompt.digest for prompt in map(load_prompt, PROMPTS) if prompt.schema != ANY_SCHEMA}


def default_store() -> Path | None:
    """Where paid replies are kept: `SUMMARIZE_STORE`, else the user's cache folder; None when it is "off"."""
    named = os.environ.get(STORE)
    if named:
        return None if named.casefold() == "off" else Path(named)
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "summarize" / "replies.sqlite"


def own_prices(stated: Path | None) -> Path | None:
    """The user's own table of prices: as stated, else that of `SUMMARIZE_PRICES`."""
    named = os.environ.get(PRICES)
    return stated or (Path(named) if named else None)


def describe_retry(attempt: Attempt) -> str | None:
    """A line of progress for an attempt that will be made again."""
    if attempt.wait is None:
        return None
    return f"{attempt.stage}: {attempt.detail or attempt.outcome}; again in {attempt.wait:.1f} s"


def raw_reply(error: EndpointError) -> tuple[str, ...]:
    """The last reply of a model that could not be used, as a warning for the run."""
    if not isinstance(error, ReplyFault) or not error.raw:
        return ()
    return (f"the model's last reply: {error.raw[:_KEPT_REPLY]}",)


def account_for(
    session: Session, prices: Path | None, *, failed: Sequence[str], warnings: Sequence[str]
) -> dict[str, Any]:
    """`tokens`, `cost` and `model` of `run.json`: by stage, with money where the model's price is known."""
    endpoint = session.endpoint
    model, stages = endpoint.settings.model, endpoint.usage
    table = read_prices(own_prices(prices))
    prompt = sum(usage.prompt_tokens for usage in stages.values())
    completion = sum(usage.completion_tokens for usage in stages.values())
    costs = {name: _money(table.cost(model, u.prompt_tokens, u.completion_tokens)) for name, u in stages.items()}
    return {
        "tokens": {"prompt": prompt, "completion": completion},
        "cost": {"currency": table.currency, "total": _money(table.cost(model, prompt, completion)), **costs},
        "model": {
            "stages": {name: asdict(usage) for name, usage in sorted(stages.items())},
            "wire_format": endpoint.dialect(model).wire_format,
            "prompts": [load_prompt(name).label for name in PROMPTS],
            "exchanges": session.exchanges(),
            "attempts": [_logged(attempt) for attempt in session.attempts],
            "failed": list(failed),
            "warnings": list(warnings),
        },
    }


def _logged(attempt: Attempt) -> dict[str, Any]:
    wait = None if attempt.wait is None else round(attempt.wait, 3)
    return asdict(attempt) | {"seconds": round(attempt.seconds, 3), "wait": wait}


def _money(amount: Any) -> float | str:
    return "unknown" if amount is None else round(float(amount), 6)


# ---------------------------------------------------------------- before anything is asked


@dataclass(frozen=True, slots=True)
class Plan:
    """The requests that a run would begin with: stage, subject, prompt tokens (about), and the reply's limit."""

    model: str
    rows: tuple[tuple[str, str, int, int], ...]
    cost_at_most: str

    @property
    def prompt_tokens(self) -> int:
        """About how many tokens the prompts are together."""
        return sum(row[2] for row in self.rows)

    @property
    def most_reply_tokens(self) -> int:
        """How many tokens the replies may have together."""
        return sum(row[3] for row in self.rows)


def make_plan(questions: Sequence[Question], options: ModelOptions) -> Plan:
    """What a run would ask, as far as it can be known before the first reply: repairs are not in it."""
    model = options.model_name or "(no model named)"
    rows = tuple((q.stage, q.subject, q.request(model).estimated_tokens, q.max_tokens) for q in questions)
    prompt, reply = sum(row[2] for row in rows), sum(row[3] for row in rows)
    return Plan(model, rows, read_prices(own_prices(options.prices)).cost_in_words(model, prompt, reply))

