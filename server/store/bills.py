"""Bills paid with points, and bills that several share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from server.store.database import Database
from server.store.moments import from_us, to_us


@dataclass(frozen=True, slots=True)
class PointPayment:
    """`points` of the member's, worth `fen`, held under `hold` for this order: its `n`-th attempt."""

    store: str
    order_id: str
    member: str
    hold: str
    n: int
    points: int
    fen: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Share:
    """A member's part of a shared bill; `entry` is the seq of the lot its points made (None: none)."""

    member: str
    fen: int
    points: int
    by_spend: int
    entry: int | None


class Bills:
    """The tables point_payment and order_share."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def payment(self, store: str, order_id: str) -> PointPayment | None:
        row = self._db.one(
            "SELECT store, order_id, member, hold, n, points, fen, at FROM point_payment "
            "WHERE store = ? AND order_id = ?",
            *(store, order_id),
        )
        return None if row is None else PointPayment(*(*row[:7], from_us(row[7])))

    def keep_payment(self, it: PointPayment) -> None:
        self._db.run(
            "INSERT INTO point_payment (store, order_id, member, hold, n, points, fen, at) VALUES (?,?,?,?,?,?,?,?) "
            "ON CONFLICT (store, order_id) DO UPDATE SET member = excluded.member, hold = excluded.hold, "
            "n = excluded.n, points = excluded.points, fen = excluded.fen, at = excluded.at",
            *(it.store, it.order_id, it.member, it.hold, it.n, it.points, it.fen, to_us(it.at)),
        )

    def shares(self, store: str, order_id: str) -> list[Share]:
        """Who shares the bill, in the order in which the till named them; empty: nobody."""
        rows = self._db.all(
            "SELECT member, fen, points, by_spend, entry FROM order_share WHERE store = ? AND order_id = ? "
            "ORDER BY place",
            *(store, order_id),
        )
        return [Share(*row) for row in rows]

    def share(self, store: str, order_id: str, shares: Iterable[Share]) -> None:
        self._db.run_many(
            "INSERT INTO order_share (store, order_id, place, member, fen, points, by_spend, entry) "
            "VALUES (?,?,?,?,?,?,?,?)",
            [
                (store, order_id, place, one.member, one.fen, one.points, one.by_spend, one.entry)
                for place, one in enumerate(shares)
            ],
        )
