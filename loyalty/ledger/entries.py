"""Entries: the append-only lines of an account's ledger. Never edited: a mistake is undone by another entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from loyalty import checks


class EntryKind(StrEnum):
    EARN = "earn"
    PENDING = "pending"
    SETTLE = "settle"
    REDEEM = "redeem"
    REDEEM_REVERSAL = "redeem_reversal"
    CLAWBACK = "clawback"
    EXPIRE = "expire"
    COMPENSATE = "compensate"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"
    ADJUST = "adjust"
    DEBT_SETTLE = "debt_settle"
    MERGE = "merge"


# A credit of these kinds makes no lot: the points go to lots that exist, or to the debt.
NO_LOT = frozenset({EntryKind.REDEEM_REVERSAL, EntryKind.DEBT_SETTLE})

# `reason` of an `adjust` that the house books on itself: paper was out, the points were not there.
OFFLINE_LOSS = "offline_loss"


@dataclass(frozen=True, slots=True)
class Origin:
    """What happened, where and when: copied into every entry of a posting.

    `occurred_at` is the moment decisions are made for (which lots are open, which holds stand);
    `recorded_at` is when it reached this ledger. `trace` says why in a form that `explain` reads.
    """

    event_id: str
    source: str
    occurred_at: datetime
    recorded_at: datetime
    trace: str = ""

    def __post_init__(self) -> None:
        checks.text("event_id", self.event_id, 128)
        checks.text("source", self.source, 256)
        checks.text("trace", self.trace, checks.TRACE_MAX)
        checks.aware("occurred_at", self.occurred_at)
        checks.aware("recorded_at", self.recorded_at)
        if not self.event_id:
            raise ValueError("event_id must not be empty")


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement of points. `seq` is gapless from 1; `points` > 0 comes in, < 0 goes out, never 0.

    `cause` is the seq of the entry this one answers (the earn of a clawback, the lot of an expiry).
    `activates_at` and `expires_at` belong to the lot this entry makes and are part of the hash, so
    nobody can shorten a lot afterwards (I11).
    """

    account: str
    seq: int
    kind: EntryKind
    points: int
    occurred_at: datetime
    recorded_at: datetime
    source: str
    event_id: str
    cause: int | None = None
    reason: str = ""
    trace: str = ""
    activates_at: datetime | None = None
    expires_at: datetime | None = None
    prev_hash: str = ""
    hash: str = ""

    def __post_init__(self) -> None:
        checks.text("account", self.account, 128)
        checks.whole("seq", self.seq, 1, 2**63 - 1)
        checks.whole("points", self.points, -checks.POINTS_MAX, checks.POINTS_MAX)
        checks.text("reason", self.reason, 256)
        if self.points == 0:
            raise ValueError("an entry moves at least one point")
        if self.cause is not None and not 0 < self.cause < self.seq:
            raise ValueError(f"entry {self.seq} cannot be caused by entry {self.cause}")

    @property
    def makes_lot(self) -> bool:
        """True when the points of this entry become a lot of their own, with this entry's seq."""
        return self.points > 0 and self.kind not in NO_LOT
