"""What a user says about the model. Nothing else is imported for it: the rules need none of the rest."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from summarize.chat import EndpointSettings
    from summarize.recordings import RecordMode

__all__ = ["ModelOptions"]


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """What the user says about the model; what is None comes from the environment, else from the defaults.

    `record` says what is done with recordings (`recordings.MODES`), None that nothing is; `cassettes` where they lie.
    """

    base_url: str | None = None
    model: str | None = None
    concurrency: int | None = None
    timeout_s: float | None = None
    deadline_s: float | None = None
    max_tokens_total: int | None = None
    refresh: bool = False
    store: Path | None = None
    prices: Path | None = None
    record: RecordMode | None = None
    cassettes: Path | None = None

    @property
    def is_configured(self) -> bool:
        """Whether a model and a place to ask it are named, or a recording may take their place."""
        named = (os.environ.get(name) for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY"))
        return self.record in ("none", "once") or bool(self.model_name and (self.base_url or any(named)))

    @property
    def model_name(self) -> str | None:
        """The model's name, where one is given."""
        return self.model or os.environ.get("OPENAI_MODEL") or None

    def settings(self) -> EndpointSettings:
        """The endpoint's settings; `UsageError` where they make no sense."""
        from summarize.chat import settings_from

        names = ("base_url", "model", "concurrency", "timeout_s", "deadline_s", "max_tokens_total")
        stated = {name: getattr(self, name) for name in names} | {"refresh": self.refresh}
        return settings_from(os.environ, stated)

    def arguments(self) -> dict[str, Any]:
        """What `run.json` keeps of this: nothing about the machine or its keys."""
        names = ("concurrency", "timeout_s", "deadline_s", "max_tokens_total", "refresh", "record")
        return {name: value for name in names if (value := getattr(self, name))}
