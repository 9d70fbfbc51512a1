"""When members were here and what they spent: orders, refunds, check-ins, and the tier that comes of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from loyalty.tiers import TierState
from server.store.database import Database, marks
from server.store.moments import from_us, to_us


@dataclass(frozen=True, slots=True)
class Order:
    """An order as it was taken, or as it became somebody's with its receipt.

    `entry` is the seq of the lot its points made (None: it made none), `by_spend` the part of the points that
    a cap a day counts, `claimed_in` the conditions of a claim as JSON (empty: the till knew the member). `shared`:
    several members have a part of it each (`bills`).
    """

    store: str
    id: str
    member: str | None
    total_fen: int
    paid_at: datetime
    on: date
    points: int
    entry: int | None
    receipt_code: str
    digest: str
    body: bytes
    answer: bytes
    by_spend: int = 0
    claimed_in: bytes = b""
    shared: bool = False

    @property
    def is_somebodys(self) -> bool:
        return self.shared or self.member is not None


ORDER = (
    "SELECT o.store, o.order_id, coalesce(o.member, c.member), o.total_fen, o.paid_at, o.on_date, "
    "coalesce(c.points, o.points), coalesce(c.entry, o.entry), o.receipt_code, o.digest, o.body, o.answer, "
    "coalesce(c.by_spend, o.by_spend, o.points), c.context, "
    "(SELECT count(*) FROM order_share s WHERE s.store = o.store AND s.order_id = o.order_id) "
    "FROM order_seen o LEFT JOIN claim c ON c.store = o.store AND c.order_id = o.order_id WHERE "
)


@dataclass(frozen=True, slots=True)
class Refund:
    """Money given back for an order: `lines` (JSON: how many of which article), `taken` points asked back for it."""

    store: str
    order_id: str
    id: str
    member: str | None
    amount_fen: int
    taken: int
    paid_at: datetime
    at: datetime
    digest: str
    lines: bytes
    answer: bytes


class Visits:
    """The tables order_seen, refund, check_in and tier."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def order(self, store: str, order_id: str) -> Order | None:
        return self._order(f"{ORDER} o.store = ? AND o.order_id = ?", store, order_id)

    def by_receipt(self, code: str) -> Order | None:
        """The order whose receipt carries this code."""
        return self._order(f"{ORDER} o.receipt_code = ?", code)

    def _order(self, sql: str, *values: str) -> Order | None:
        r = self._db.one(sql, *values)
        if r is None:
            return None
        moments = (from_us(r[4]), date.fromisoformat(r[5]))
        return Order(
            r[0], r[1], r[2], r[3], *moments, r[6], r[7], r[8], r[9], r[10], r[11], r[12], r[13] or b"", bool(r[14])
        )

    def claim(self, order: Order, member: str, at: datetime, event: str) -> None:
        """Make an order that was nobody's the member's, with its points, entry and conditions."""
        self._db.run(
            "INSERT INTO claim (store, order_id, member, entry, points, by_spend, context, at, event_id) "
            "VALUES (?,?,?,?,?,?,?,?,?)",
            *(order.store, order.id, member, order.entry, order.points, order.by_spend, order.claimed_in),
            *(to_us(at), event),
        )

    def add_order(self, it: Order) -> None:
        self._db.run(
            "INSERT INTO order_seen (store, order_id, member, total_fen, paid_at, on_date, points, entry, "
            "receipt_code, digest, body, answer, by_spend) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            *(it.store, it.id, it.member, it.total_fen, to_us(it.paid_at), it.on.isoformat(), it.points, it.entry),
            *(it.receipt_code, it.digest, it.body, it.answer, it.by_spend),
        )

    def has_ordered(self, member: str, least_fen: int) -> bool:
        """Whether the member ever had an order of at least this much."""
        sql = "SELECT 1 FROM member_order WHERE member = ? AND total_fen >= ? LIMIT 1"
        return self._db.one(sql, member, least_fen) is not None

    def largest_order(self, member: str) -> int:
        """What the largest order of the member came to, in fen; -1 with none."""
        row = self._db.one("SELECT coalesce(max(total_fen), -1) FROM member_order WHERE member = ?", member)
        return -1 if row is None else int(row[0])

    def earned(self, member: str, first: date, last: date) -> int:
        """Points by spend of the member's orders of these local dates, both included."""
        sql = "SELECT coalesce(sum(by_spend), 0) FROM member_order WHERE member = ? AND on_date BETWEEN ? AND ?"
        row = self._db.one(sql, member, first.isoformat(), last.isoformat())
        return 0 if row is None else int(row[0])

    def contexts(self, member: str, first: date, last: date) -> list[tuple[date, dict[str, Any]]]:
        """What is kept beside each order of the member of these local dates: the conditions it was reckoned in."""
        rows = self._db.all(
            "SELECT o.on_date, c.context, o.body FROM member_order m "
            "JOIN order_seen o ON o.store = m.store AND o.order_id = m.order_id "
            "LEFT JOIN claim c ON c.store = o.store AND c.order_id = o.order_id "
            "WHERE m.member = ? AND m.on_date BETWEEN ? AND ?",
            *(member, first.isoformat(), last.isoformat()),
        )
        return [
            (date.fromisoformat(on), json.loads(claimed) if claimed else json.loads(body)["context"])
            for on, claimed, body in rows
        ]

    def refunds(self, store: str, order_id: str) -> list[Refund]:
        rows = self._db.all(
            "SELECT store, order_id, refund_id, member, amount_fen, taken, paid_at, at, digest, lines, answer "
            "FROM refund WHERE store = ? AND order_id = ? ORDER BY at",
            *(store, order_id),
        )
        return [
            Refund(*(r[0], r[1], r[2], r[3], r[4], r[5], from_us(r[6]), from_us(r[7]), r[8], r[9], r[10])) for r in rows
        ]

    def add_refund(self, it: Refund) -> None:
        self._db.run(
            "INSERT INTO refund (store, order_id, refund_id, member, amount_fen, taken, paid_at, at, digest, lines, "
            "answer) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            *(
                it.store,
                it.order_id,
                it.id,
                it.member,
                it.amount_fen,
                it.taken,
                to_us(it.paid_at),
                to_us(it.at),
                it.digest,
            ),
            *(it.lines, it.answer),
        )

    def spend_and_visits(self, member: str, since: datetime) -> tuple[int, int]:
        """What was spent (fen, less refunds) and on how many days, in orders paid from `since` on.

        Of a bill that several share, each has their part, and that part of what went back.

        A day whose orders all went back is no visit: buying and refunding leads nowhere.
        """
        return self.spends_and_visits([member], since).get(member, (0, 0))

    def spends_and_visits(self, members: Sequence[str], since: datetime) -> dict[str, tuple[int, int]]:
        """The same of many members; of who ordered nothing there is none."""
        rows = self._db.all(
            "SELECT member, sum(kept), count(DISTINCT CASE WHEN kept > 0 THEN on_date END) FROM ("
            "SELECT member, on_date, total_fen - (SELECT CAST(coalesce(sum(amount_fen), 0) AS BIGINT) FROM refund r "
            "WHERE r.store = o.store AND r.order_id = o.order_id) "
            "* total_fen / CASE WHEN bill_fen = 0 THEN 1 ELSE bill_fen END AS kept "
            f"FROM member_order o WHERE member IN ({marks(members)}) AND paid_at >= ?) AS kept_orders GROUP BY member",
            *(*members, to_us(since)),
        )
        return {member: (int(fen), int(days)) for member, fen, days in rows}

    def last_check_in(self, member: str, upto: date = date.max) -> tuple[date, int] | None:
        """The local date of the newest check-in (not after `upto`) and the days in a row up to it."""
        row = self._db.one(
            "SELECT on_date, streak FROM check_in WHERE member = ? AND on_date <= ? ORDER BY on_date DESC LIMIT 1",
            *(member, upto.isoformat()),
        )
        return None if row is None else (date.fromisoformat(row[0]), int(row[1]))

    def check_in_days(self, member: str) -> list[date]:
        rows = self._db.all("SELECT on_date FROM check_in WHERE member = ? ORDER BY on_date", member)
        return [date.fromisoformat(row[0]) for row in rows]

    def check_in(self, member: str, on: date, event: str, source: str, streak: int, points: int) -> None:
        self._db.run(
            "INSERT INTO check_in (member, on_date, event_id, source, streak, points) VALUES (?,?,?,?,?,?)",
            *(member, on.isoformat(), event, source, streak, points),
        )

    def tier(self, member: str) -> TierState | None:
        return self.tiers([member]).get(member)

    def tiers(self, members: Sequence[str]) -> dict[str, TierState]:
        """The same of many members; of who never had one there is none."""
        among = f"member IN ({marks(members)})"
        rows = self._db.all(
            f"SELECT member, tier, since, keep_until, warned, ends_on FROM tier WHERE {among}", *members
        )
        return {
            member: TierState(
                *(tier, date.fromisoformat(since), date.fromisoformat(until), warned),
                None if ends_on is None else date.fromisoformat(ends_on),
            )
            for member, tier, since, until, warned, ends_on in rows
        }

    def set_tier(self, member: str, state: TierState) -> None:
        self._db.run(
            "INSERT INTO tier (member, tier, since, keep_until, warned, ends_on) VALUES (?,?,?,?,?,?) "
            "ON CONFLICT (member) DO UPDATE SET tier = excluded.tier, since = excluded.since, "
            "keep_until = excluded.keep_until, warned = excluded.warned, ends_on = excluded.ends_on",
            *(member, state.tier, state.since.isoformat(), state.keep_until.isoformat(), state.warned),
            None if state.ends_on is None else state.ends_on.isoformat(),
        )
