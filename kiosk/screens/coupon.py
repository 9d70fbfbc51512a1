"""One coupon: its rules, a code of it for the till, and the way to paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from kiosk.screens._people import AMOUNT_OFF, CARD, EVENING, LIN, LONG, LUNCH, SHOWN, USED
from kiosk.values import Card
from mqtt_bridge.messages import CouponView, MemberView

Phase = Literal["", "making", "once", "ordinary", "over", "refused"]


@dataclass(frozen=True, slots=True)
class CouponCard:
    """`code` is what the till scans, "" for nothing; what it is says `phase`:

    making: the server is asked. once: for one order, gone after `lives_s`; `run` tells one such code from the next.
    ordinary: the coupon's own, as on paper, because there is no other. over: the time ran out.
    refused: `error` says why. "": a coupon that is not to be used any more.
    `hub`: they came from the greeting, and go back there.
    """

    timeout_s: ClassVar[float | None] = 90.0
    card: Card
    member: MemberView
    coupon: CouponView
    at: datetime
    code: str = ""
    phase: Phase = ""
    lives_s: int = 60
    run: str = ""
    error: str = ""
    hub: bool = False

    @classmethod
    def examples(cls) -> list[CouponCard]:
        own = LUNCH.code
        return [
            cls(CARD, LIN, AMOUNT_OFF, EVENING, SHOWN, "once", run="t-1"),
            cls(CARD, LONG, LONG.coupons[0], EVENING, SHOWN, "once", run="t-1"),
            cls(CARD, LIN, LUNCH, EVENING, own, "ordinary"),
            cls(CARD, LIN, USED, EVENING),
            cls(CARD, LIN, AMOUNT_OFF, EVENING, phase="making"),
            cls(CARD, LIN, AMOUNT_OFF, EVENING, phase="over"),
            cls(CARD, LIN, AMOUNT_OFF, EVENING, phase="refused", error="coupon_over"),
        ]
