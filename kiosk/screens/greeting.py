"""The hub: a known member sees who they are, what they have and what they can do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from kiosk.screens._people import ASKED, CARD, CELEBRATING, EVENING, FEASTING, LIN, LONG, NEW, NEWER, REGULAR
from kiosk.values import Card
from mqtt_bridge.messages import CouponView, MemberView

COUPONS_A_PAGE = 3


@dataclass(frozen=True, slots=True)
class Greeting:
    """`confirmed`: the server has said all this now; else it is from memory and marked with `member.as_of`.

    `page` counts pages of coupons from 0. `at` is when the diner arrived.
    `arrived`: they came just now; who comes back from another screen did not.
    """

    timeout_s: ClassVar[float | None] = 45.0
    card: Card
    member: MemberView
    at: datetime
    confirmed: bool = True
    page: int = 0
    arrived: bool = False

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.member.coupons) // COUPONS_A_PAGE))

    @property
    def slots(self) -> tuple[CouponView | None, ...]:
        """The coupons of this page; None where the page has room left."""
        # A gift for the day lies on top, and one's own day over everybody's.
        coupons = sorted(self.member.coupons, key=lambda coupon: (coupon.occasion != "birthday", not coupon.occasion))
        shown = tuple(coupons)[self.page * COUPONS_A_PAGE : (self.page + 1) * COUPONS_A_PAGE]
        return shown + (None,) * (COUPONS_A_PAGE - len(shown))

    @property
    def birthday(self) -> bool:
        """Whether a gift for their birthday waits that they have not taken yet."""
        return any(c.occasion == "birthday" and c.state == "issued" and not c.printed for c in self.member.coupons)

    @property
    def share_of_way(self) -> float:
        """How much of the way to the next tier is done, 0 to 1; 1 at the top."""
        way = self.member.progress
        if way is None or way.next is None or way.need <= 0:
            return 1.0 if way is not None and way.next is None else 0.0
        return min(1.0, max(0.0, way.have / way.need))

    @property
    def keeping(self) -> bool:
        """Whether there is a tier to keep and something still to do for it."""
        way = self.member.progress
        if way is None or way.keep_until is None or self.member.tier is None:
            return False
        return bool(way.keep_short_fen or way.keep_short_visits)

    @property
    def tip(self) -> Literal["", "dish", "first_order", "check_in"]:
        """What to suggest, where nothing that may be lost needs the room: "" there."""
        if self.keeping or self.member.expiring is not None:
            return ""
        if self.member.recommends is not None:
            return "dish"
        return "check_in" if self.member.first_order is None else "first_order"

    @property
    def asks_profile(self) -> bool:
        """Whether to ask, once a visit, if the profile is right, where nothing that may be lost needs the room."""
        is_told = self.arrived and self.confirmed and self.member.ask_profile
        return is_told and not (self.keeping and self.member.expiring is not None)

    @property
    def checked_in_today(self) -> bool:
        return self.member.check_in.last_on == self.at.date().isoformat()

    @classmethod
    def examples(cls) -> list[Greeting]:
        return [
            cls(CARD, LIN, EVENING),
            cls(CARD, NEW, EVENING),
            cls(CARD, LONG, EVENING, page=1),
            cls(CARD, LIN, EVENING, confirmed=False),
            cls(CARD, CELEBRATING, EVENING, arrived=True),
            cls(CARD, ASKED, EVENING, arrived=True),
            cls(CARD, FEASTING, EVENING, arrived=True),
            cls(CARD, NEWER, EVENING),
            cls(CARD, REGULAR, EVENING),
        ]
