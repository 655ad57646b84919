"""The store of paid replies: what is found again, what survives, what is refused."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from summarize.errors import StoreError
from summarize.replies import ReplyStore, StoredReply

REPLY = StoredReply("key-1", "question-1", "m-1", "json_schema", '{"choices": ["ä\\u0000"]}')


def test_found_again(tmp_path: Path) -> None:
    """A reply that was kept is found by another store over the same file, and by nobody under another key."""
    path = tmp_path / "new" / "r.sqlite"
    with ReplyStore(path) as store:
        store.keep(REPLY)
        with ReplyStore(path) as other:
            assert other.find("key-1", "") == REPLY
            assert other.find("key-2", "question-2") is None
            assert len(other) == 1


def test_exact_request_first() -> None:
    """The reply to exactly this request is preferred, then the newest to the same question."""
    with ReplyStore() as store:
        older, newer = replace(REPLY, key="older"), replace(REPLY, key="newer")
        for reply in (REPLY, older, newer):
            store.keep(reply)
        assert store.find("older", "question-1") == older
        assert store.find("unknown", "question-1") == newer


def test_replaced() -> None:
    """A second reply to the same request takes the place of the first."""
    with ReplyStore() as store:
        store.keep(REPLY)
        store.keep(replace(REPLY, raw="{}"))
        assert store.find("key-1", "") == replace(REPLY, raw="{}")
        assert len(store) == 1


def test_dialects(tmp_path: Path) -> None:
    """The dialect is remembered for each endpoint and model apart."""
    with ReplyStore(tmp_path / "r.sqlite") as store:
        store.remember("http://a/v1", "m-1", "plain max_tokens")
        store.remember("http://a/v1", "m-2", "json_object max_tokens")
        assert store.dialect("http://a/v1", "m-1") == "plain max_tokens"
        assert store.dialect("http://b/v1", "m-1") is None


def test_threads(tmp_path: Path) -> None:
    """Several threads and several stores over one file write at the same time and lose nothing."""
    path = tmp_path / "r.sqlite"

    def write(store: ReplyStore, writer: int) -> None:
        for n in range(40):
            store.keep(replace(REPLY, key=f"{writer}-{n}"))

    with ReplyStore(path) as one, ReplyStore(path) as two:
        threads = [threading.Thread(target=write, args=(store, n)) for n, store in enumerate((one, one, two, two))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(one) == len(two) == 160


def test_not_a_store(tmp_path: Path) -> None:
    """A file of another kind is refused with its name and left as it is."""
    path = tmp_path / "r.sqlite"
    path.write_text("something else entirely, and long enough to be read as a header " * 20)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"r\.sqlite.*move it away"):
        ReplyStore(path)
    assert path.read_bytes() == before


def test_newer_version(tmp_path: Path) -> None:
    """A store that a newer version wrote is refused, not guessed at."""
    path = tmp_path / "r.sqlite"
    ReplyStore(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="newer version"):
        ReplyStore(path)


def test_no_folder(tmp_path: Path) -> None:
    """A path below a file is an error of ours."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be used"):
        ReplyStore(tmp_path / "file" / "r.sqlite")


def test_closed() -> None:
    """A store that was closed says so; it does not pretend to keep anything."""
    store = ReplyStore()
    store.close()
    with pytest.raises(StoreError):
        store.keep(REPLY)


def test_committed_at_once(tmp_path: Path) -> None:
    """What was kept is on disk when `keep` returns: a copy of the files at that moment holds it."""
    store = ReplyStore(tmp_path / "r.sqlite")
    store.keep(REPLY)
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in tmp_path.glob("r.sqlite*"):
        (copy / file.name).write_bytes(file.read_bytes())
    with ReplyStore(copy / "r.sqlite") as copied:
        assert copied.find("key-1", "") == REPLY
    store.close()
