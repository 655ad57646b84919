"""One run's dealings with a model: what to ask, where, and the account of it.

This is where the endpoint is opened and closed. Everything is imported when a model is really asked: the rules need
none of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarize.errors import EndpointError, ReplyFault

if TYPE_CHECKING:
    from summarize.chat import Attempt, Endpoint, EndpointSettings
    from summarize.dialogue import Dialogue, Question

PROMPTS = ("summary", "claims", "adjudicate", "repair")
STORE = "SUMMARIZE_STORE"  # the file of paid replies; "off" keeps none
_KEPT_REPLY = 4_000

Opener = Callable[["EndpointSettings", Callable[["Attempt"], None]], AbstractAsyncContextManager["Endpoint"]]


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """What the user says about the model; what is None comes from the environment, else from the defaults.

    `opener` makes the endpoint from its settings: a live one unless a recording or a test takes its place.
    """

    base_url: str | None = None
    model: str | None = None
    concurrency: int | None = None
    max_tokens_total: int | None = None
    refresh: bool = False
    store: Path | None = None
    prices: Path | None = None
    opener: Opener | None = field(default=None, repr=False)

    @property
    def is_configured(self) -> bool:
        """Whether a model and a place to ask it are named."""
        named = (os.environ.get(name) for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY"))
        return bool(self.model_name and (self.opener or self.base_url or any(named)))

    @property
    def model_name(self) -> str | None:
        """The model's name, where one is given."""
        return self.model or os.environ.get("OPENAI_MODEL") or None

    def settings(self) -> EndpointSettings:
        """The endpoint's settings; `UsageError` where they make no sense."""
        from summarize.chat import settings_from

        names = ("base_url", "model", "concurrency", "max_tokens_total")
        stated = {name: getattr(self, name) for name in names} | {"refresh": self.refresh}
        return settings_from(os.environ, stated)

    def arguments(self) -> dict[str, Any]:
        """What `run.json` keeps of this: nothing about the machine or its keys."""
        stated = {"concurrency": self.concurrency, "max_tokens_total": self.max_tokens_total, "refresh": self.refresh}
        return {name: value for name, value in stated.items() if value}


def open_endpoint(options: ModelOptions, log: Callable[[Attempt], None]) -> AbstractAsyncContextManager[Endpoint]:
    """The endpoint, to be entered once; with the store of paid replies where none is given in its place."""
    if options.opener is not None:
        return options.opener(options.settings(), log)
    from summarize.chat import Endpoint
    from summarize.replies import ReplyStore

    path = options.store or default_store()
    return Endpoint(options.settings(), ReplyStore(path) if path else None, log=log)


def default_store() -> Path | None:
    """Where paid replies are kept: `SUMMARIZE_STORE`, else the user's cache folder; None when it is "off"."""
    named = os.environ.get(STORE)
    if named:
        return None if named.casefold() == "off" else Path(named)
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "summarize" / "replies.sqlite"


def make_dialogue(endpoint: Endpoint) -> Dialogue:
    """The endpoint with the model that its settings name."""
    from summarize.dialogue import Dialogue

    return Dialogue(endpoint, endpoint.settings.model)


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
    endpoint: Endpoint, prices: Path | None, *, failed: Sequence[str], warnings: Sequence[str]
) -> dict[str, Any]:
    """`tokens`, `cost` and `model` of `run.json`: by stage, with money where the model's price is known."""
    from summarize.prices import read_prices
    from summarize.prompts import load_prompt

    model, stages = endpoint.settings.model, endpoint.usage
    table = read_prices(prices)
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
            "failed": list(failed),
            "warnings": list(warnings),
        },
    }


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
    from summarize.prices import read_prices

    model = options.model_name or "(no model named)"
    rows = tuple((q.stage, q.subject, q.request(model).estimated_tokens, q.max_tokens) for q in questions)
    prompt, reply = sum(row[2] for row in rows), sum(row[3] for row in rows)
    return Plan(model, rows, read_prices(options.prices).cost_in_words(model, prompt, reply))

