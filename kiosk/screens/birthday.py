"""Which day somebody was born on, by our calendar or by the lunar one; told while joining, or later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._joining import BY_PHONE, UNTOLD
from kiosk.screens._people import CARD, LIN
from kiosk.values import Card, Draft
from mqtt_bridge.messages import MemberView, ProfileView

MONTHS = 12
# The longest each month can be; of the lunar calendar any may have thirty.
DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
LUNAR_DAYS = 30


@dataclass(frozen=True, slots=True)
class Birthday:
    """`draft` while joining; else it is the birthday of `member`, of whom `view` is known."""

    timeout_s: ClassVar[float | None] = 60.0
    draft: Draft | None = None
    card: Card | None = None
    member: MemberView | None = None
    view: ProfileView | None = None
    month: int = 6
    day: int = 15
    lunar: bool = False

    @property
    def days(self) -> int:
        """How many days the month chosen can have."""
        return LUNAR_DAYS if self.lunar else DAYS[self.month - 1]

    @property
    def points(self) -> int:
        """What is given for telling it."""
        return self.view.points if self.view else 0

    @property
    def text(self) -> str:
        """`MM-DD`, or `L-MM-DD` by the lunar calendar."""
        return f"{'L-' if self.lunar else ''}{self.month:02}-{self.day:02}"

    @classmethod
    def examples(cls) -> list[Birthday]:
        return [
            cls(BY_PHONE),
            cls(None, CARD, LIN, UNTOLD, 12, 31),
            cls(None, CARD, LIN, UNTOLD, 12, 30, lunar=True),
        ]
