"""The coupon at the till: reserve it for an order, capture it with the payment, or let it go."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal

from loyalty import coupons, explain
from loyalty.coupons import Coupon, CouponRefusal, CouponTemplate
from loyalty.ledger import Origin
from loyalty.words import Words
from mqtt_bridge import signed_coupon
from mqtt_bridge.codes import CodeKind, read_code
from mqtt_bridge.signed_coupon import SignedCoupon
from server import redemption
from server.awarding import order_lines
from server.house import House
from server.store.coupons import StoredCoupon
from server.store.moments import EPOCH
from server.till.models import CouponIn
from server.till.problems import Problem
from server.till.together import may_join

RESERVED_FOR = timedelta(minutes=15)
Action = Literal["reserve", "capture", "void"]
USED = Words("此码已用过，请在自助机上刷新", "This code was used: refresh it at the kiosk")


def act(house: House, store: str, code: str, action: Action, asked: CouponIn, now: datetime) -> dict[str, Any]:
    """Do it, inside the caller's transaction; twice is once. Raises Problem 404 or 409, 422 if it does not apply."""
    scanned = _scanned(house, store, code, action, now)
    stored = house.store.coupons.get(code if scanned is None else scanned.code)
    template = None if stored is None else house.programme.template(stored.coupon.template)
    if stored is None or template is None:
        raise Problem(404, "unknown-coupon", "there is no such coupon")
    if stored.held and action != "void":
        stored = _it_was_printed(house, store, stored, now)
    order_ref = f"{store}:{asked.order_id}"
    changed: Coupon | CouponRefusal
    value, event = None, f"{action}:{order_ref}"
    if action == "reserve":
        if scanned is not None and scanned.once:
            event = _serves(house, scanned, order_ref)
        may_join(house, store, stored, template, order_ref, now)
        value = _value(house, store, template, asked, now)
    match action:
        case "reserve":
            changed = coupons.reserve(stored.coupon, order_ref, now, now + RESERVED_FOR)
        case "capture":
            changed = coupons.capture(stored.coupon, order_ref, now)
        case "void":
            changed = coupons.release(stored.coupon, order_ref, now)
    if not isinstance(changed, Coupon):
        raise Problem(409, "coupon-refused", explain.refusal(changed).en, words=explain.refusal(changed))
    if changed != stored.coupon:
        house.store.coupons.save(changed, now, f"till/{store}", event)
    return _answer(template, changed, value)


def _scanned(house: House, store: str, code: str, action: Action, now: datetime) -> SignedCoupon | None:
    """What a signed code says; None: it is the coupon's own. Raises Problem 409 for a signature that is not ours."""
    scanned = read_code(code)
    if scanned is None or scanned.kind is not CodeKind.SIGNED or house.ring is None:
        return None
    # What was reserved in time may be captured or let go later: then the signature alone counts.
    at = now if action == "reserve" else EPOCH
    found = signed_coupon.verify(scanned.text, house.ring.public, at, store)
    if isinstance(found, signed_coupon.Refused):
        raise Problem(409, "coupon-refused", signed_coupon.WORDS[found].en)
    return found


def _serves(house: House, scanned: SignedCoupon, order_ref: str) -> str:
    """What is noted of this use of a code from a screen. Raises Problem 409 when it has served another order."""
    assert scanned.expires_at is not None
    ends = f"shown:{int(scanned.expires_at.timestamp())}:"
    before = house.store.coupons.noted(scanned.code, ends)
    if before and before != ends + order_ref:
        raise Problem(409, "coupon-refused", USED.en, words=USED)
    return ends + order_ref


def _it_was_printed(house: House, store: str, stored: StoredCoupon, now: datetime) -> StoredCoupon:
    """Somebody holds the paper, so the kiosk printed it, even if we have not heard so yet."""
    known = None if stored.redemption is None else house.store.redemptions.get(stored.redemption)
    if known is None or not redemption.commit(house, known, Origin(f"seen:{known.id}", f"till/{store}", now, now)):
        raise Problem(409, "coupon-refused", "this coupon was never issued")
    committed = house.store.coupons.get(stored.coupon.code)
    if committed is None:
        raise RuntimeError("a coupon vanished inside its transaction")
    return committed


def _value(house: House, store: str, template: CouponTemplate, asked: CouponIn, now: datetime) -> int | None:
    """What it takes off this order, in fen; None when the till did not say what the order is."""
    if asked.total_fen is None:
        return None
    value = coupons.applies(template, asked.total_fen, store, house.programme.local(now), order_lines(asked.lines))
    if not isinstance(value, int):
        raise Problem(422, "does-not-apply", explain.refusal(value).en, words=explain.refusal(value))
    return value


def _answer(template: CouponTemplate, coupon: Coupon, value: int | None) -> dict[str, Any]:
    return {
        "code": coupon.code,
        "state": coupon.state.value,
        "kind": template.kind.value,
        "value_fen": template.value_fen if value is None else value,
        "title": {"zh": template.title.zh, "en": template.title.en},
        "skus": list(template.skus),
        "reserved_until": None if coupon.reserved_until is None else coupon.reserved_until.isoformat(),
    }
