"""The plain thing durable figures are compared with: one row committed to a SQLite file, WAL, synchronous=FULL."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

WHAT = "raw sqlite3 commit, WAL, synchronous=FULL"
BODY = "x" * 1000


class PlainDatabase:
    """A fresh file at `path`."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute("pragma synchronous = full")
        self._connection.execute("create table kept (id integer primary key, body text)")

    def commit_s(self) -> float:
        """How long one more commit took, in seconds."""
        began = time.perf_counter()
        self._connection.execute("insert into kept (body) values (?)", (BODY,))
        return time.perf_counter() - began

    def close(self) -> None:
        self._connection.close()
