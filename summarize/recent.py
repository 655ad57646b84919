"""The last few things that were worked out, so that memory stays flat however long a run is."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """A cache of at most `most` values; the one not asked for the longest makes room."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[Key, Value] = {}

    def __contains__(self, key: Key) -> bool:
        return key in self._kept

    def keep(self, key: Key, value: Value) -> Value:
        """Keep a value, and hand it back."""
        self._kept.pop(key, None)
        if len(self._kept) >= self._most:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = value
        return value

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value of a key, made where it is not kept."""
        return self.keep(key, self._kept[key] if key in self._kept else make())
