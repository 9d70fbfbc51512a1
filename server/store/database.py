"""Connections to the SQLite file: one a thread, durable before anything is acknowledged."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from peewee import SqliteDatabase

from server.store import schema

BUSY_S = 10.0
FULL = 2


class Database:
    """The file, its tables, and for each thread a connection of its own.

    Every connection has synchronous=FULL: with NORMAL a power cut takes back what was already acknowledged.
    """

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._local = threading.local()
        self._all: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        maker = SqliteDatabase(self._path, pragmas={"journal_mode": "wal", "synchronous": FULL}, timeout=BUSY_S)
        try:
            schema.create(maker)
        finally:
            maker.close()

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection, opened at the first use."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            # Only `close` touches it from another thread, after the threads have ended.
            connection = sqlite3.connect(
                self._path, timeout=BUSY_S, isolation_level=None, check_same_thread=False, cached_statements=256
            )
            connection.execute(f"PRAGMA synchronous = {FULL}")
            connection.execute("PRAGMA wal_autocheckpoint = 4000")
            mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
            if mode != "wal" or connection.execute("PRAGMA synchronous").fetchone()[0] != FULL:
                raise sqlite3.OperationalError(f"{self._path} is not in WAL mode with synchronous=FULL")
            self._local.connection = connection
            with self._lock:
                self._all.append(connection)
        return connection

    def one(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self.connection.execute(sql, values).fetchone()
        return row

    def all(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql, values).fetchall()

    def run(self, sql: str, *values: Any) -> int:
        """Change rows; how many were changed."""
        return self.connection.execute(sql, values).rowcount

    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self.connection.executemany(sql, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, alone among writers. On disk when it ends without an error."""
        connection = self.connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One consistent view of the file; never waits for a writer."""
        connection = self.connection
        connection.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part of the transaction that an exception takes back alone."""
        connection = self.connection
        connection.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            # A full disk ends the whole transaction by itself; then there is no savepoint any more.
            if connection.in_transaction:
                connection.execute("ROLLBACK TO part")
                connection.execute("RELEASE part")
            raise
        connection.execute("RELEASE part")

    def close(self) -> None:
        """Close every thread's connection; call it after those threads have ended."""
        with self._lock:
            for connection in self._all:
                connection.close()
            self._all.clear()
        self._local = threading.local()
