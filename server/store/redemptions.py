"""Redemptions by the id the kiosk made, and the pieces of each gift."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from server.store.database import Database
from server.store.moments import from_us, to_us

State = Literal["held", "committed", "voided"]


@dataclass(frozen=True, slots=True)
class Redemption:
    """`coupon` None: it was voided before it was ever held."""

    id: str
    member: str
    reward: str
    coupon: str | None
    state: State
    kiosk: str
    made_at: datetime
    expires_at: datetime


class Redemptions:
    """The tables redemption and stock."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def get(self, redemption: str) -> Redemption | None:
        row = self._db.one(
            "SELECT redemption, member, reward, coupon, state, kiosk, made_at, expires_at FROM redemption "
            "WHERE redemption = ?",
            redemption,
        )
        if row is None:
            return None
        return Redemption(row[0], row[1], row[2], row[3], row[4], row[5], from_us(row[6]), from_us(row[7]))

    def add(self, it: Redemption) -> None:
        self._db.run(
            "INSERT INTO redemption (redemption, member, reward, coupon, state, kiosk, made_at, expires_at) "
            "VALUES (?,?,?,?,?,?,?,?)",
            *(it.id, it.member, it.reward, it.coupon, it.state, it.kiosk, to_us(it.made_at), to_us(it.expires_at)),
        )

    def move(self, redemption: str, state: State) -> None:
        self._db.run("UPDATE redemption SET state = ? WHERE redemption = ?", state, redemption)

    def fill(self, reward: str, pieces: int) -> None:
        """Say how many pieces of a gift there are, if nobody has said so before."""
        self._db.run("INSERT INTO stock (reward, pieces) VALUES (?, ?) ON CONFLICT (reward) DO NOTHING", reward, pieces)

    def left(self, reward: str, now: datetime) -> int | None:
        """Pieces neither handed out nor held at `now`; None: not counted."""
        row = self._db.one(
            "SELECT pieces - (SELECT count(*) FROM redemption WHERE reward = s.reward AND state = 'held' "
            "AND expires_at > ?) FROM stock s WHERE reward = ?",
            *(to_us(now), reward),
        )
        return None if row is None else max(0, int(row[0]))

    def hand_out(self, reward: str) -> bool:
        """One piece less. False: none was left (a coupon printed late is honoured all the same) or not counted."""
        return self._db.run("UPDATE stock SET pieces = pieces - 1 WHERE reward = ? AND pieces > 0", reward) == 1
