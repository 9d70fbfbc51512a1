"""Codes on a kiosk's screen that somebody scans to show who they are; kept as hashes only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from server.store.database import Database
from server.store.keys import look_up_hash
from server.store.moments import from_us, to_us


@dataclass(frozen=True, slots=True)
class Ticket:
    """`subject` is who scanned it and confirmed, as WeChat names them; `member` whom that made or found."""

    kiosk: str
    language: Literal["zh", "en"]
    expires_at: datetime
    subject: str
    member: str | None
    existing: bool


class Tickets:
    """The table identity_ticket."""

    def __init__(self, database: Database, key: bytes) -> None:
        self._db = database
        self._key = key

    def add(self, ticket: str, kiosk: str, language: str, now: datetime, expires_at: datetime) -> None:
        self._db.run(
            "INSERT INTO identity_ticket (ticket_hash, kiosk, language, made_at, expires_at, subject, existing) "
            "VALUES (?,?,?,?,?,'',0)",
            *(self._hash(ticket), kiosk, language, to_us(now), to_us(expires_at)),
        )

    def get(self, ticket: str) -> Ticket | None:
        row = self._db.one(
            "SELECT kiosk, language, expires_at, subject, member, existing FROM identity_ticket WHERE ticket_hash = ?",
            self._hash(ticket),
        )
        return None if row is None else Ticket(row[0], row[1], from_us(row[2]), row[3], row[4], bool(row[5]))

    def made_by(self, kiosk: str, since: datetime) -> int:
        """How many this kiosk asked for."""
        sql = "SELECT count(*) FROM identity_ticket WHERE kiosk = ? AND made_at > ?"
        row = self._db.one(sql, kiosk, to_us(since))
        return 0 if row is None else int(row[0])

    def confirm(self, ticket: str, subject: str, now: datetime) -> bool:
        """Say who it is. False: too late, or somebody else was first."""
        changed = self._db.run(
            "UPDATE identity_ticket SET subject = ? WHERE ticket_hash = ? AND subject = '' AND member IS NULL "
            "AND expires_at > ?",
            *(subject, self._hash(ticket), to_us(now)),
        )
        return changed == 1

    def close(self, ticket: str, member: str, existing: bool) -> None:
        """It became this member. Who scanned it is forgotten here: the member knows."""
        self._db.run(
            "UPDATE identity_ticket SET member = ?, existing = ?, subject = '' WHERE ticket_hash = ?",
            *(member, int(existing), self._hash(ticket)),
        )

    def forget(self, member: str) -> None:
        self._db.run("DELETE FROM identity_ticket WHERE member = ?", member)

    def prune(self, before: datetime) -> int:
        """Forget those that ended before then; how many."""
        return self._db.run("DELETE FROM identity_ticket WHERE expires_at < ?", to_us(before))

    def _hash(self, ticket: str) -> str:
        return look_up_hash(self._key, "ticket", ticket)
