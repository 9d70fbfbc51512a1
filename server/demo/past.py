"""Makes things happen to one person, days before now, the way they happen in a restaurant."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from loyalty import ledger
from loyalty.coupons import Coupon
from loyalty.expiry import end_of_day
from loyalty.ledger import Origin, Posting, available
from mqtt_bridge.codes import CodeKind
from mqtt_bridge.messages import (
    EventData,
    FeedbackGiven,
    MemberCheckedIn,
    RedemptionCommitted,
    Referral,
    ReferralView,
    RewardHeld,
    RewardHold,
)
from server import referring
from server.demo.persons import Person
from server.handlers import handle_event, handle_question
from server.handlers.call import Call
from server.house import House
from server.membership import enrol
from server.till.coupons import act
from server.till.models import CouponIn, Line, OrderIn, RefundIn, WhoIsIt
from server.till.orders import take_order
from server.till.refunds import refund_order

STORE = "lotus"
KIOSK = "demo-history"


class Past:
    """One member's past. `id_` names them in every code and order, so that all are the same at every seeding."""

    def __init__(self, house: House, id_: str, now: datetime) -> None:
        self.id, self._now, self._count = id_, now, 0
        self._house = replace(house, new_code=self._code)

    def _code(self, kind: CodeKind) -> str:
        self._count += 1
        name = self.id.removeprefix("m-demo-").upper()
        return f"RG{kind.value}-DEMO{self._count:04d}{name:0>8}"

    def _at(self, days_ago: float) -> datetime:
        return self._now - timedelta(days=days_ago)

    def _tell(self, data: EventData, days_ago: float, event_id: str) -> None:
        at = self._at(days_ago)
        handle_event(data, Call(self._house, KIOSK, at, at, event_id))

    def join(self, person: Person, days_ago: int, welcome: bool = True) -> None:
        at = self._at(days_ago)
        enrol(
            self._house,
            phone=person.phone,
            source="till/" + STORE,
            now=at,
            name=person.name,
            language=person.language,
            marketing=True,
            welcome=welcome,
            id_=person.id,
            code=person.qr,
        )
        if person.card:
            self._house.store.members.link("nfc", person.card, person.id, at)

    def came_with(self, code: str, days_ago: int) -> None:
        referring.began(self._house, code, self.id, self._at(days_ago))

    def friend_code(self) -> str:
        view = handle_question(Referral(member=self.id), Call(self._house, KIOSK, self._now, self._now))
        return view.code if isinstance(view, ReferralView) else ""

    def order(self, days_ago: float, fen: int, sku: str = "set-menu") -> str:
        """An order at the till; its id."""
        at = self._at(days_ago)
        order_id = f"{self.id}-{days_ago:g}-{sku}"
        line = Line(sku=sku, name=sku, category="main", qty=1, amount_fen=fen)
        member = self._house.store.members.get(self.id)
        who = None if member is None else WhoIsIt(code=member.code)
        order = OrderIn(order_id=order_id, store=STORE, member=who, lines=[line], total_fen=fen, paid_at=at)
        take_order(self._house, order, at)
        return order_id

    def refund(self, order_id: str, days_ago: int) -> None:
        refund_order(self._house, STORE, order_id, RefundIn(refund_id=f"{order_id}-back"), self._at(days_ago))

    def check_in(self, days_ago: int) -> None:
        on = self._house.programme.local(self._at(days_ago)).date().isoformat()
        self._tell(MemberCheckedIn(member=self.id, on=on), days_ago, f"demo-check-in-{self.id}-{days_ago}")

    def redeem(self, days_ago: int, reward: str, used: bool = False) -> None:
        """Points for a coupon, which with `used` has been spent at the till since."""
        at, redemption = self._at(days_ago), f"demo-{self.id}-{reward}"
        call = Call(self._house, KIOSK, at, at, f"{redemption}-printed")
        held = handle_question(RewardHold(redemption=redemption, member=self.id, reward=reward), call)
        handle_event(RedemptionCommitted(redemption=redemption, member=self.id), call)
        if used and isinstance(held, RewardHeld):
            asked = CouponIn(order_id=f"{redemption}-order")
            act(self._house, STORE, held.coupon.code, "reserve", asked, at)
            act(self._house, STORE, held.coupon.code, "capture", asked, at)

    def feedback(self, days_ago: int, score: int, *topics: str) -> None:
        event = FeedbackGiven(member=self.id, score=score, topics=topics)
        self._tell(event, days_ago, f"demo-feedback-{self.id}-{days_ago}")

    def coupon(self, template: str, days_left: int) -> None:
        programme = self._house.programme
        expires_at = end_of_day(programme.local(self._now).date() + timedelta(days=days_left), programme.zone)
        coupon = Coupon(self._code(CodeKind.COUPON), template, expires_at)
        self._house.store.coupons.add(coupon, self.id, self._now, "demo", "demo")

    def lapsing(self, points: int, days_left: int) -> None:
        """Points earned a year ago, that lapse in so many days (or lapsed, when it is negative)."""
        at = self._at(365 - days_left)
        self._house.give(self.id, points, Origin("demo-old", "till/" + STORE, at, at), "order")

    def sweep(self, days_ago: int) -> None:
        """Write down what had lapsed by then, as a night does."""
        books, at = self._house.store.ledger, self._at(days_ago)
        account = books.load(self.id)
        gone = ledger.expire(account, Origin("demo-night", "nightly", at, at))
        if isinstance(gone, Posting):
            books.save(account, gone)

    def make_points(self, points: int) -> None:
        """Bring the balance to this figure with points from another system, as an operator takes members over."""
        account = self._house.store.ledger.load(self.id)
        missing = points - available(account, self._now)
        if missing > 0:
            origin = Origin("demo-opening", "operator/demo", self._at(360), self._now)
            expires_at = self._house.programme.expires_at(self._now)
            posting = ledger.adjust(account, missing, "taken over", origin, expires_at=expires_at)
            if isinstance(posting, Posting):
                self._house.store.ledger.save(account, posting)

    def reward_friends(self, days_ago: int) -> None:
        referring.give_due(self._house, self.id, "nightly", self._at(days_ago))

    def block_card(self, card: str, days_ago: int) -> None:
        self._house.store.members.revoke("nfc", card, self._at(days_ago))
