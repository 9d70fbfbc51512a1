"""Coupons: what one is worth on an order, and its life from issued to redeemed, voided or expired (D1, D4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from loyalty import checks
from loyalty.awards import BelowMinimum, NoSuchDish, OrderLine
from loyalty.awards import WrongStore as WrongStore
from loyalty.slots import ALWAYS, Slot, WrongDay, WrongTime
from loyalty.words import Words


class CouponKind(StrEnum):
    AMOUNT_OFF = "amount_off"
    PERCENT_OFF = "percent_off"
    FREE_ITEM = "free_item"
    GIFT = "gift"


class CouponState(StrEnum):
    ISSUED = "issued"
    RESERVED = "reserved"
    REDEEMED = "redeemed"
    VOIDED = "voided"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class CouponTemplate:
    """What a coupon gives. 满100减20: `min_order_fen` 10000, `value_fen` 2000. 85折: `off_basis_points` 1500.

    `value_fen` is the amount off, or the most a percentage takes off (0: no limit). `skus` are the dishes
    a free item may be. Empty `stores`: every store. `valid_days` counts from issue, that day included.

    Coupons of one `group` do not combine on an order; an empty group combines with all. `per_member` is for
    a member's whole life, `per_day` for a member on one local day, `total` for everybody (None: no limit).
    `passes`: how many times one may be passed on to another member (0: never).
    """

    key: str
    kind: CouponKind
    title: Words
    detail: Words
    value_fen: int = 0
    off_basis_points: int = 0
    min_order_fen: int = 0
    skus: tuple[str, ...] = ()
    stores: tuple[str, ...] = ()
    when: Slot = ALWAYS
    valid_days: int = 30
    group: str = ""
    per_member: int | None = None
    per_day: int | None = None
    total: int | None = None
    passes: int = 1


@dataclass(frozen=True, slots=True)
class Coupon:
    """One coupon of one member. `order_id` is the order it is reserved for or was redeemed with."""

    code: str
    template: str
    expires_at: datetime | None
    state: CouponState = CouponState.ISSUED
    order_id: str = ""
    reserved_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class InUse:
    """Reserved for, or redeemed with, another order."""

    state: CouponState
    order_id: str


@dataclass(frozen=True, slots=True)
class CouponOver:
    """Redeemed, voided or expired: nothing more happens to it."""

    state: CouponState


@dataclass(frozen=True, slots=True)
class NotReserved:
    state: CouponState


CouponRefusal = InUse | CouponOver | NotReserved
NotForThisOrder = WrongStore | WrongDay | WrongTime | BelowMinimum | NoSuchDish


def applies(
    template: CouponTemplate, order_fen: int, store: str, local: datetime, lines: Iterable[OrderLine] = ()
) -> int | NotForThisOrder:
    """What the coupon takes off this order, in fen (never more than the order), or why it does not apply.

    A gift takes nothing off: 0 means it may be handed over.
    """
    checks.fen("order_fen", order_fen)
    if template.stores and store not in template.stores:
        return WrongStore(store, template.stores)
    outside = template.when.missed(local)
    if outside is not None:
        return outside
    if order_fen < template.min_order_fen:
        return BelowMinimum(order_fen, template.min_order_fen)
    match template.kind:
        case CouponKind.AMOUNT_OFF:
            return min(template.value_fen, order_fen)
        case CouponKind.PERCENT_OFF:
            off = order_fen * template.off_basis_points // 10_000
            return min(off, template.value_fen) if template.value_fen else off
        case CouponKind.FREE_ITEM:
            return _free_item(template, order_fen, lines)
        case CouponKind.GIFT:
            return 0


def as_of(coupon: Coupon, now: datetime) -> Coupon:
    """The coupon as it stands at `now`, whether or not a sweep ran: reservations end, dates pass."""
    if coupon.state is CouponState.RESERVED and coupon.reserved_until is not None and coupon.reserved_until <= now:
        coupon = replace(coupon, state=CouponState.ISSUED, order_id="", reserved_until=None)
    if coupon.state is CouponState.ISSUED and coupon.expires_at is not None and coupon.expires_at <= now:
        return replace(coupon, state=CouponState.EXPIRED)
    return coupon


def reserve(coupon: Coupon, order_id: str, now: datetime, until: datetime) -> Coupon | InUse | CouponOver:
    """Set it aside for one order. Again for the same order: the same reservation."""
    coupon = as_of(coupon, now)
    match coupon.state:
        case CouponState.ISSUED:
            return replace(coupon, state=CouponState.RESERVED, order_id=order_id, reserved_until=until)
        case CouponState.RESERVED:
            return coupon if coupon.order_id == order_id else InUse(coupon.state, coupon.order_id)
        case CouponState.REDEEMED if coupon.order_id == order_id:
            return coupon
        case _:
            return CouponOver(coupon.state)


def capture(coupon: Coupon, order_id: str, now: datetime) -> Coupon | CouponRefusal:
    """The order is paid with it. Again with the same order: the same answer; with another: refused."""
    coupon = as_of(coupon, now)
    match coupon.state:
        case CouponState.RESERVED if coupon.order_id == order_id:
            return replace(coupon, state=CouponState.REDEEMED, reserved_until=None)
        case CouponState.REDEEMED if coupon.order_id == order_id:
            return coupon
        case CouponState.RESERVED | CouponState.REDEEMED:
            return InUse(coupon.state, coupon.order_id)
        case CouponState.ISSUED:
            return NotReserved(coupon.state)
        case _:
            return CouponOver(coupon.state)


def release(coupon: Coupon, order_id: str, now: datetime) -> Coupon | CouponRefusal:
    """The order was not paid with it (or is refunded): the coupon is the member's again, its date unchanged."""
    coupon = as_of(coupon, now)
    match coupon.state:
        case CouponState.ISSUED:
            return coupon
        case CouponState.RESERVED | CouponState.REDEEMED if coupon.order_id == order_id:
            return as_of(replace(coupon, state=CouponState.ISSUED, order_id="", reserved_until=None), now)
        case CouponState.RESERVED | CouponState.REDEEMED:
            return InUse(coupon.state, coupon.order_id)
        case _:
            return CouponOver(coupon.state)


def exchange(coupon: Coupon, template: str, now: datetime) -> Coupon | InUse | CouponOver:
    """The same coupon as another one (of several gifts the member takes this); its code and its date stay."""
    coupon = as_of(coupon, now)
    match coupon.state:
        case CouponState.ISSUED:
            return replace(coupon, template=template)
        case CouponState.RESERVED:
            return InUse(coupon.state, coupon.order_id)
        case _:
            return CouponOver(coupon.state)


def void(coupon: Coupon, now: datetime) -> Coupon | InUse | CouponOver:
    """Take it out of the world: nothing was printed, or staff withdrew it. Twice is once."""
    coupon = as_of(coupon, now)
    match coupon.state:
        case CouponState.ISSUED:
            return replace(coupon, state=CouponState.VOIDED)
        case CouponState.VOIDED:
            return coupon
        case CouponState.RESERVED:
            return InUse(coupon.state, coupon.order_id)
        case _:
            return CouponOver(coupon.state)


def _free_item(template: CouponTemplate, order_fen: int, lines: Iterable[OrderLine]) -> int | NoSuchDish:
    prices = [line.amount_fen // line.qty for line in lines if line.sku in template.skus and line.qty > 0]
    if not prices:
        return NoSuchDish(template.skus)
    # The cheapest that fits is free; `value_fen` may limit it.
    free = min(min(prices), order_fen)
    return min(free, template.value_fen) if template.value_fen else free
