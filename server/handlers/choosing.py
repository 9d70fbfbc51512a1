"""Of several birthday gifts a member takes one (E1): the coupon that waits for them becomes it, once."""

from __future__ import annotations

from loyalty import coupons, explain
from loyalty.coupons import Coupon
from mqtt_bridge.messages import GiftChoose, GiftChosen, Refusal
from server.handlers.call import Call
from server.views import CHOSEN, coupon_view, member_view


def choose(question: GiftChoose, call: Call) -> GiftChosen | Refusal:
    """Take this gift in place of the one that waits. The same choice again: the same answer, nothing new."""
    house = call.house
    member, stored = house.store.members.get(question.member), house.store.coupons.get(question.coupon)
    if member is None or stored is None or stored.held or stored.member != question.member:
        return Refusal(code="unknown_coupon", message="this member has no such coupon")
    gifts, template = house.programme.birthday_gifts, house.programme.template(question.choice)
    if stored.coupon.template not in gifts or question.choice not in gifts or template is None:
        return Refusal(code="not_to_choose", message="this is no gift to choose from")
    event, before = CHOSEN + question.choice, house.store.coupons.noted(question.coupon, CHOSEN)
    if before and before != event:
        return Refusal(code="gift_chosen", message="they took another gift")
    coupon = stored.coupon
    if not before:
        if stored.printed:
            return Refusal(code="gift_chosen", message="it is on paper")
        changed = coupons.exchange(coupon, question.choice, call.now)
        if not isinstance(changed, Coupon):
            return Refusal(code="coupon_over", message=explain.refusal(changed).en)
        house.store.coupons.exchange(changed, call.now, call.source, event)
        coupon = changed
    now = member_view(house, member, call.now)
    return GiftChosen(member=now, coupon=coupon_view(house, template, coupon, stored.printed))
