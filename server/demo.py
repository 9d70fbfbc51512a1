"""The members of the demo: eight people with a past, and one who is nobody yet.

Everything they have came the way it comes in a restaurant: orders, check-ins, redemptions, refunds. Ids,
cards and codes are always the same; dates are counted back from the day of seeding.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from loyalty import ledger
from loyalty.coupons import Coupon
from loyalty.expiry import end_of_day
from loyalty.ledger import Origin, Posting, available
from mqtt_bridge.codes import CodeKind
from mqtt_bridge.messages import MemberCheckedIn, RedemptionCommitted, RewardHold
from server.handlers import handle_event, handle_question
from server.handlers.call import Call
from server.house import House
from server.membership import enrol
from server.till.models import Line, OrderIn, RefundIn, WhoIsIt
from server.till.orders import take_order
from server.till.refunds import refund_order

STORE = "lotus"
KIOSK = "demo-history"


@dataclass(frozen=True, slots=True)
class Person:
    """One card of the bench's tray. `id` empty: not a member. `what` says what there is to see."""

    id: str
    name: str
    card: str
    qr: str
    phone: str
    language: Literal["zh", "en"]
    what: str


LIN = Person(
    "m-demo-lin", "林晓雨", "04a1b2c3d4e580", "RGM-DEMO0000000LIN01", "+8613812346688", "zh", "gold, 3 coupons"
)
WANG = Person(
    "m-demo-wang", "王建国", "04b7c80a1f5b80", "RGM-DEMO000000WANG02", "+8613911110002", "zh", "6 days in a row"
)
CHEN = Person(
    "m-demo-chen", "陈静", "04c2d19e3a6c81", "RGM-DEMO000000CHEN03", "+8613722220003", "zh", "joined this week"
)
NOTHING = Person(
    "m-demo-nil", "", "04d45e2b8c7082", "RGM-DEMO0000000NIL04", "+8615033330004", "zh", "has nothing at all"
)
LONG_NAME = "Maximiliana-Aleksandra Featherstonehaugh-Wolfeschlegelsteinhausen"
LONG = Person("m-demo-long", LONG_NAME, "04e6a7b1c2d383", "RGM-DEMO000000LONG05", "+8618644440005", "en", "much of all")
EMILY = Person(
    "m-demo-emily", "Emily Carter", "04f81c2d3e4f84", "RGM-DEMO00000EMILY06", "+8613655550006", "en", "English"
)
SUN = Person(
    "m-demo-sun", "孙丽", "0411a2b3c4d585", "RGM-DEMO0000000SUN07", "+8613566660007", "zh", "her card is blocked"
)
ZHOU = Person("m-demo-zhou", "周文博", "0422b3c4d5e686", "RGM-DEMO000000ZHOU08", "+8613477770008", "zh", "owes points")
NOBODY = Person("", "", "0433c4d5e6f787", "", "13388880009", "zh", "not a member yet: try joining")


def people() -> tuple[Person, ...]:
    """Everyone the bench can tap or scan."""
    return (LIN, WANG, CHEN, NOTHING, LONG, EMILY, SUN, ZHOU, NOBODY)


def seed(house: House, now: datetime) -> int:
    """Add who is not there yet; how many were added. Each person is added whole or not at all."""
    stories: tuple[tuple[Person, Callable[[_Past], None]], ...] = (
        *((LIN, _lin), (WANG, _wang), (CHEN, _chen), (NOTHING, _nothing)),
        *((LONG, _long), (EMILY, _emily), (SUN, _sun), (ZHOU, _zhou)),
    )
    added = 0
    for person, story in stories:
        with house.store.transaction():
            if house.store.members.get(person.id) is None:
                story(_Past(house, person, now))
                added += 1
    return added


class _Past:
    """Makes things happen to one person, days before now."""

    def __init__(self, house: House, person: Person, now: datetime) -> None:
        self._person, self._now, self._count = person, now, 0
        self._house = replace(house, new_code=self._code)

    def _code(self, kind: CodeKind) -> str:
        self._count += 1
        name = self._person.id.removeprefix("m-demo-").upper()
        return f"RG{kind.value}-DEMO{self._count:04d}{name:0>8}"

    def _at(self, days_ago: int) -> datetime:
        return self._now - timedelta(days=days_ago)

    def join(self, days_ago: int, welcome: bool = True) -> None:
        person, at = self._person, self._at(days_ago)
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
        self._house.store.members.link("nfc", person.card, person.id, at)

    def order(self, days_ago: int, fen: int, sku: str = "set-menu") -> str:
        at = self._at(days_ago)
        order_id = f"{self._person.id}-{days_ago}-{sku}"
        line = Line(sku=sku, name=sku, category="main", qty=1, amount_fen=fen)
        who = WhoIsIt(code=self._person.qr)
        order = OrderIn(order_id=order_id, store=STORE, member=who, lines=[line], total_fen=fen, paid_at=at)
        take_order(self._house, order, at)
        return order_id

    def refund(self, order_id: str, days_ago: int) -> None:
        refund_order(self._house, STORE, order_id, RefundIn(refund_id=f"{order_id}-back"), self._at(days_ago))

    def check_in(self, days_ago: int) -> None:
        at = self._at(days_ago)
        on = self._house.programme.local(at).date().isoformat()
        event_id = f"demo-check-in-{self._person.id}-{days_ago}"
        handle_event(MemberCheckedIn(member=self._person.id, on=on), Call(self._house, KIOSK, at, at, event_id))

    def redeem(self, days_ago: int, reward: str) -> None:
        at, redemption = self._at(days_ago), f"demo-{self._person.id}-{reward}"
        call = Call(self._house, KIOSK, at, at, f"{redemption}-printed")
        handle_question(RewardHold(redemption=redemption, member=self._person.id, reward=reward), call)
        handle_event(RedemptionCommitted(redemption=redemption, member=self._person.id), call)

    def coupon(self, template: str, days_left: int) -> None:
        programme = self._house.programme
        expires_at = end_of_day(programme.local(self._now).date() + timedelta(days=days_left), programme.zone)
        coupon = Coupon(self._code(CodeKind.COUPON), template, expires_at)
        self._house.store.coupons.add(coupon, self._person.id, self._now, "demo", "demo")

    def lapsing(self, points: int, days_left: int) -> None:
        """Points earned almost a year ago."""
        at = self._at(365 - days_left)
        self._house.give(self._person.id, points, Origin("demo-old", "till/" + STORE, at, at), "order")

    def make_points(self, points: int) -> None:
        """Bring the balance to this figure, as an operator who takes over members from another system would."""
        account = self._house.store.ledger.load(self._person.id)
        missing = points - available(account, self._now)
        if missing:
            origin = Origin("demo-opening", "operator/demo", self._now, self._now)
            expires_at = self._house.programme.expires_at(self._now) if missing > 0 else None
            posting = ledger.adjust(account, missing, "taken over", origin, expires_at=expires_at)
            if isinstance(posting, Posting):
                self._house.store.ledger.save(account, posting)

    def block_card(self, days_ago: int) -> None:
        self._house.store.members.revoke("nfc", self._person.card, self._at(days_ago))


def _lin(past: _Past) -> None:
    past.join(358, welcome=False)
    for days_ago in range(352, 4, -12):
        past.order(days_ago, 42_800)
    past.lapsing(120, 8)
    for days_ago in (3, 2, 1):
        past.check_in(days_ago)
    past.coupon("over-100-off-20", 3)
    past.coupon("birthday", 8)
    past.coupon("lunch-15", 39)
    past.make_points(2_480)


def _wang(past: _Past) -> None:
    past.join(300)
    for days_ago in range(290, 6, -20):
        past.order(days_ago, 16_800)
    for days_ago in range(6, 0, -1):
        past.check_in(days_ago)
    past.coupon("off-10", 30)


def _chen(past: _Past) -> None:
    past.join(5)
    past.order(4, 8_800)


def _nothing(past: _Past) -> None:
    past.join(30, welcome=False)


def _long(past: _Past) -> None:
    past.join(350)
    for days_ago in range(340, 0, -8):
        past.order(days_ago, 61_200)
    for days_left in range(2, 26, 2):
        past.coupon("off-50", days_left)
    past.make_points(98_765)


def _emily(past: _Past) -> None:
    past.join(120)
    for days_ago in range(110, 10, -11):
        past.order(days_ago, 19_000)
    past.coupon("free-mango-pomelo", 20)
    past.coupon("lunch-15", 12)


def _sun(past: _Past) -> None:
    past.join(90)
    past.order(60, 26_000)
    past.block_card(2)


def _zhou(past: _Past) -> None:
    past.join(40, welcome=False)
    order = past.order(20, 61_200)
    past.redeem(10, "off-50")
    past.refund(order, 1)
