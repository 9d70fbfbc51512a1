"""The tables of the kiosk's memory, and opening them safely. Only `kiosk.memory` imports peewee."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from pathlib import Path
from typing import IO

import peewee
from peewee import BlobField, CharField, IntegerField, Model, SqliteDatabase, TextField

from kiosk.errors import MemoryCorrupt, MemoryInUse

# After so many pages in the log (1 MiB) they go to their places in the file.
CHECKPOINT_PAGES = 256
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "wal_autocheckpoint": CHECKPOINT_PAGES,
    "foreign_keys": 1,
    "busy_timeout": 5000,
    "cache_size": -4000,
}


class MemberRow(Model):
    """One card we know: the masked view the server sent, and when."""

    card = CharField(primary_key=True)
    member = CharField(index=True)
    view = BlobField()

    class Meta:
        table_name = "member"


class OutboxRow(Model):
    """One event the server has not yet acknowledged."""

    seq = IntegerField(primary_key=True)
    id = CharField(unique=True)
    type = CharField()
    envelope = BlobField()
    member = CharField(default="", index=True)

    class Meta:
        table_name = "outbox"


class DeadRow(Model):
    """An event the server refused, kept where staff can see it."""

    seq = IntegerField(primary_key=True)
    id = CharField()
    type = CharField()
    envelope = BlobField()
    code = CharField()
    message = TextField(default="")

    class Meta:
        table_name = "dead"


class RedemptionRow(Model):
    """A redemption that is open: asked, held or printing. A power cut finds it here."""

    redemption = CharField(primary_key=True)
    member = CharField()
    reward = CharField()
    state = CharField()
    coupon = BlobField(null=True)

    class Meta:
        table_name = "redemption"


class MetaRow(Model):
    """Single facts: the next sequence number, the last acknowledged one."""

    key = CharField(primary_key=True)
    value = TextField()

    class Meta:
        table_name = "meta"


MODELS = (MemberRow, OutboxRow, DeadRow, RedemptionRow, MetaRow)


def lock(folder: Path) -> IO[str]:
    """Hold the folder for this process until it ends. Raises MemoryInUse."""
    handle = open(folder / "memory.lock", "w")  # noqa: SIM115  # held open for the life of the process
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.close()
        raise MemoryInUse(f"another kiosk is running with {folder}") from error
    return handle


def open_database(path: Path) -> SqliteDatabase:
    """Open and check the file, making the tables in a new one. Raises MemoryCorrupt.

    The database is bound to the models by `bind_ctx` at each use, so importing this module opens nothing.
    """
    database = SqliteDatabase(str(path), pragmas=PRAGMAS)
    try:
        database.connect()
        checked = database.execute_sql("pragma quick_check(1)").fetchone()
        if checked != ("ok",):
            raise MemoryCorrupt(str(checked[0])[:200])
        with database.bind_ctx(MODELS):
            database.create_tables(MODELS)
        level = database.execute_sql("pragma synchronous").fetchone()[0]
        mode = database.execute_sql("pragma journal_mode").fetchone()[0]
        assert (level, mode) == (2, "wal"), f"this SQLite will not be durable: synchronous={level} journal={mode}"
    except (sqlite3.DatabaseError, peewee.DatabaseError) as error:
        database.close()
        raise MemoryCorrupt(str(error)[:200]) from error
    except MemoryCorrupt:
        database.close()
        raise
    return database


def sync_folder(folder: Path) -> None:
    """Make new names in this folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
