"""The tables, made step by step. A step is one transaction: killed in the middle, it has not begun.

Moments are integers: microseconds since 1970 in UTC. Points and money (fen) are integers. What is in ONLY_GROW only
grows: triggers refuse every update and delete. A change is a new step at the end of STEPS; one that was released
is never edited: the next one mends it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from server.store.database import Database
from server.store.migrations import (
    m0001_first,
    m0002_screens,
    m0003_notices,
    m0004_nights,
    m0005_uses,
    m0006_calendar,
    m0007_cards,
    m0008_joining,
    m0009_programmes,
    m0010_bills,
    m0011_links,
    m0012_gifts,
    m0013_times,
    m0014_audit,
    m0015_profiles,
    m0016_identity,
    m0017_ladder,
)
from server.store.migrations.table import Schema

log = logging.getLogger(__name__)
STEPS: tuple[Callable[[Schema], None], ...] = (
    m0001_first.upgrade,
    m0002_screens.upgrade,
    m0003_notices.upgrade,
    m0004_nights.upgrade,
    m0005_uses.upgrade,
    m0006_calendar.upgrade,
    m0007_cards.upgrade,
    m0008_joining.upgrade,
    m0009_programmes.upgrade,
    m0010_bills.upgrade,
    m0011_links.upgrade,
    m0012_gifts.upgrade,
    m0013_times.upgrade,
    m0014_audit.upgrade,
    m0015_profiles.upgrade,
    m0016_identity.upgrade,
    m0017_ladder.upgrade,
)
VERSION = len(STEPS)
ONLY_GROW = (
    *m0001_first.ONLY_GROW,
    *m0002_screens.ONLY_GROW,
    *m0009_programmes.ONLY_GROW,
    *m0010_bills.ONLY_GROW,
    *m0011_links.ONLY_GROW,
    *m0014_audit.ONLY_GROW,
)


class SchemaError(Exception):
    """The database was made by another version of the server."""


def migrate(database: Database) -> None:
    """Bring the tables to this server's version. Safe at every start, with another server starting at once, and when
    killed anywhere. Raises SchemaError for a newer database.
    """
    with database.transaction():
        database.run("CREATE TABLE IF NOT EXISTS migration (version BIGINT PRIMARY KEY, step TEXT NOT NULL)")
    while True:
        with database.transaction():
            version = _version(database)
            if version > VERSION:
                raise SchemaError(
                    f"the database has version {version}, this server knows {VERSION}; install the newer server"
                )
            if version == VERSION:
                return
            STEPS[version](Schema(database))
            _note(database, version + 1)
        log.info("the database is at version %d", version + 1)


def _version(database: Database) -> int:
    row = database.one("SELECT coalesce(max(version), 0) FROM migration")
    # Before there was a table of steps, the file itself said how far it was.
    older = database.one("PRAGMA user_version") if database.dialect == "sqlite" else None
    return max(0 if row is None else int(row[0]), 0 if older is None else int(older[0]))


def _note(database: Database, version: int) -> None:
    step = STEPS[version - 1].__module__.rsplit(".", 1)[-1]
    database.run("INSERT INTO migration (version, step) VALUES (?, ?)", version, step)
    if database.dialect == "sqlite":
        # Servers from before that table look here, and so does whoever opens the file.
        database.run(f"PRAGMA user_version = {version}")
