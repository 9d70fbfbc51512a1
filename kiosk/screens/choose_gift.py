"""Several birthday gifts, of which the diner takes one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from kiosk.screens._people import CARD, CHOOSING, EVENING, LONG_CHOICE
from kiosk.values import Card
from mqtt_bridge.messages import CouponView, MemberView

CHOICES = 3


@dataclass(frozen=True, slots=True)
class ChooseGift:
    """`picked` is the gift they have their finger on, "" for none yet; `asking` while the server is told of it.

    `error` is "" or why it did not work: a refusal code.
    """

    timeout_s: ClassVar[float | None] = 60.0
    card: Card
    member: MemberView
    coupon: CouponView
    at: datetime
    picked: str = ""
    asking: bool = False
    error: str = ""

    @property
    def slots(self) -> tuple[CouponView | None, ...]:
        """The gifts as tickets, whose code is the choice; None where there are fewer."""
        shown = tuple(
            CouponView(code=one.choice, kind=one.kind, title=one.title, detail=one.detail, expires_on=self.ends)
            for one in self.coupon.choices[:CHOICES]
        )
        return shown + (None,) * (CHOICES - len(shown))

    @property
    def ends(self) -> str | None:
        """All of them end on the same day."""
        return self.coupon.expires_on

    @classmethod
    def examples(cls) -> list[ChooseGift]:
        gift = CHOOSING.coupons[-1]
        return [
            cls(CARD, CHOOSING, gift, EVENING),
            cls(CARD, CHOOSING, gift, EVENING, "birthday-noodles"),
            cls(CARD, CHOOSING, LONG_CHOICE, EVENING, "b", error="no_answer"),
            cls(CARD, CHOOSING, gift, EVENING, "birthday", asking=True),
        ]
