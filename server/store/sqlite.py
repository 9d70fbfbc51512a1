"""One SQLite file: WAL with synchronous=FULL on every connection, so that a power cut takes back nothing said."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from server.store.database import BUSY_S, Database, PerThread
from server.store.errors import BrokenRuleError, StoreError, UnavailableError
from server.store.room import make_room

log = logging.getLogger(__name__)
FULL = 2
# After so many pages in the log they go to their places in the file.
CHECKPOINT_PAGES = 4000
# The commit that passes the mark is in the log before what it calls for.
ROOM_PAGES = CHECKPOINT_PAGES + CHECKPOINT_PAGES // 8
CACHE_KIB = 8192
BUSY_LOOK_S = 0.02


class SqliteDatabase(Database):
    """The file at `path`, made when it is not there."""

    dialect = "sqlite"

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._connections: PerThread[sqlite3.Connection] = PerThread(sqlite3.Connection.close)

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection, opened at the first use."""
        return self._connections.mine or self._open()

    def _open(self) -> sqlite3.Connection:
        try:
            # Only `close` touches it from another thread, after the threads have ended.
            connection = sqlite3.connect(
                self._path, timeout=BUSY_S, isolation_level=None, check_same_thread=False, cached_statements=256
            )
            mode = _to_wal(connection)
            connection.execute(f"PRAGMA synchronous = {FULL}")
            connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
            # All pages of a large batch: what has no room is written twice.
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            # What is deleted is overwritten: an erased member's key must not lie in a free page.
            connection.execute("PRAGMA secure_delete = ON")
            if mode != "wal" or connection.execute("PRAGMA synchronous").fetchone()[0] != FULL:
                raise UnavailableError(f"{self._path} is not in WAL mode with synchronous=FULL")
        except sqlite3.Error as error:
            raise _named(error) from error
        self._connections.keep(connection)
        return connection

    def one(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        try:
            row: tuple[Any, ...] | None = self.connection.execute(sql, values).fetchone()
        except sqlite3.Error as error:
            raise _named(error) from error
        return row

    def all(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        try:
            return self.connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise _named(error) from error

    def run(self, sql: str, *values: Any) -> int:
        try:
            return self.connection.execute(sql, values).rowcount
        except sqlite3.Error as error:
            raise _named(error) from error

    def run_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> int:
        try:
            return self.connection.executemany(sql, rows).rowcount if rows else 0
        except sqlite3.Error as error:
            raise _named(error) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.run("ROLLBACK")
            raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        self.run("BEGIN DEFERRED")
        try:
            yield
        finally:
            if self.connection.in_transaction:
                self.run("ROLLBACK")

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        self.run("SAVEPOINT part")
        try:
            yield
        except BaseException:
            # A full disk ends the whole transaction by itself; then there is no savepoint any more.
            if self.connection.in_transaction:
                self.run("ROLLBACK TO part")
                self.run("RELEASE part")
            raise
        self.run("RELEASE part")

    def make_room(self) -> None:
        """Let the log be as long from the start as it will be: for a server that stays. Needs not succeed."""
        try:
            # Alone among writers, and so the only one who lengthens it.
            with self.transaction():
                make_room(Path(f"{self._path}-wal"), ROOM_PAGES)
        except (OSError, StoreError) as error:
            log.warning("no room was made in the log: %s", error)

    def close(self) -> None:
        self._connections.close()


def _to_wal(connection: sqlite3.Connection) -> str:
    """The mode the file is in now. Two that make a new file at once may refuse each other without waiting."""
    deadline = time.monotonic() + BUSY_S
    while True:
        try:
            mode: str = connection.execute("PRAGMA journal_mode = wal").fetchone()[0]
            return mode
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(BUSY_LOOK_S)


def _named(error: sqlite3.Error) -> StoreError:
    """A broken constraint is a mistake of one message; anything else concerns the whole file."""
    broken = isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError)
    return BrokenRuleError(str(error)) if broken else UnavailableError(str(error))
