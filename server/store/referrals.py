"""Who brought whom, and the codes members hand to their friends. What it is worth is decided in loyalty."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from loyalty.referrals import Referral, ReferralState, Rejection
from server.store.database import Database
from server.store.moments import from_us, to_us

COLUMNS = "id, referrer, friend, made_at, state, reason, order_ref, due_at, capped"


class Referrals:
    """The tables friend_code, referral, referral_rung and referral_share."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def code_of(self, member: str) -> str | None:
        row = self._db.one("SELECT code FROM friend_code WHERE member = ?", member)
        return None if row is None else str(row[0])

    def hand_on_code(self, gone: str, kept: str) -> None:
        """Slips that are out lead to the account that stays."""
        self._db.run("UPDATE friend_code SET member = ? WHERE member = ?", kept, gone)

    def above(self, member: str) -> list[Referral]:
        """The referrals by which somebody brought this member, and brought those, and so on."""
        chain = self.referrers_above(member)
        return [one for friend in chain for one in self.of_friend(friend)]

    def forget(self, member: str) -> None:
        """Their code for friends leads to nobody any more; what friendships earned stays in the ledger."""
        self._db.run("DELETE FROM friend_code WHERE member = ?", member)

    def set_code(self, member: str, code: str) -> None:
        self._db.run("INSERT INTO friend_code (code, member) VALUES (?, ?)", code, member)

    def holder(self, code: str) -> str | None:
        """Whose code for friends this is."""
        row = self._db.one("SELECT member FROM friend_code WHERE code = ?", code)
        return None if row is None else str(row[0])

    def shared(self, member: str, how: str, kiosk: str, at: datetime, event: str) -> None:
        self._db.run(
            "INSERT INTO referral_share (event_id, member, how, kiosk, at) VALUES (?,?,?,?,?)",
            *(event, member, how, kiosk, to_us(at)),
        )

    def of_referrer(self, referrer: str) -> list[Referral]:
        rows = self._db.all(f"SELECT {COLUMNS} FROM referral WHERE referrer = ? ORDER BY made_at, id", referrer)
        return [_referral(r) for r in rows]

    def of_friend(self, friend: str) -> list[Referral]:
        rows = self._db.all(f"SELECT {COLUMNS} FROM referral WHERE friend = ? ORDER BY made_at, id", friend)
        return [_referral(r) for r in rows]

    def referrers_above(self, member: str) -> dict[str, str]:
        """Who referred this member, who referred those, and so on, by referrals that count."""
        above: dict[str, str] = {}
        at = member
        while at not in above:
            row = self._db.one(
                "SELECT referrer FROM referral WHERE friend = ? AND reason IS NULL ORDER BY made_at, id LIMIT 1",
                at,
            )
            if row is None:
                break
            above[at] = str(row[0])
            at = above[at]
        return above

    def rungs(self, member: str) -> frozenset[int]:
        """The rungs this member has had, by their friends."""
        rows = self._db.all("SELECT friends FROM referral_rung WHERE member = ?", member)
        return frozenset(int(row[0]) for row in rows)

    def take_rung(self, member: str, friends: int, now: datetime) -> None:
        self._db.run(
            "INSERT INTO referral_rung (member, friends, given_at) VALUES (?,?,?)", member, friends, to_us(now)
        )

    def hand_on_rungs(self, gone: str, kept: str) -> None:
        """What one account has had the other has had, too."""
        self._db.run(
            "INSERT INTO referral_rung (member, friends, given_at) "
            "SELECT ?, friends, given_at FROM referral_rung WHERE member = ? ON CONFLICT DO NOTHING",
            *(kept, gone),
        )

    def save(self, it: Referral) -> None:
        """Write it, new or changed."""
        self._db.run(
            f"INSERT INTO referral ({COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET "
            "referrer = excluded.referrer, friend = excluded.friend, state = excluded.state, "
            "reason = excluded.reason, order_ref = excluded.order_ref, due_at = excluded.due_at, "
            "capped = excluded.capped",
            *(it.id, it.referrer, it.friend, to_us(it.made_at), it.state.value),
            *(None if it.reason is None else it.reason.value, it.order, to_us(it.due_at), int(it.capped)),
        )


def _referral(r: tuple[Any, ...]) -> Referral:
    reason = None if r[5] is None else Rejection(r[5])
    return Referral(r[0], r[1], r[2], from_us(r[3]), ReferralState(r[4]), reason, r[6], from_us(r[7]), bool(r[8]))
