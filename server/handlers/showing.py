"""A coupon on the screen: a code for the till that is over after a minute and serves one order."""

from __future__ import annotations

from datetime import timedelta

from loyalty.coupons import CouponState, as_of
from mqtt_bridge.messages import CouponShow, CouponShown, Refusal
from server.handlers.call import Call

LIVES = timedelta(seconds=60)
# What is scanned in the last second must still count when the till's question arrives.
ON_THE_WAY = timedelta(seconds=10)


def show(question: CouponShow, call: Call) -> CouponShown | Refusal:
    """A code for a coupon of this member's. Nothing is written: the coupon is as it was."""
    house = call.house
    stored = house.store.coupons.get(question.coupon)
    template = None if stored is None else house.programme.template(stored.coupon.template)
    if stored is None or template is None or stored.held or stored.member != question.member:
        return Refusal(code="unknown_coupon", message="this member has no such coupon")
    coupon = as_of(stored.coupon, call.now)
    if coupon.state is not CouponState.ISSUED:
        return Refusal(code="coupon_over", message=f"this coupon is {coupon.state.value}")
    until = call.now + LIVES + ON_THE_WAY
    code = "" if house.ring is None else house.ring.sign_once(template, coupon, until)
    if not code:
        return Refusal(code="not_signed", message="this house signs no such coupon: show the coupon's own code")
    return CouponShown(code=code, lives_s=int(LIVES.total_seconds()))
