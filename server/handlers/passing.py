"""A coupon goes from one member to another (D3): a code on the screen, whoever shows it first has the coupon."""

from __future__ import annotations

from datetime import timedelta

from loyalty import explain, sharing
from loyalty.sharing import OwnShare, Share, ShareOver, ShareState
from mqtt_bridge.codes import CodeKind, read_code
from mqtt_bridge.messages import CouponShare, CouponShared, CouponTake, CouponTaken, Refusal
from server.handlers import spending
from server.handlers.call import Call
from server.views import coupon_view, member_view


def share(question: CouponShare, call: Call) -> CouponShared | Refusal:
    """A code for a coupon of this member's. Nothing changes hands yet."""
    house = call.house
    if house.store.members.get(question.member) is None:
        return Refusal(code="unknown_member")
    stored = house.store.coupons.get(question.coupon)
    template = None if stored is None else house.programme.template(stored.coupon.template)
    if stored is None or template is None or stored.held or stored.member != question.member:
        return Refusal(code="unknown_coupon", message="this member has no such coupon")
    unproven = spending.refused(question, call)
    if unproven is not None:
        return unproven
    until = call.now + timedelta(hours=house.programme.sharing.link_hours)
    passed = house.store.giving.passed(question.coupon)
    code = house.new_code(CodeKind.GIFT)
    made = sharing.share(stored.coupon, template, question.member, passed, code, call.now, until)
    if not isinstance(made, Share):
        return Refusal(code="not_to_pass", message=explain.refusal(made).en)
    house.store.giving.save_link(made)
    return CouponShared(code=code, until=made.expires_at.isoformat())


def take(question: CouponTake, call: Call) -> CouponTaken | Refusal:
    """The coupon behind this code is this member's from now on."""
    house = call.house
    member = house.store.members.get(question.member)
    if member is None:
        return Refusal(code="unknown_member")
    read = read_code(question.code)
    link = house.store.giving.link(read.text) if read is not None and read.kind is CodeKind.GIFT else None
    stored = None if link is None else house.store.coupons.get(link.coupon)
    template = None if stored is None else house.programme.template(stored.coupon.template)
    if link is None or stored is None or template is None:
        return Refusal(code="unknown_code", message="nobody's gift")
    # Of several codes for one coupon the first brings it: from then on it is not the giver's to give.
    gone = stored.member not in (link.giver, link.taker)
    changed = ShareOver(ShareState.TAKEN) if gone else sharing.take(link, stored.coupon, member.id, call.now)
    if isinstance(changed, OwnShare):
        return Refusal(code="own_gift", message="it is theirs until somebody takes it")
    if not isinstance(changed, Share):
        why = changed.state.value if isinstance(changed, ShareOver) else explain.refusal(changed).en
        return Refusal(code="gift_over", message=why)
    if changed != link:
        house.store.giving.save_link(changed)
        house.store.coupons.hand_over(
            stored.coupon.code, member.id, call.now, call.source, f"gift:{stored.coupon.code}"
        )
        house.store.nights.wake(member.id)
    coupon = coupon_view(house, template, stored.coupon, stored.printed)
    return CouponTaken(member=member_view(house, member, call.now), coupon=coupon)
