"""Every programme that was ever in force, as it was: an award can be worked out again only with the rules it had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from server.store.database import Database
from server.store.moments import from_us, to_us

COLUMNS = "number, digest, body, valid_from, taken_at, source"


@dataclass(frozen=True, slots=True)
class KeptProgramme:
    """One version: `body` is its plain form as JSON, `digest` the SHA-256 of it; counts from `valid_from` on."""

    number: int
    digest: str
    body: bytes
    valid_from: datetime
    taken_at: datetime
    source: str


class Programmes:
    """The table programme, which only grows. Of the versions that have begun, the highest number counts."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def newest(self) -> int:
        """The highest number, begun or not; 0: none is kept."""
        row = self._db.one("SELECT coalesce(max(number), 0) FROM programme")
        return 0 if row is None else int(row[0])

    def begins(self) -> list[tuple[datetime, int]]:
        """From when each version counts, by number."""
        return [(from_us(r[0]), int(r[1])) for r in self._db.all("SELECT valid_from, number FROM programme ORDER BY 2")]

    def get(self, number: int) -> KeptProgramme | None:
        row = self._db.one(f"SELECT {COLUMNS} FROM programme WHERE number = ?", number)
        return None if row is None else KeptProgramme(row[0], row[1], row[2], from_us(row[3]), from_us(row[4]), row[5])

    def add(self, it: KeptProgramme) -> None:
        self._db.run(
            f"INSERT INTO programme ({COLUMNS}) VALUES (?,?,?,?,?,?)",
            *(it.number, it.digest, it.body, to_us(it.valid_from), to_us(it.taken_at), it.source),
        )

    def tiers_held(self) -> dict[str, int]:
        """How many members stand on each tier."""
        return {key: int(count) for key, count in self._db.all("SELECT tier, count(*) FROM tier GROUP BY tier")}

    def coupons_out(self, now: datetime) -> dict[str, int]:
        """How many coupons of each template may still be used at `now`, or be on their way onto paper."""
        rows = self._db.all(
            "SELECT template, count(*) FROM coupon WHERE state IN ('held', 'issued', 'reserved') AND expires_at > ? "
            "GROUP BY template",
            to_us(now),
        )
        return {key: int(count) for key, count in rows}
