"""The one database file: plain SQL, transactions, single facts. Errors come out as MemoryFailed."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kiosk.errors import MemoryFailed
from kiosk.memory.mend import open_or_mend
from kiosk.memory.room import make_room
from kiosk.memory.tables import MODELS, lock

log = logging.getLogger(__name__)


class MemoryFile:
    """Held by one process, used on one thread. `mended` says what was done to a corrupt file, or ""."""

    def __init__(self, folder: Path, stamp: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = lock(folder)
        self._path = folder / "memory.db"
        self._database, self.mended = open_or_mend(self._path, stamp)
        # Plain statements go past peewee, whose share of a durable commit would be a fifth.
        self._connection: sqlite3.Connection = self._database.connection()

    def close(self) -> None:
        self._database.close()
        self._lock.close()

    def make_room(self) -> None:
        """Let the log be as long from now on as it will be: commits are faster. Needs not succeed."""
        try:
            with self.transaction():
                make_room(self._path.with_name(f"{self._path.name}-wal"))
        except MemoryFailed as error:
            log.warning("no room was made in the log: %s", error)

    def sql(self, statement: str, *values: Any) -> Any:
        """Run one statement; the cursor. Raises MemoryFailed."""
        try:
            return self._connection.execute(statement, values)
        except sqlite3.Error as error:
            raise MemoryFailed(str(error)) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and on the disk when it ends. Raises MemoryFailed."""
        self.sql("begin immediate")
        try:
            yield
            self.sql("commit")
        except BaseException as error:
            self._take_back()
            if isinstance(error, OSError):
                raise MemoryFailed(str(error)) from error
            raise

    def _take_back(self) -> None:
        # A full disk ends a transaction by itself, and one that cannot even be taken back was never committed.
        with contextlib.suppress(sqlite3.Error):
            if self._connection.in_transaction:
                self._connection.execute("rollback")

    @contextmanager
    def cached(self) -> Iterator[None]:
        """All or nothing, but not flushed: for what the server can tell us again.

        The next durable commit flushes it too; a power cut before that forgets it whole. Raises MemoryFailed.
        """
        self.sql("pragma synchronous = 1")
        try:
            with self.transaction():
                yield
        finally:
            self.sql("pragma synchronous = 2")

    @contextmanager
    def models(self) -> Iterator[None]:
        """For reading by peewee's models, off the tap's path."""
        with self._database.bind_ctx(MODELS):
            yield

    def fact(self, key: str, default: int) -> int:
        row = self.sql("select value from meta where key = ?", key).fetchone()
        return int(row[0]) if row else default

    def put_fact(self, key: str, value: int) -> None:
        self.sql(
            "insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value",
            key,
            str(value),
        )
