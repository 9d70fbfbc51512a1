"""Referrals from the friend's joining to the reward: loyalty decides, this keeps."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from loyalty import referrals
from loyalty.coupons import Coupon
from loyalty.ledger import Origin
from loyalty.referrals import ReferralPolicy, Rung
from loyalty.words import yuan
from mqtt_bridge.codes import CodeKind, read_code
from mqtt_bridge.messages import RungView, Words
from server.house import House


def began(house: House, code: str, friend: str, now: datetime) -> None:
    """A new member came with this code. One that is nobody's, or breaks a guard, gives nothing and stops nobody."""
    if house.programme.referral is None:
        return
    store = house.store.referrals
    read = read_code(code)
    referrer = store.holder(read.text) if read is not None and read.kind is CodeKind.FRIEND else None
    if referrer is None:
        return
    above = store.referrers_above(referrer) | store.referrers_above(friend)
    has_ordered = house.store.visits.has_ordered(friend, 0)
    made = referrals.start(
        uuid.uuid4().hex,
        referrer,
        friend,
        now,
        referrers=above,
        has_ordered=has_ordered,
        referrer_marks=house.store.payers.of_member(referrer),
        friend_marks=house.store.payers.of_member(friend),
    )
    store.save(made)


def paid(house: House, friend: str, order: str, spend_fen: int, paid_at: datetime, payer: Mapping[str, str]) -> None:
    """The friend paid an order: it may be the one that counts, unless the referrer pays with the same (`payer`)."""
    policy = house.programme.referral
    payers = house.store.payers
    marks = payers.marks(payer)
    payers.note(friend, marks)
    if policy is None:
        return
    for known in house.store.referrals.of_friend(friend):
        theirs = payers.of_member(known.referrer)
        changed = referrals.paid(
            policy, known, order, spend_fen, paid_at, referrer_marks=theirs, order_marks=payers.of_member(friend)
        )
        if changed != known:
            house.store.referrals.save(changed)


def refunded(house: House, friend: str, order: str, left_fen: int, at: datetime) -> None:
    """Some of an order of the friend went back."""
    policy = house.programme.referral
    if policy is None:
        return
    for known in house.store.referrals.of_friend(friend):
        changed = referrals.refunded(policy, known, order, left_fen, at)
        if changed != known:
            house.store.referrals.save(changed)


def give_due(house: House, referrer: str, source: str, now: datetime) -> int:
    """Give what is due to this referrer and the friends by `now`; how many referrals were rewarded."""
    policy = house.programme.referral
    if policy is None:
        return 0
    known = house.store.referrals.of_referrer(referrer)
    due = referrals.due(policy, known, now, house.programme.zone)
    for reward in due:
        house.store.referrals.save(reward.referral)
        mine, friends = reward.referrer_event, reward.friend_event
        house.give(referrer, reward.referrer_points, Origin(mine, source, now, now), "referral")
        house.give(reward.referral.friend, reward.friend_points, Origin(friends, source, now, now), "referral")
    _give_rungs(house, policy, referrer, source, now)
    return len(due)


def _give_rungs(house: House, policy: ReferralPolicy, referrer: str, source: str, now: datetime) -> None:
    """What so many friends bring on top, each rung once."""
    store = house.store.referrals
    for rung in referrals.reached(policy, store.of_referrer(referrer), store.rungs(referrer)):
        store.take_rung(referrer, rung.friends, now)
        event = f"rung:{referrer}:{rung.friends}"
        house.give(referrer, rung.points, Origin(event, source, now, now), "referral")
        template = house.programme.template(rung.coupon)
        if template is not None:
            lapses = house.programme.coupon_expires_at(template, now)
            coupon = Coupon(house.new_code(CodeKind.COUPON), template.key, lapses)
            house.store.coupons.add(coupon, referrer, now, source, event)


def ladder_in_words(house: House, policy: ReferralPolicy, member: str) -> tuple[RungView, ...]:
    """The rungs as the member reads them."""
    had = house.store.referrals.rungs(member)
    return tuple(
        RungView(friends=rung.friends, reward=_rung_in_words(house, rung), reached=rung.friends in had)
        for rung in policy.ladder
    )


def _rung_in_words(house: House, rung: Rung) -> Words:
    template = house.programme.template(rung.coupon)
    points = (f"{rung.points} 积分", f"{rung.points} points") if rung.points else ("", "")
    gift = ("", "") if template is None else (template.title.zh, template.title.en)
    return Words(zh=" + ".join(filter(None, (points[0], gift[0]))), en=" + ".join(filter(None, (points[1], gift[1]))))


def rewards_in_words(policy: ReferralPolicy) -> tuple[Words, Words]:
    """What the member gets for a friend, and what the friend gets; the friend reads that on a slip."""
    least = yuan(policy.min_order_fen)
    mine = Words(
        zh=f"好友首次消费满 {least}，您得 {policy.referrer_points} 积分",
        en=f"{policy.referrer_points} points after their first order from {least}",
    )
    friends = Words(
        zh=f"首次消费满 {least}，得 {policy.friend_points} 积分",
        en=f"{policy.friend_points} points after a first order from {least}",
    )
    return mine, friends


def rewards_for_the_friend(policy: ReferralPolicy) -> tuple[Words, Words]:
    """The same, as the friend reads it: what the member gets for them, and what they get themselves."""
    least = yuan(policy.min_order_fen)
    theirs = Words(
        zh=f"您首次消费满 {least} 后，好友得 {policy.referrer_points} 积分",
        en=f"{policy.referrer_points} points after your first order from {least}",
    )
    mine = Words(
        zh=f"您首次消费满 {least}，得 {policy.friend_points} 积分",
        en=f"{policy.friend_points} points after your first order from {least}",
    )
    return theirs, mine
