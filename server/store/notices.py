"""Notices wait here until they are sent: written with what caused them, in one transaction."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from server.notices import Notice
from server.store.database import Database
from server.store.moments import from_us, to_us
from server.store.vault import Seal

AT_ONCE = 50
COLUMNS = "id, kind, recipient, language, body, member, purpose, expires_at"


class NoticeQueue:
    """The table notice. What it says and to whom is sealed while it waits, and forgotten when it is settled.

    `queued` grows with each notice that this process adds: whoever sends them need not look while it stands still.
    """

    def __init__(self, database: Database, key: bytes) -> None:
        self._db = database
        self._key = hmac.new(key, b"notices", hashlib.sha256).digest()
        self.queued = 0

    def add(self, notice: Notice, now: datetime, not_before: datetime | None = None) -> None:
        """Queue it; the same id again is the same notice."""
        self.add_all([notice], now, not_before)

    def add_all(self, notices: Sequence[Notice], now: datetime, not_before: datetime | None = None) -> None:
        self.queued += len(notices)
        self._db.run_many(
            f"INSERT INTO notice ({COLUMNS}, made_at, next_at) VALUES (?,?,?,?,?,?,?,?,?,?) "
            "ON CONFLICT (id) DO NOTHING",
            [(*self._row(notice), to_us(now), to_us(not_before or now)) for notice in notices],
        )

    def _row(self, it: Notice) -> tuple[Any, ...]:
        seal, said = Seal(it.id, self._key), msgspec.json.encode(it.values).decode()
        return (
            *(it.id, it.kind, seal.close("to", it.to), it.language, seal.close("body", said).encode()),
            *(it.member, it.purpose, to_us(it.expires_at)),
        )

    def waiting(self) -> list[Notice]:
        """All that has not left the queue, the oldest first, due or not."""
        rows = self._db.all(
            f"SELECT {COLUMNS} FROM notice WHERE sent_at IS NULL ORDER BY made_at LIMIT ?",
            AT_ONCE,
        )
        return [self._notice(row) for row in rows]

    def due(self, now: datetime) -> list[Notice]:
        """What may go out now, the oldest first."""
        rows = self._db.all(
            f"SELECT {COLUMNS} FROM notice WHERE sent_at IS NULL AND next_at <= ? ORDER BY made_at LIMIT ?",
            *(to_us(now), AT_ONCE),
        )
        return [self._notice(row) for row in rows]

    def take(self, id_: str, now: datetime, until: datetime) -> int | None:
        """Have it to oneself until then: how often it was tried, this time counted; None: another has it."""
        taken = self._db.run(
            "UPDATE notice SET next_at = ?, tries = tries + 1 WHERE id = ? AND sent_at IS NULL AND next_at <= ?",
            *(to_us(until), id_, to_us(now)),
        )
        row = self._db.one("SELECT tries FROM notice WHERE id = ?", id_)
        return None if taken == 0 or row is None else int(row[0])

    def postpone(self, id_: str, until: datetime) -> None:
        self._db.run("UPDATE notice SET next_at = ? WHERE id = ?", to_us(until), id_)

    def settle(self, id_: str, now: datetime, outcome: str) -> None:
        """It is over: sent, or why not. What it said and to whom is forgotten."""
        self._db.run(
            "UPDATE notice SET sent_at = ?, outcome = ?, body = ?, recipient = '' WHERE id = ? AND sent_at IS NULL",
            *(to_us(now), outcome, b"{}", id_),
        )

    def marketing_sent(self, member: str, since: datetime) -> int:
        """How many marketing notices went to this member."""
        row = self._db.one(
            "SELECT count(*) FROM notice WHERE member = ? AND purpose = 'marketing' AND outcome = 'sent' "
            "AND sent_at > ?",
            *(member, to_us(since)),
        )
        return 0 if row is None else int(row[0])

    def forget(self, member: str, now: datetime) -> None:
        """Nothing of this member's goes out any more."""
        self._db.run(
            "UPDATE notice SET sent_at = ?, outcome = 'no-member', body = ?, recipient = '' "
            "WHERE member = ? AND sent_at IS NULL",
            *(to_us(now), b"{}", member),
        )

    def prune(self, before: datetime, at_most: int) -> int:
        """Drop the lines of what left the queue before then; how many."""
        return self._db.run(
            "DELETE FROM notice WHERE id IN (SELECT id FROM notice WHERE sent_at < ? LIMIT ?)", to_us(before), at_most
        )

    def _notice(self, r: tuple[Any, ...]) -> Notice:
        seal = Seal(r[0], self._key)
        values = msgspec.json.decode(seal.open("body", bytes(r[4]).decode()), type=dict[str, str])
        return Notice(r[0], r[1], seal.open("to", r[2]), r[3], values, r[5], r[6], from_us(r[7]))
