"""What a till is told. Points are whole numbers, money is in fen, moments are ISO 8601 with an offset."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

CouponKind = Literal["amount_off", "percent_off", "free_item", "gift"]
CouponState = Literal["issued", "reserved", "redeemed", "voided", "expired"]


class WordsOut(BaseModel):
    """One text in both languages of a receipt."""

    zh: str
    en: str


class WhyOut(BaseModel):
    """One reason for points, ready to be printed; the reasons add up to what was earned."""

    points: int
    zh: str
    en: str


class EarnedOut(BaseModel):
    """`balance` is what the member can spend now; 0 for an order without a member."""

    earned: int
    balance: int


class ShareOut(BaseModel):
    """One member's part of a shared bill; all parts add up to the bill and to its points."""

    member: str
    fen: int
    points: int
    balance: int


class OrderOut(BaseModel):
    """`receipt_code` goes onto the receipt: whoever scans it at a kiosk first has the points, if nobody has them.

    `gifts`: how many that waited for the number of whoever showed a card or code are now theirs.
    """

    order_id: str
    points: EarnedOut
    why: list[WhyOut]
    receipt_code: str
    shares: list[ShareOut] = []
    gifts: int = 0


class TakenOut(BaseModel):
    """`taken_back` of what the order earned, `given_back` of what its coupons cost; `debt` is what is still owed."""

    given_back: int
    taken_back: int
    balance: int
    debt: int


class RefundOut(BaseModel):
    """`coupons` are the codes that are the member's again."""

    refund_id: str
    amount_fen: int
    points: TakenOut
    coupons: list[str]


class CouponOut(BaseModel):
    """The coupon after the request. `value_fen` is what it takes off this order, as far as the till has said it."""

    code: str
    state: CouponState
    kind: CouponKind
    value_fen: int
    title: WordsOut
    skus: list[str]
    reserved_until: str | None


class KeysOut(BaseModel):
    """Public Ed25519 keys in base64, by the number that stands on the coupons they signed."""

    keys: dict[str, str]


class LotOut(BaseModel):
    """Points that lapse together."""

    remaining: int
    expires_at: str | None


class MembersCouponOut(BaseModel):
    """A coupon the member may still use."""

    code: str
    kind: CouponKind
    state: CouponState
    expires_on: str | None
    title: WordsOut
    value_fen: int


class MemberOut(BaseModel):
    """A member, named nowhere in full. `lots` are in the order in which they are spent."""

    member: str
    name_masked: str
    tier: str | None
    balance: int
    available: int
    debt: int
    lots: list[LotOut]
    coupons: list[MembersCouponOut]


class PointsOut(BaseModel):
    """Points that pay: `value_fen` is what they take off this order."""

    order_id: str
    state: Literal["reserved", "redeemed", "voided", "expired"]
    points: int
    value_fen: int
    balance: int
    reserved_until: str | None


class LinkOut(BaseModel):
    """A link that passes a coupon on: whoever has `token` first has the coupon."""

    token: str
    coupon: str
    state: Literal["open", "taken", "withdrawn", "expired"]
    expires_at: str


class GiftOut(BaseModel):
    """`balances` of giver and taker, now."""

    gift_id: str
    points: int
    balances: list[int]


class ProblemOut(BaseModel):
    """An RFC 9457 problem: `code` for programs, `detail` for people; `why` for the guest, where there is a reason."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    why: WordsOut | None = None
