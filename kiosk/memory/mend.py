"""A memory that cannot be read is kept aside, what is still legible is carried over, and the kiosk starts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from peewee import SqliteDatabase

from kiosk.errors import MemoryCorrupt
from kiosk.memory.tables import open_database, sync_folder

SUFFIXES = ("", "-wal", "-shm")
CARRIED = {
    "outbox": ("seq", "id", "type", "envelope", "member"),
    "dead": ("seq", "id", "type", "envelope", "code", "message"),
    "redemption": ("redemption", "member", "reward", "state", "coupon"),
    "meta": ("key", "value"),
}


def open_or_mend(path: Path, stamp: str) -> tuple[SqliteDatabase, str]:
    """Open the memory; of a corrupt one start a fresh file beside it. The second value says what was done, or ""."""
    try:
        return open_database(path), ""
    except MemoryCorrupt as error:
        aside = _put_aside(path, stamp)
        database = open_database(path)
        carried = {table: _carry(table, columns, aside, database) for table, columns in CARRIED.items()}
        sync_folder(path.parent)
        return database, f"kept aside as {aside.name} ({error}); carried over {carried['outbox']} unsent events"


def _put_aside(path: Path, stamp: str) -> Path:
    aside = path.with_name(f"{path.name}.corrupt-{stamp}")
    for suffix in SUFFIXES:
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return aside


def _carry(table: str, columns: tuple[str, ...], aside: Path, database: SqliteDatabase) -> int:
    marks = ", ".join("?" * len(columns))
    carried = 0
    for row in _legible(table, columns, aside):
        database.execute_sql(f"insert or ignore into {table} ({', '.join(columns)}) values ({marks})", row)
        carried += 1
    return carried


def _legible(table: str, columns: tuple[str, ...], aside: Path) -> Iterator[tuple[Any, ...]]:
    """The rows that can still be read; the first unreadable page ends a table."""
    try:
        connection = sqlite3.connect(aside)
        connection.execute("pragma writable_schema = on")  # read on past faults in the schema itself
        cursor = connection.execute(f"select {', '.join(columns)} from {table}")
    except sqlite3.DatabaseError:
        return
    while True:
        try:
            row = cursor.fetchone()
        except sqlite3.DatabaseError:
            break
        if row is None:
            break
        yield row
    connection.close()
