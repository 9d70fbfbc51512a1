"""Links that pass a coupon on, and points given away. What may be given is decided in loyalty."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from loyalty.sharing import Share, ShareState
from server.store.database import Database
from server.store.moments import from_us, to_us


@dataclass(frozen=True, slots=True)
class Gift:
    store: str
    id: str
    giver: str
    taker: str
    points: int
    on: date
    at: datetime
    digest: str


class Giving:
    """The tables share_link and point_gift."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def link(self, token: str) -> Share | None:
        row = self._db.one(
            "SELECT coupon, giver, made_at, expires_at, state, taker FROM share_link WHERE token_hash = ?", _hash(token)
        )
        if row is None:
            return None
        return Share(token, row[0], row[1], from_us(row[2]), from_us(row[3]), ShareState(row[4]), row[5])

    def save_link(self, it: Share) -> None:
        """Write it, new or changed. Its secret is kept nowhere."""
        self._db.run(
            "INSERT INTO share_link (token_hash, coupon, giver, made_at, expires_at, state, taker) "
            "VALUES (?,?,?,?,?,?,?) ON CONFLICT (token_hash) DO UPDATE SET state = excluded.state, "
            "taker = excluded.taker",
            *(_hash(it.token), it.coupon, it.giver, to_us(it.made_at), to_us(it.expires_at), it.state.value, it.taker),
        )

    def passed(self, coupon: str) -> int:
        """How often this coupon was passed on."""
        row = self._db.one(
            "SELECT count(*) FROM share_link WHERE coupon = ? AND state = ?", coupon, ShareState.TAKEN.value
        )
        return 0 if row is None else int(row[0])

    def gift(self, store: str, gift_id: str) -> Gift | None:
        row = self._db.one(
            "SELECT store, gift_id, giver, taker, points, on_date, at, digest FROM point_gift "
            "WHERE store = ? AND gift_id = ?",
            *(store, gift_id),
        )
        if row is None:
            return None
        return Gift(*(row[0], row[1], row[2], row[3], row[4], date.fromisoformat(row[5]), from_us(row[6]), row[7]))

    def add_gift(self, it: Gift) -> None:
        self._db.run(
            "INSERT INTO point_gift (store, gift_id, giver, taker, points, on_date, at, digest) "
            "VALUES (?,?,?,?,?,?,?,?)",
            *(it.store, it.id, it.giver, it.taker, it.points, it.on.isoformat(), to_us(it.at), it.digest),
        )

    def given_on(self, giver: str, on: date) -> int:
        """Points this member gave away on this local day."""
        row = self._db.one(
            "SELECT coalesce(sum(points), 0) FROM point_gift WHERE giver = ? AND on_date = ?", giver, on.isoformat()
        )
        return 0 if row is None else int(row[0])


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
