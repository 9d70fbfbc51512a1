"""What every database can do for the store: plain SQL with `?`, one connection a thread, durable when it says so."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Generic, Literal, TypeVar

BUSY_S = 10.0
Dialect = Literal["sqlite", "postgresql"]
Connection = TypeVar("Connection")


def marks(values: Sequence[Any]) -> str:
    """The place-holders of a list `IN (…)`, one for each value. A list must not be empty."""
    return ", ".join("?" * len(values))


class Database(ABC):
    """Tables, and for each thread a connection of its own.

    SQL is the part both databases understand. Every method raises UnavailableError or BrokenRuleError, and nothing
    else of the driver's.
    """

    dialect: Dialect

    @abstractmethod
    def one(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row; None: there is none."""

    @abstractmethod
    def all(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Every row."""

    @abstractmethod
    def run(self, sql: str, *values: Any) -> int:
        """Change rows; how many were changed."""

    @abstractmethod
    def run_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> int:
        """Change rows, once for each of `rows`; how many were changed in all."""

    @abstractmethod
    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, alone among writers. On disk when it ends without an error."""

    @abstractmethod
    def reading(self) -> AbstractContextManager[None]:
        """One consistent view; never waits for a writer."""

    @abstractmethod
    def savepoint(self) -> AbstractContextManager[None]:
        """A part of the transaction that an exception takes back alone."""

    @abstractmethod
    def close(self) -> None:
        """Close every thread's connection; call it after those threads have ended."""


class PerThread(Generic[Connection]):
    """A connection for each thread that asks, and all of them for whoever closes. A thread that ends leaves none."""

    def __init__(self, close: Callable[[Connection], None]) -> None:
        self._close = close
        self._local = threading.local()
        self._all: list[tuple[threading.Thread, Connection]] = []
        self._lock = threading.Lock()

    @property
    def mine(self) -> Connection | None:
        mine: Connection | None = getattr(self._local, "connection", None)
        return mine

    def keep(self, connection: Connection) -> None:
        """This is the thread's connection from now on; those of threads that have ended are closed."""
        self._local.connection = connection
        with self._lock:
            over = [kept for thread, kept in self._all if not thread.is_alive()]
            self._all = [(thread, kept) for thread, kept in self._all if thread.is_alive()]
            self._all.append((threading.current_thread(), connection))
        for kept in over:
            self._close(kept)

    def close(self) -> None:
        """Close every connection; no thread has one any more."""
        with self._lock:
            kept, self._all = self._all, []
        self._local = threading.local()
        for _, connection in kept:
            self._close(connection)
