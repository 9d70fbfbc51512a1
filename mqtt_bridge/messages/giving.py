"""What a kiosk asks when a member shows a coupon or gives something to somebody, and the answers."""

from __future__ import annotations

from typing import ClassVar

from mqtt_bridge.messages.base import CardProof, Question, Value
from mqtt_bridge.messages.views import CouponView, MemberView


class CouponShown(Value, frozen=True):
    """`code` is the text for a QR code that counts for `lives_s`, for one order."""

    code: str
    lives_s: int


class CouponShow(Question, frozen=True):
    """A code of this coupon for the till, to be shown on a screen. Asked again: another code, the first lives on."""

    method: ClassVar[str] = "coupon.show"
    member: str
    coupon: str


class GiftChosen(Value, frozen=True):
    """The coupon is this gift now."""

    member: MemberView
    coupon: CouponView


class GiftChoose(Question, frozen=True):
    """Of a coupon's `choices` take this one. Once; the same choice again: the same answer."""

    method: ClassVar[str] = "gift.choose"
    member: str
    coupon: str
    choice: str


class CouponShared(Value, frozen=True):
    """Whoever shows this code (`RGG-…`) first has the coupon; until then the member may use it."""

    code: str
    until: str


class CouponShare(Question, frozen=True):
    """Pass this coupon on. Asked again: another code for the same coupon. `proof` and `sun` as in `reward.hold`."""

    method: ClassVar[str] = "coupon.share"
    member: str
    coupon: str
    proof: CardProof = ""
    sun: str = ""


class CouponTaken(Value, frozen=True):
    """The coupon is this member's now."""

    member: MemberView
    coupon: CouponView


class CouponTake(Question, frozen=True):
    """Somebody's gift was scanned. The same member again: the same answer."""

    method: ClassVar[str] = "coupon.take"
    member: str
    code: str


class GiftSent(Value, frozen=True):
    """The gift waits for whoever has this number (masked here); what is left when it is taken, and until when."""

    phone_masked: str
    points_after: int
    until: str


class GiftSend(Question, frozen=True):
    """Give points, or a coupon, to a telephone number: exactly one of the two. The same gift again: the same answer.

    `gift` is an id made by the kiosk. Nothing in the answer depends on whether somebody has that number. `proof` and
    `sun` as in `reward.hold`.
    """

    method: ClassVar[str] = "gift.send"
    gift: str
    member: str
    phone: str
    points: int = 0
    coupon: str = ""
    proof: CardProof = ""
    sun: str = ""
