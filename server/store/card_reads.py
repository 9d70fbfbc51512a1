"""How far each card's own counter has come, and who has just signed in without a card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from server.store.database import Database
from server.store.moments import from_us, to_us


@dataclass(frozen=True, slots=True)
class LastRead:
    """The newest sealed address of a card that was used: its counter, where and when."""

    reads: int
    kiosk: str
    at: datetime


class CardReads:
    """Columns of identifier, and the codes and scans of `joins` and `tickets`. `card` is `Members.hash` of a UID."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def last(self, card: str) -> LastRead | None:
        """None: no sealed address of this card was ever used."""
        row = self._db.one(
            "SELECT reads, reads_kiosk, reads_at FROM identifier WHERE kind = 'nfc' AND value_hash = ? AND reads > 0",
            card,
        )
        return None if row is None else LastRead(int(row[0]), row[1], from_us(row[2]))

    def owner(self, card: str) -> str | None:
        """Whose card it is; None for a card nobody holds."""
        row = self._db.one(
            "SELECT member FROM identifier WHERE kind = 'nfc' AND value_hash = ? AND revoked_at IS NULL", card
        )
        return None if row is None else str(row[0])

    def note(self, card: str, reads: int, kiosk: str, now: datetime) -> None:
        """This address of the card is used: neither it nor an older one counts again."""
        self._db.run(
            "UPDATE identifier SET reads = ?, reads_kiosk = ?, reads_at = ? "
            "WHERE kind = 'nfc' AND value_hash = ? AND reads < ?",
            *(reads, kiosk, to_us(now), card, reads),
        )

    def signed_in(self, member: str, kiosk: str, since: datetime) -> bool:
        """Whether the member has shown at this kiosk, since then, that a number, mailbox or account is theirs."""
        by_code = "SELECT 1 FROM verification WHERE member = ? AND kiosk = ? AND sent_at > ?"
        by_scan = "SELECT 1 FROM identity_ticket WHERE member = ? AND kiosk = ? AND made_at > ?"
        return any(self._db.one(sql, member, kiosk, to_us(since)) is not None for sql in (by_code, by_scan))
