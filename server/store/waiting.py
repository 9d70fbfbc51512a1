"""Gifts that wait for whoever has a telephone number. The number itself is not kept, only its keyed hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from server.store.database import Database
from server.store.moments import from_us, to_us

GiftState = Literal["open", "taken", "over"]
COLUMNS = "kiosk, gift_id, giver, phone_hash, points, coupon, on_date, made_at, expires_at, state, taker"


@dataclass(frozen=True, slots=True)
class PhoneGift:
    """`points`, or `coupon` by its code. `over`: it could not be taken any more when its time had come."""

    kiosk: str
    id: str
    giver: str
    phone_hash: str
    points: int
    coupon: str
    on: date
    made_at: datetime
    expires_at: datetime
    state: GiftState = "open"
    taker: str = ""

    @property
    def hold(self) -> str:
        """The id of the hold that keeps the points away from the giver."""
        return f"gift:{self.kiosk}:{self.id}"[:128]


class Waiting:
    """The table phone_gift."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def get(self, kiosk: str, gift: str) -> PhoneGift | None:
        row = self._db.one(f"SELECT {COLUMNS} FROM phone_gift WHERE kiosk = ? AND gift_id = ?", kiosk, gift)
        return None if row is None else _gift(row)

    def add(self, it: PhoneGift) -> None:
        self._db.run(
            f"INSERT INTO phone_gift ({COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            *(it.kiosk, it.id, it.giver, it.phone_hash, it.points, it.coupon, it.on.isoformat()),
            *(to_us(it.made_at), to_us(it.expires_at), it.state, it.taker),
        )

    def settle(self, it: PhoneGift, state: GiftState, taker: str = "") -> None:
        """It is taken, or never will be."""
        self._db.run(
            "UPDATE phone_gift SET state = ?, taker = ? WHERE kiosk = ? AND gift_id = ?", state, taker, it.kiosk, it.id
        )

    def for_number(self, phone_hash: str, now: datetime) -> list[PhoneGift]:
        """What waits for this number, the oldest first."""
        rows = self._db.all(
            f"SELECT {COLUMNS} FROM phone_gift WHERE phone_hash = ? AND state = 'open' AND expires_at > ? "
            "ORDER BY made_at, kiosk, gift_id",
            *(phone_hash, to_us(now)),
        )
        return [_gift(row) for row in rows]

    def promised(self, coupon: str, now: datetime) -> bool:
        """Whether this coupon waits for somebody already."""
        row = self._db.one(
            "SELECT 1 FROM phone_gift WHERE coupon = ? AND state = 'open' AND expires_at > ?", coupon, to_us(now)
        )
        return row is not None

    def sent_on(self, giver: str, on: date) -> int:
        """How many gifts this member sent to numbers on this local day."""
        return self._count("count(*)", "giver = ? AND on_date = ?", giver, on.isoformat())

    def sent_to(self, phone_hash: str, since: datetime) -> int:
        """How many gifts were sent to this number, by anybody."""
        return self._count("count(*)", "phone_hash = ? AND made_at > ?", phone_hash, to_us(since))

    def points_on(self, giver: str, on: date) -> int:
        """Points this member promised on this local day that nobody has taken yet."""
        promised = "giver = ? AND on_date = ? AND state = 'open'"
        return self._count("coalesce(sum(points), 0)", promised, giver, on.isoformat())

    def forget(self, member: str, phone_hash: str) -> None:
        """What was promised by this member, or to this number, is taken by nobody any more."""
        self._db.run(
            "UPDATE phone_gift SET state = 'over', phone_hash = '' "
            "WHERE state = 'open' AND (giver = ? OR phone_hash = ?)",
            *(member, phone_hash),
        )

    def prune(self, before: datetime, at_most: int) -> int:
        """Forget to which number went what ended before then; how many."""
        return self._db.run(
            "UPDATE phone_gift SET phone_hash = '' WHERE (kiosk, gift_id) IN "
            "(SELECT kiosk, gift_id FROM phone_gift WHERE phone_hash <> '' AND expires_at < ? LIMIT ?)",
            *(to_us(before), at_most),
        )

    def _count(self, what: str, where: str, *values: object) -> int:
        row = self._db.one(f"SELECT {what} FROM phone_gift WHERE {where}", *values)
        return 0 if row is None else int(row[0])


def _gift(row: tuple[Any, ...]) -> PhoneGift:
    kiosk, id_, giver, phone_hash, points, coupon, on, made_at, expires_at, state, taker = row
    moments = date.fromisoformat(on), from_us(made_at), from_us(expires_at)
    return PhoneGift(kiosk, id_, giver, phone_hash, points, coupon, *moments, state, taker)
