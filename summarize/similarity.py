"""Likeness in meaning of words and sentences, by a sentence encoder (`vectors`).

The encoder is Google's Universal Sentence Encoder, multilingual v3 (Yang et al. 2020, "Multilingual Universal Sentence
Encoder for Semantic Retrieval"), quantised and shipped inside a package: 16 languages, no network, no sampling. It
generates nothing: it turns a text into 512 numbers, always the same ones. Likeness is rounded to three decimals so that
the last bits of a floating-point library never decide a verdict.

`SUMMARIZE_ENCODER=off` leaves it out (to measure what it adds): words are then compared by their letters only.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from summarize.vectors import Network

DIMENSIONS = 512
MODEL_NAME = "universal-sentence-encoder-multilingual-v3"


# The languages the encoder was trained on.
LANGUAGES = frozenset({"ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"})


def compares(left: str, right: str) -> bool:
    """Whether texts of two languages can be compared by meaning."""
    return {left.partition("-")[0].lower(), right.partition("-")[0].lower()} <= LANGUAGES


class Encoder:
    """Texts to unit vectors, each text encoded once.

    The last bits of a vector depend on what else was in its batch; batches depend on the order of the calls alone,
    never on time.
    """

    def __init__(self) -> None:
        self._known: dict[str, NDArray[np.float32]] = {}
        self._coming: dict[str, Future[None]] = {}
        self._worker = ThreadPoolExecutor(max_workers=1)

    def prepare(self, texts: Iterable[str]) -> None:
        """Start encoding texts in one batch beside other work; `encode` waits for those it is asked for."""
        fresh = self._fresh(texts)
        if fresh:
            self._coming.update(dict.fromkeys(fresh, self._worker.submit(self._learn, fresh)))

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector of 512 numbers a text: shape (len(texts), 512)."""
        import numpy as np

        fresh = self._fresh(texts)
        if fresh:
            self._learn(fresh)
        for job in {self._coming[t] for t in texts if t in self._coming}:
            job.result()
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        return np.stack([self._known[t] for t in texts])

    def forget(self) -> None:
        """Give back the room of all that was encoded; what is asked for again is encoded again."""
        for job in set(self._coming.values()):
            job.result()
        self._known.clear()
        self._coming.clear()

    def _fresh(self, texts: Iterable[str]) -> list[str]:
        return sorted({t for t in texts if t not in self._coming and t not in self._known}, key=lambda t: (len(t), t))

    def _learn(self, texts: Sequence[str]) -> None:
        backend = _backend()
        with _encoding:  # the backend's limit on threads is one for the whole process
            self._known.update(zip(texts, backend.encode(texts), strict=True))

    def likeness(self, left: Sequence[str], right: Sequence[str]) -> NDArray[np.float32]:
        """Cosines of all pairs, rounded to three decimals: shape (len(left), len(right))."""
        cosines: NDArray[np.float32] = (self.encode(left) @ self.encode(right).T).round(3)
        return cosines


@cache
def encoder() -> Encoder | None:
    """The encoder, or None where it is switched off."""
    return None if os.environ.get("SUMMARIZE_ENCODER", "").lower() in {"off", "0", "no"} else Encoder()


@cache
def warm_up() -> None:
    """Start loading the encoder beside other work; harmless to call more than once."""
    if encoder() is not None:
        threading.Thread(target=_backend, daemon=True).start()


_loading = threading.Lock()
_encoding = threading.Lock()


def _backend() -> Network:
    with _loading:
        return _load()


@cache
def _load() -> Network:
    from summarize.vectors import load_network

    return load_network()
