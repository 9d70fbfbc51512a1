"""Holds: points set aside while a coupon is being printed, so that nobody else spends them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from loyalty import checks


class HoldState(StrEnum):
    HELD = "held"
    CAPTURED = "captured"
    VOIDED = "voided"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Hold:
    """`points` set aside until `expires_at`. `entry` is the seq of the redeem entry once captured."""

    id: str
    points: int
    made_at: datetime
    expires_at: datetime
    state: HoldState = HoldState.HELD
    entry: int | None = None

    def __post_init__(self) -> None:
        checks.text("hold id", self.id, 128)
        checks.points("points", self.points)
        checks.aware("made_at", self.made_at)
        checks.aware("expires_at", self.expires_at)
        if self.expires_at <= self.made_at:
            raise ValueError(f"hold {self.id} ends before it begins")

    def stands(self, now: datetime) -> bool:
        """True while it keeps points away from others; a hold past its end does not, swept or not."""
        return self.state is HoldState.HELD and now < self.expires_at
