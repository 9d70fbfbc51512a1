"""PostgreSQL by a URL, for when one machine's file is not enough. Writers stand in line, as they do before a file.

Check-then-act is everywhere in a ledger, so a transaction first takes one lock that belongs to this database:
whatever it reads stays true until it commits. Readers see a snapshot and wait for nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any, LiteralString

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import Int8Dumper, IntLoader

from server.store.database import BUSY_S, Database, PerThread
from server.store.errors import BrokenRuleError, StoreError, UnavailableError

CONNECT_S = 10
# Any number, as long as every server of ours takes the same.
WRITERS = 0x5265_6775_6C61_7273
DURABLE = ("on", "local", "remote_write", "remote_apply")
# PostgreSQL holds no NUL in a text. What a card or a kiosk may send is shown with this sign instead.
NUL_SHOWN = "\N{SYMBOL FOR NULL}"


class PostgresDatabase(Database):
    """The database behind `url` (`postgresql://user@host/name`). Connections that broke are opened anew."""

    dialect = "postgresql"

    def __init__(self, url: str) -> None:
        self._url = url
        self._connections: PerThread[psycopg.Connection] = PerThread(psycopg.Connection.close)

    @property
    def connection(self) -> psycopg.Connection:
        """This thread's connection, opened at the first use and after it broke."""
        mine = self._connections.mine
        return self._open() if mine is None or mine.closed else mine

    def _open(self) -> psycopg.Connection:
        try:
            connection = psycopg.connect(self._url, autocommit=True, connect_timeout=CONNECT_S)
            for setting in ("fsync", "synchronous_commit"):
                row = connection.execute(_translated(f"SHOW {setting}")).fetchone()
                if row is None or row[0] not in DURABLE:
                    raise UnavailableError(
                        f"the database has {setting} = {row and row[0]}: a power cut would take points"
                    )
            connection.execute(_translated(f"SET lock_timeout = '{BUSY_S:.0f}s'"))
        except psycopg.Error as error:
            raise _named(error) from error
        # Every figure is a whole number, sums (which PostgreSQL calls numeric) too.
        connection.adapters.register_loader("numeric", IntLoader)
        connection.adapters.register_dumper(int, Int8Dumper)
        self._connections.keep(connection)
        return connection

    def _execute(self, sql: str, values: Sequence[Any]) -> psycopg.Cursor:
        try:
            return self.connection.execute(_translated(sql), _clean(values) if values else None)
        except psycopg.Error as error:
            raise _named(error) from error

    def one(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        return self._execute(sql, values).fetchone()

    def all(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return self._execute(sql, values).fetchall()

    def run(self, sql: str, *values: Any) -> int:
        return self._execute(sql, values).rowcount

    def run_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> int:
        if not rows:
            return 0
        try:
            with self.connection.cursor() as cursor:
                cursor.executemany(_translated(sql), [_clean(row) for row in rows])
                return cursor.rowcount
        except psycopg.Error as error:
            raise _named(error) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.run("BEGIN")
        try:
            self.run(f"SELECT pg_advisory_xact_lock({WRITERS})")
            yield
            self.run("COMMIT")
        except BaseException:
            self._roll_back()
            raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        self.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            self._roll_back()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        self.run("SAVEPOINT part")
        try:
            yield
        except BaseException:
            if self._in_transaction:
                self.run("ROLLBACK TO part")
                self.run("RELEASE part")
            raise
        self.run("RELEASE part")

    @property
    def _in_transaction(self) -> bool:
        mine = self._connections.mine
        return mine is not None and not mine.closed and mine.info.transaction_status is not TransactionStatus.IDLE

    def _roll_back(self) -> None:
        # A connection that broke has rolled back by itself.
        if self._in_transaction:
            with suppress(StoreError):
                self.run("ROLLBACK")

    def close(self) -> None:
        self._connections.close()


@lru_cache(maxsize=1024)
def _translated(sql: str) -> LiteralString:
    """The same statement with the driver's own place-holders. (None is ever made from what came in.)"""
    return sql.replace("?", "%s")


def _clean(values: Sequence[Any]) -> Sequence[Any]:
    if any(isinstance(value, str) and "\0" in value for value in values):
        return [value.replace("\0", NUL_SHOWN) if isinstance(value, str) else value for value in values]
    return values


def _named(error: psycopg.Error) -> StoreError:
    """A row or a statement that cannot be is a mistake of one message; anything else concerns the whole database."""
    broken = isinstance(error, psycopg.IntegrityError | psycopg.ProgrammingError | psycopg.DataError)
    raised = isinstance(error, psycopg.errors.RaiseException)
    return BrokenRuleError(str(error)) if broken or raised else UnavailableError(str(error))
