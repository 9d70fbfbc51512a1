"""Lots: what is left of each credit, and in which order it is spent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from loyalty import checks

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Lot:
    """The points of one credit entry. Spendable from `activates_at` until just before `expires_at` (None: for ever).

    Both moments are frozen at issue. `expired` counts what lapsed, `taken_back` what clawbacks of this
    credit asked for; both only grow. 0 <= remaining <= original, always.
    """

    seq: int
    original: int
    remaining: int
    activates_at: datetime
    expires_at: datetime | None = None
    expired: int = 0
    taken_back: int = 0

    def __post_init__(self) -> None:
        checks.points("original", self.original)
        checks.whole("remaining", self.remaining, 0, self.original)
        checks.whole("taken_back", self.taken_back, 0, self.original)
        checks.aware("activates_at", self.activates_at)
        if self.expires_at is not None:
            checks.aware("expires_at", self.expires_at)

    def lapsed(self, now: datetime) -> bool:
        """True from `expires_at` on; a lot that ends as it begins is never open (the house's own)."""
        return self.expires_at is not None and self.expires_at <= max(now, self.activates_at)

    def open(self, now: datetime) -> bool:
        """True when its points can be spent at `now`."""
        return self.remaining > 0 and self.activates_at <= now and not self.lapsed(now)


@dataclass(frozen=True, slots=True)
class Draw:
    """Points that entry `entry` took from lot `lot`; negative: gave back to it."""

    entry: int
    lot: int
    points: int


def spend_order(lots: Iterable[Lot]) -> list[Lot]:
    """First-expiring first, lots without expiry last, ties by seq (I8)."""
    return sorted(lots, key=lambda lot: (lot.expires_at or NEVER, lot.seq))
