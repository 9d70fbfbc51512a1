"""Points for paper, as the server sees it: hold, then commit or void, whatever comes first or twice."""

from __future__ import annotations

from datetime import timedelta

from loyalty import explain, ledger
from loyalty.coupons import Coupon, CouponTemplate
from loyalty.ledger import HoldClosed, NotEnough, Origin, Posting, available
from loyalty.programme import Reward
from mqtt_bridge.codes import CodeKind
from mqtt_bridge.messages import RedemptionCommitted, RedemptionVoided, Refusal, RewardHeld, RewardHold
from server import redemption
from server.handlers import spending
from server.handlers.call import Call
from server.store.redemptions import Redemption
from server.views import coupon_view

LONGEST_ID = 64


def hold(question: RewardHold, call: Call) -> RewardHeld | Refusal:
    """Hold the points and make the coupon. The same redemption again: the same answer, nothing new."""
    if not 0 < len(question.redemption) <= LONGEST_ID:
        return Refusal(code="bad_request", message="a redemption's id has 1 to 64 characters")
    known = call.house.store.redemptions.get(question.redemption)
    if known is not None:
        return _again(known, question, call)
    reward = call.house.programme.reward(question.reward)
    template = None if reward is None else call.house.programme.template(reward.coupon)
    if reward is None or template is None:
        return Refusal(code="unknown_reward")
    if call.house.store.members.get(question.member) is None:
        return Refusal(code="unknown_member")
    unproven = spending.refused(question, call)
    if unproven is not None:
        return unproven
    if call.house.store.redemptions.left(reward.key, call.now) == 0:
        return Refusal(code="out_of_stock")
    return _make(question, reward, template, call)


def committed(event: RedemptionCommitted, call: Call) -> Refusal | None:
    """It is on paper, or may be: the points are spent and the coupon is worth something. Late counts too."""
    known = call.house.store.redemptions.get(event.redemption)
    if known is None or known.member != event.member:
        return Refusal(code="unknown_redemption")
    origin = Origin(call.event_id, call.source, call.now, call.now)
    if not redemption.commit(call.house, known, origin):
        return Refusal(code="unknown_redemption", message="it was voided before it was ever held")
    return None


def voided(event: RedemptionVoided, call: Call) -> Refusal | None:
    """Nothing is on paper: the points are free again. Before its hold it makes that hold impossible."""
    house = call.house
    if not 0 < len(event.redemption) <= LONGEST_ID:
        return Refusal(code="bad_data", message="a redemption's id has 1 to 64 characters")
    known = house.store.redemptions.get(event.redemption)
    if known is None:
        never = Redemption(event.redemption, event.member, "", None, "voided", call.kiosk, call.now, call.now)
        house.store.redemptions.add(never)
        return None
    if known.member != event.member:
        return Refusal(code="unknown_redemption")
    if known.state == "committed":
        return Refusal(code="committed", message="it is on paper")
    if known.state == "held":
        redemption.void(house, known, Origin(call.event_id, call.source, call.now, call.now))
    return None


def _make(question: RewardHold, reward: Reward, template: CouponTemplate, call: Call) -> RewardHeld | Refusal:
    house, now = call.house, call.now
    expires_at = now + timedelta(seconds=house.programme.redemption.hold_s)
    account = house.store.ledger.load(question.member)
    posting = ledger.hold(account, question.redemption, reward.points, now, expires_at)
    if isinstance(posting, NotEnough):
        return Refusal(code="not_enough", message=explain.refusal(posting).en)
    if isinstance(posting, HoldClosed):
        return Refusal(code="conflict", message=explain.refusal(posting).en)
    house.store.ledger.save(account, posting)
    coupon = Coupon(house.new_code(CodeKind.COUPON), template.key, house.programme.coupon_expires_at(template, now))
    house.store.coupons.add(coupon, question.member, now, call.source, question.redemption, question.redemption)
    house.store.redemptions.add(
        Redemption(question.redemption, question.member, reward.key, coupon.code, "held", call.kiosk, now, expires_at)
    )
    return _held(question, template, coupon, posting, call)


def _again(known: Redemption, question: RewardHold, call: Call) -> RewardHeld | Refusal:
    if known.state == "voided":
        return Refusal(code="voided", message="this redemption was given up")
    if (known.member, known.reward) != (question.member, question.reward):
        return Refusal(code="conflict", message="this id belongs to another redemption")
    if known.state == "held" and known.expires_at <= call.now:
        return Refusal(code="hold_expired", message="the points were free again; begin anew")
    stored = call.house.store.coupons.get(known.coupon or "")
    template = None if stored is None else call.house.programme.template(stored.coupon.template)
    if stored is None or template is None:
        return Refusal(code="unknown_reward")
    account = call.house.store.ledger.load(question.member)
    return _held(question, template, stored.coupon, Posting(account), call)


def _held(question: RewardHold, template: CouponTemplate, coupon: Coupon, posting: Posting, call: Call) -> RewardHeld:
    return RewardHeld(
        redemption=question.redemption,
        coupon=coupon_view(call.house, template, coupon, 0),
        points_after=available(posting.account, call.now),
    )
