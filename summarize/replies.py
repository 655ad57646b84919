"""The store of paid replies: one SQLite file, each reply committed before anybody sees it.

A reply is filed under the SHA-256 of the exact request body (host and key are no part of it), and under the digest of
the question behind it, so that the same question asked in another dialect, or of the same model at another address,
finds it as well. Also remembered: the dialect that an endpoint turned out to speak.

Write-ahead logging with `synchronous=NORMAL`: a killed process loses nothing that was committed; a power cut may lose
the last moments (those calls are made again) and never damages the file.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from summarize.errors import StoreError

__all__ = ["ReplyStore", "StoredReply"]

_VERSION = 1
_BUSY_S = 30.0  # how long to wait for another process that is writing
_TABLES = """
CREATE TABLE IF NOT EXISTS replies (
    key TEXT PRIMARY KEY, question TEXT NOT NULL, model TEXT NOT NULL, wire_format TEXT NOT NULL, raw TEXT NOT NULL,
    stored_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS replies_by_question ON replies (question);
CREATE TABLE IF NOT EXISTS dialects (
    endpoint TEXT NOT NULL, model TEXT NOT NULL, dialect TEXT NOT NULL, PRIMARY KEY (endpoint, model)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class StoredReply:
    """A paid reply: the digests of its request and question, and the answer's body as it came."""

    key: str
    question: str
    model: str
    wire_format: str
    raw: str


class ReplyStore:
    """A store in that file, made if missing; without a path, one that lives as long as the object.

    Safe for use by several threads and by several processes. `StoreError` when the file is no store or fails.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._where = str(path) if path else "memory"
        self._lock = threading.Lock()
        with self._faults():
            if path:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(
                path or ":memory:", timeout=_BUSY_S, isolation_level=None, check_same_thread=False
            )
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise

    def find(self, key: str, question: str) -> StoredReply | None:
        """The reply to exactly this request, else the newest one to the same question in another dialect."""
        with self._faults():
            row = self._connection.execute(
                "SELECT key, question, model, wire_format, raw FROM replies WHERE key = ?1 OR question = ?2 "
                "ORDER BY key = ?1 DESC, stored_at DESC LIMIT 1",
                (key, question),
            ).fetchone()
        return StoredReply(*row) if row else None

    def keep(self, reply: StoredReply) -> None:
        """Commit a reply; it replaces an earlier one to the same request. On return it survives the process."""
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        with self._faults():
            self._connection.execute(
                "INSERT OR REPLACE INTO replies (key, question, model, wire_format, raw, stored_at) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (reply.key, reply.question, reply.model, reply.wire_format, reply.raw, now),
            )

    def dialect(self, endpoint: str, model: str) -> str | None:
        """The dialect remembered for this endpoint and model."""
        with self._faults():
            row = self._connection.execute(
                "SELECT dialect FROM dialects WHERE endpoint = ? AND model = ?", (endpoint, model)
            ).fetchone()
        return row[0] if row else None

    def remember(self, endpoint: str, model: str, dialect: str) -> None:
        """Remember the dialect that this endpoint and model answered in."""
        with self._faults():
            self._connection.execute("INSERT OR REPLACE INTO dialects VALUES (?, ?, ?)", (endpoint, model, dialect))

    def __len__(self) -> int:
        with self._faults():
            count: int = self._connection.execute("SELECT count(*) FROM replies").fetchone()[0]
        return count

    def close(self) -> None:
        """Close the file; a closed store is of no further use."""
        with self._faults():
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _prepare(self) -> None:
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        version: int = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version > _VERSION:
            raise StoreError("written by a newer version of this program", where=self._where, hint="update, or move it")
        self._connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {_VERSION}; COMMIT;")

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """One thread at a time; what SQLite and the file system raise leaves as a `StoreError`."""
        try:
            with self._lock:
                yield
        except (sqlite3.Error, OSError) as fault:
            hint = "move it away and a new one is made" if "not a database" in str(fault) else None
            raise StoreError(f"the reply store cannot be used: {fault}", where=self._where, hint=hint) from fault
