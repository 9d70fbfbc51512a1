"""Coupons and what happened to them; their life itself is decided in loyalty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loyalty.coupons import Coupon, CouponState
from loyalty.stacking import Uses
from server.store.database import Database, marks
from server.store.moments import from_us, to_us

# Made, but worth nothing until the redemption that made it is committed.
HELD = "held"
# A reservation that has ended holds nothing; takes one value, the moment.
IN_USE = "(state = 'redeemed' OR (state = 'reserved' AND reserved_until > ?))"
COLUMNS = "code, member, template, issued_at, expires_at, state, redemption, order_id, reserved_until, printed"


@dataclass(frozen=True, slots=True)
class StoredCoupon:
    """A coupon with what loyalty does not need of it. While `held` is True its `coupon.state` means nothing."""

    coupon: Coupon
    member: str
    issued_at: datetime
    held: bool
    redemption: str | None
    printed: int


class Coupons:
    """The tables coupon and coupon_event."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def get(self, code: str) -> StoredCoupon | None:
        row = self._db.one(f"SELECT {COLUMNS} FROM coupon WHERE code = ?", code)
        return None if row is None else _stored(row)

    def of_member(self, member: str) -> list[StoredCoupon]:
        """Those that may still be worth something, in no order."""
        rows = self._db.all(
            f"SELECT {COLUMNS} FROM coupon WHERE member = ? AND state IN ('issued', 'reserved')", member
        )
        return [_stored(row) for row in rows]

    def of_members(self, members: Sequence[str]) -> dict[str, list[StoredCoupon]]:
        """The same of many members; of who has none there is none."""
        found: dict[str, list[StoredCoupon]] = defaultdict(list)
        among = f"member IN ({marks(members)}) AND state IN ('issued', 'reserved')"
        for row in self._db.all(f"SELECT {COLUMNS} FROM coupon WHERE {among}", *members):
            found[row[1]].append(_stored(row))
        return found

    def all_of(self, member: str) -> list[StoredCoupon]:
        """Every coupon the member ever had that is on paper or in their hands, used ones too."""
        rows = self._db.all(f"SELECT {COLUMNS} FROM coupon WHERE member = ? AND state <> '{HELD}'", member)
        return [_stored(row) for row in rows]

    def hand_over(self, code: str, taker: str, now: datetime, source: str, event: str) -> None:
        """One coupon is another member's; its code and date stay."""
        self._db.run("UPDATE coupon SET member = ? WHERE code = ?", taker, code)
        self._note(code, "passed_on", now, source, event)

    def move(self, gone: str, kept: str) -> None:
        """All coupons of one member are another's."""
        self._db.run("UPDATE coupon SET member = ? WHERE member = ?", kept, gone)

    def of_order(self, order_id: str) -> list[StoredCoupon]:
        """Those redeemed with this order."""
        rows = self._db.all(f"SELECT {COLUMNS} FROM coupon WHERE order_id = ? AND state = 'redeemed'", order_id)
        return [_stored(row) for row in rows]

    def on_order(self, order_id: str, now: datetime) -> list[StoredCoupon]:
        """Those set aside for or redeemed with this order."""
        rows = self._db.all(f"SELECT {COLUMNS} FROM coupon c WHERE order_id = ? AND {IN_USE}", order_id, to_us(now))
        return [_stored(row) for row in rows]

    def uses(self, template: str, member: str, today: datetime, now: datetime, but: str) -> Uses:
        """How often coupons of a template are in use or were used, the one `but` not counted; `today`: its start."""
        row = self._db.one(
            "SELECT count(*), coalesce(sum(CASE WHEN member = ? THEN 1 ELSE 0 END), 0), "
            "coalesce(sum(CASE WHEN member = ? AND EXISTS (SELECT 1 FROM coupon_event e WHERE e.code = c.code "
            "AND e.kind IN ('reserved', 'redeemed') AND e.at >= ?) THEN 1 ELSE 0 END), 0) "
            f"FROM coupon c WHERE template = ? AND code <> ? AND {IN_USE}",
            *(member, member, to_us(today), template, but, to_us(now)),
        )
        return Uses() if row is None else Uses(int(row[1]), int(row[2]), int(row[0]))

    def add(self, coupon: Coupon, member: str, now: datetime, source: str, event: str, redemption: str = "") -> None:
        """Make a coupon; with a `redemption` it is held until that is committed."""
        self._db.run(
            f"INSERT INTO coupon ({COLUMNS}) VALUES (?,?,?,?,?,?,?,'',NULL,0)",
            *(coupon.code, member, coupon.template, to_us(now), to_us(coupon.expires_at)),
            *(HELD if redemption else coupon.state.value, redemption or None),
        )
        self._note(coupon.code, HELD if redemption else coupon.state.value, now, source, event)
        self._db.run("UPDATE account SET night_at = 0 WHERE account = ?", member)

    def save(self, coupon: Coupon, now: datetime, source: str, event: str) -> None:
        """Write what loyalty made of it. A held coupon saved is held no more. Its member is due the next night."""
        self._db.run(
            "UPDATE coupon SET state = ?, order_id = ?, reserved_until = ? WHERE code = ?",
            *(coupon.state.value, coupon.order_id, to_us(coupon.reserved_until), coupon.code),
        )
        self._note(coupon.code, coupon.state.value, now, source, event)
        self._db.run(
            "UPDATE account SET night_at = 0 WHERE account = (SELECT member FROM coupon WHERE code = ?)", coupon.code
        )

    def exchange(self, coupon: Coupon, now: datetime, source: str, event: str) -> None:
        """It is of another template now."""
        self._db.run("UPDATE coupon SET template = ? WHERE code = ?", coupon.template, coupon.code)
        self._note(coupon.code, "chosen", now, source, event)

    def count_print(self, code: str, now: datetime, source: str, event: str) -> None:
        self._db.run("UPDATE coupon SET printed = printed + 1 WHERE code = ?", code)
        self._note(code, "printed", now, source, event)

    def noted(self, code: str, beginning: str) -> str:
        """The first event of this coupon whose id begins so; "" for none."""
        # PostgreSQL has no substr that takes the long whole numbers its driver sends.
        begins = "substr(event_id, 1, CAST(? AS INTEGER)) = ?"
        sql = f"SELECT event_id FROM coupon_event WHERE code = ? AND {begins} ORDER BY n LIMIT 1"
        row = self._db.one(sql, code, len(beginning), beginning)
        return "" if row is None else str(row[0])

    def _note(self, code: str, kind: str, now: datetime, source: str, event: str) -> None:
        self._db.run(
            "INSERT INTO coupon_event (code, n, kind, at, source, event_id) "
            "SELECT ?, coalesce(max(n), 0) + 1, ?, ?, ?, ? FROM coupon_event WHERE code = ?",
            *(code, kind, to_us(now), source, event, code),
        )


def _stored(r: tuple[Any, ...]) -> StoredCoupon:
    state = CouponState.ISSUED if r[5] == HELD else CouponState(r[5])
    coupon = Coupon(r[0], r[2], from_us(r[4]), state, r[7], from_us(r[8]))
    return StoredCoupon(coupon, r[1], from_us(r[3]), r[5] == HELD, r[6], r[9])
