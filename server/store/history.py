"""What happened to a member's points, and who has earned most: reading only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from loyalty.ledger import ADVANCE, RENEWED, EntryKind
from server.store.database import Database
from server.store.moments import from_us, to_us

# Pairs that sum to 0 and change nothing a member could see.
SILENT = (
    f"NOT (e.kind IN ('{EntryKind.SETTLE}', '{EntryKind.DEBT_SETTLE}') "
    f"OR (e.kind = '{EntryKind.ADJUST}' AND e.reason IN ('{RENEWED}', '{ADVANCE}')))"
)
ONLY = {"all": "", "earned": "AND e.points > 0 ", "spent": "AND e.points < 0 "}


@dataclass(frozen=True, slots=True)
class Movement:
    """One entry with what it was for: `reward` of a redemption, `order_fen` of an order (each None if not one)."""

    at: datetime
    kind: EntryKind
    points: int
    reason: str
    trace: str
    reward: str | None
    order_fen: int | None


@dataclass(frozen=True, slots=True)
class Earner:
    """A member and the points they earned in a time."""

    member: str
    points: int


class History:
    """Reads entry with hold, redemption and order_seen; and member, for the leaderboard."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def count(self, account: str, only: Literal["all", "earned", "spent"]) -> int:
        row = self._db.one(f"SELECT count(*) FROM entry e WHERE e.account = ? AND {SILENT} {ONLY[only]}", account)
        return 0 if row is None else int(row[0])

    def page(self, account: str, only: Literal["all", "earned", "spent"], first: int, how_many: int) -> list[Movement]:
        """The newest first, from the `first`th on."""
        rows = self._db.all(
            "SELECT e.occurred_at, e.kind, e.points, e.reason, e.trace, r.reward, o.total_fen FROM ("
            f"SELECT * FROM entry e WHERE e.account = ? AND {SILENT} {ONLY[only]}"
            "ORDER BY e.occurred_at DESC, e.seq DESC LIMIT ? OFFSET ?) AS e "
            "LEFT JOIN hold h ON h.account = e.account AND h.entry = coalesce("
            f"CASE WHEN e.kind = '{EntryKind.REDEEM_REVERSAL}' THEN e.cause END, e.seq) "
            "LEFT JOIN redemption r ON r.redemption = h.hold "
            "LEFT JOIN member_order o ON o.member = e.account AND o.entry = coalesce("
            f"CASE WHEN e.kind = '{EntryKind.CLAWBACK}' THEN e.cause END, e.seq) "
            "ORDER BY e.occurred_at DESC, e.seq DESC",
            *(account, how_many, first),
        )
        return [Movement(from_us(r[0]), EntryKind(r[1]), *r[2:]) for r in rows]

    def best(self, since: datetime, how_many: int) -> list[Earner]:
        """Who has earned most since then, less what refunds took back; without those who do not want to be seen."""
        rows = self._db.all(
            f"SELECT s.account, s.points FROM ({self._sums()}) AS s JOIN member m ON m.member = s.account "
            "WHERE m.hidden = 0 AND s.points > 0 ORDER BY s.points DESC, s.account LIMIT ?",
            *(to_us(since), how_many),
        )
        return [Earner(*r) for r in rows]

    def earners(self, since: datetime, until: datetime, how_many: int) -> list[Earner]:
        """Who has earned most from then until before then; those who do not want to be seen too."""
        rows = self._db.all(
            "SELECT account, sum(points) AS earned FROM entry "
            f"WHERE kind IN ('{EntryKind.EARN}', '{EntryKind.PENDING}', '{EntryKind.CLAWBACK}') "
            "AND occurred_at >= ? AND occurred_at < ? GROUP BY account HAVING sum(points) > 0 "
            "ORDER BY earned DESC, account LIMIT ?",
            *(to_us(since), to_us(until), how_many),
        )
        return [Earner(account, int(points)) for account, points in rows]

    def earned(self, account: str, since: datetime) -> int:
        row = self._db.one(
            "SELECT coalesce(sum(points), 0) FROM entry WHERE account = ? AND occurred_at >= ? "
            f"AND kind IN ('{EntryKind.EARN}', '{EntryKind.PENDING}', '{EntryKind.CLAWBACK}')",
            *(account, to_us(since)),
        )
        return 0 if row is None else int(row[0])

    def ahead(self, points: int, since: datetime) -> int:
        """How many have earned more than this."""
        row = self._db.one(
            f"SELECT count(*) FROM ({self._sums()}) AS s JOIN member m ON m.member = s.account "
            "WHERE m.hidden = 0 AND s.points > ?",
            *(to_us(since), points),
        )
        return 0 if row is None else int(row[0])

    @staticmethod
    def _sums() -> str:
        return (
            "SELECT account, sum(points) AS points FROM entry "
            f"WHERE kind IN ('{EntryKind.EARN}', '{EntryKind.PENDING}', '{EntryKind.CLAWBACK}') "
            "AND occurred_at >= ? GROUP BY account"
        )
