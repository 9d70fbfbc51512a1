"""Checked in: the stamp, the streak, and what tomorrow brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from msgspec.structs import replace

from kiosk.screens._people import CARD, LIN, LONG
from kiosk.values import Card
from mqtt_bridge.messages import MemberView


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """`points` is what today gave, bonus included; 0 when today was already counted."""

    timeout_s: ClassVar[float | None] = 15.0
    card: Card
    member: MemberView
    points: int
    bonus: bool = False

    @property
    def already(self) -> bool:
        return self.points == 0

    @property
    def stamps(self) -> int:
        """How many of the seven circles are filled."""
        every = self.member.check_in.bonus_every
        return (self.member.check_in.streak - 1) % every + 1 if self.member.check_in.streak else 0

    @classmethod
    def examples(cls) -> list[CheckedIn]:
        whole_week = replace(LONG, check_in=replace(LONG.check_in, streak=LONG.check_in.bonus_every))
        return [cls(CARD, LIN, 5), cls(CARD, whole_week, 25, bonus=True), cls(CARD, LONG, 0)]
