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
    """`subject` is who scanned it and confirmed, as WeChat names them; `member` whom that made or found.

    `scanned`: somebody has the page open that asks whether it is them.
    """

    kiosk: str
    language: Literal["zh", "en"]
    expires_at: datetime
    subject: str
    member: str | None
    existing: bool
    scanned: bool = False


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
            "SELECT kiosk, language, expires_at, subject, member, existing, scanned_at FROM identity_ticket "
            "WHERE ticket_hash = ?",
            self._hash(ticket),
        )
        if row is None:
            return None
        return Ticket(row[0], row[1], from_us(row[2]), row[3], row[4], bool(row[5]), bool(row[6]))

    def made_by(self, kiosk: str, since: datetime) -> int:
        """How many this kiosk asked for."""
        sql = "SELECT count(*) FROM identity_ticket WHERE kiosk = ? AND made_at > ?"
        row = self._db.one(sql, kiosk, to_us(since))
        return 0 if row is None else int(row[0])

    def scan(self, ticket: str, now: datetime) -> None:
        """Somebody has it on their telephone: whoever waits at the kiosk may be told so."""
        self._db.run(
            "UPDATE identity_ticket SET scanned_at = ? WHERE ticket_hash = ? AND scanned_at = 0",
            *(to_us(now), self._hash(ticket)),
        )

    def confirm(self, ticket: str, subject: str, now: datetime, until: datetime) -> bool:
        """Say who it is; it can be used until then, for there may be terms to read. False: too late, or not the first.

        One that has ended stays so.
        """
        changed = self._db.run(
            "UPDATE identity_ticket SET subject = ?, expires_at = ? WHERE ticket_hash = ? AND subject = '' "
            "AND member IS NULL AND expires_at > ?",
            *(subject, to_us(until), self._hash(ticket), to_us(now)),
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

    def prune(self, before: datetime, at_most: int) -> int:
        """Forget those that ended before then; how many."""
        return self._db.run(
            "DELETE FROM identity_ticket WHERE ticket_hash IN "
            "(SELECT ticket_hash FROM identity_ticket WHERE expires_at < ? LIMIT ?)",
            *(to_us(before), at_most),
        )

    def _hash(self, ticket: str) -> str:
        return look_up_hash(self._key, "ticket", ticket)
