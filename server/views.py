"""What a kiosk may know of a member: built anew for every answer, naming nobody in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from loyalty import words
from loyalty.coupons import Coupon, CouponKind, CouponState, CouponTemplate, as_of
from loyalty.expiry import add_months, lapses_on, start_of_day
from loyalty.programme import Programme
from loyalty.refreshing import is_due
from loyalty.tiers import Tier, TierState, joined, progress
from mqtt_bridge.messages import (
    CheckInView,
    CouponView,
    ExpiringView,
    FirstOrderView,
    GiftChoice,
    MemberView,
    ProgressView,
    RewardView,
    TierView,
    Words,
)
from server import names, phones
from server.house import House
from server.store.coupons import StoredCoupon
from server.store.ledger import Standing
from server.store.members import Member
from server.store.moments import to_us

AT_RISK = timedelta(days=30)
# So long somebody is new.
NEW = timedelta(days=30)
# How the event begins by which a member chose among several gifts; then the template's key.
CHOSEN = "chosen:"


def member_view(house: House, member: Member, now: datetime) -> MemberView:
    """The member as a screen may show them at `now`."""
    store, programme = house.store, house.programme
    standing = store.ledger.standing(member.id, now, now + AT_RISK)
    today = programme.local(now).date()
    state = store.visits.tier(member.id) or joined(programme.tiers, today)
    current = programme.tiers.tier(state.tier)
    return MemberView(
        member=member.id,
        display_name=names.shown(member.name, house.name_style),
        phone_masked=phones.masked(member.phone),
        card_last4=store.members.card_last4(member.id),
        language=member.language,
        points=standing.available,
        debt=standing.debt,
        tier=tier_view(programme, current),
        progress=_progress(house, member.id, state, today),
        expiring=_expiring(programme, standing),
        coupons=tuple(_coupons(house, store.coupons.of_member(member.id), now)),
        check_in=_check_in(house, member.id),
        as_of=programme.local(now).isoformat(timespec="seconds"),
        version=to_us(now),
        ask_profile=is_due(
            programme.refresh, member.confirmed_at or member.joined_at, member.put_off_at, now, programme.zone
        ),
        recommends=_recommended(house, member, now),
        first_order=_first_order(house, member, now),
    )


def tier_view(programme: Programme, tier: Tier) -> TierView:
    return TierView(key=tier.key, name=said(tier.name), rank=programme.tiers.rank(tier.key))


def coupon_view(house: House, template: CouponTemplate, coupon: Coupon, printed: int) -> CouponView:
    programme = house.programme
    expires_on = None if coupon.expires_at is None else lapses_on(coupon.expires_at, programme.zone).isoformat()
    return CouponView(
        code=coupon.code,
        kind=template.kind.value,
        title=said(template.title),
        detail=said(template.detail),
        expires_on=expires_on,
        state=coupon.state.value,
        value_fen=template.value_fen if template.kind is CouponKind.AMOUNT_OFF else 0,
        printed=printed,
        signed="" if house.ring is None else house.ring.sign(template, coupon),
        occasion=_occasion(programme, template.key),
        choices=_choices(house, template, coupon, printed),
        may_pass=template.passes > 0 and house.store.giving.passed(coupon.code) < template.passes,
    )


def _occasion(programme: Programme, template: str) -> str:
    """What such a coupon is given for, where that is to be celebrated."""
    if template in programme.birthday_gifts:
        return "birthday"
    return "holiday" if template in programme.holiday_gifts else ""


def _choices(house: House, template: CouponTemplate, coupon: Coupon, printed: int) -> tuple[GiftChoice, ...]:
    """The gifts this one may still be; none once it was chosen, printed or used."""
    gifts = house.programme.birthday_gifts
    if len(gifts) < 2 or template.key not in gifts or printed or coupon.state is not CouponState.ISSUED:
        return ()
    if house.store.coupons.noted(coupon.code, CHOSEN):
        return ()
    found = [house.programme.template(key) for key in gifts]
    return tuple(
        GiftChoice(choice=one.key, kind=one.kind.value, title=said(one.title), detail=said(one.detail))
        for one in found
        if one is not None
    )


def reward_views(house: House, now: datetime) -> tuple[RewardView, ...]:
    """Everything points buy, with what is left of it at `now`."""
    views = []
    for reward in house.programme.rewards:
        template = house.programme.template(reward.coupon)
        if template is not None:
            stock = None if reward.stock is None else house.store.redemptions.left(reward.key, now)
            views.append(
                RewardView(
                    reward=reward.key,
                    kind=template.kind.value,
                    title=said(reward.title),
                    detail=said(reward.detail),
                    points=reward.points,
                    stock=stock,
                )
            )
    return tuple(views)


def spend_and_visits(house: House, member: str, today: date) -> tuple[int, int]:
    """What counts for the tier today: spend in fen and days with an order, in the programme's window.

    A window of twelve months ends today and began the day after this day a year ago: what brought a tier does not
    bring it again on the day it ends.
    """
    return house.store.visits.spend_and_visits(member, window_begins(house.programme, today))


def window_begins(programme: Programme, today: date) -> datetime:
    """The moment from which on orders count for the tier today."""
    first = add_months(today, -programme.tiers.window_months) + timedelta(days=1)
    return start_of_day(first, programme.zone)


def said(text: words.Words) -> Words:
    """Words of the rules as words of the wire."""
    return Words(zh=text.zh, en=text.en)


def _recommended(house: House, member: Member, now: datetime) -> Words | None:
    """What somebody who is new and has not ordered yet should try (A2)."""
    dish = house.programme.joining.recommends
    if dish == words.NO_WORDS or now >= member.joined_at + NEW or house.store.visits.has_ordered(member.id, 0):
        return None
    return said(dish)


def _first_order(house: House, member: Member, now: datetime) -> FirstOrderView | None:
    """What the first order large enough would bring to somebody who is new (E3)."""
    given = house.programme.first_order(now)
    if given is None or now >= member.joined_at + NEW or house.store.visits.has_ordered(member.id, given.min_fen):
        return None
    return FirstOrderView(min_fen=given.min_fen, points=given.points)


def _progress(house: House, member: str, state: TierState, today: date) -> ProgressView:
    policy = house.programme.tiers
    way = progress(policy, state, *spend_and_visits(house, member, today))
    is_first = policy.rank(way.tier.key) == 0
    return ProgressView(
        next=None if way.next is None else tier_view(house.programme, way.next),
        measure=way.measure,
        have=way.have,
        need=way.need,
        benefits=None if way.next is None else said(way.next.benefits),
        keep_until=None if is_first else way.keep_until.isoformat(),
        keep_short_fen=way.keep_short_fen,
        keep_short_visits=way.keep_short_visits,
    )


def _expiring(programme: Programme, standing: Standing) -> ExpiringView | None:
    """Of the days in the next thirty on which points lapse, the one on which most do."""
    lapsing: Counter[date] = Counter()
    for expires_at, points in standing.lapsing:
        lapsing[lapses_on(expires_at, programme.zone)] += points
    if not lapsing:
        return None
    on = min(lapsing, key=lambda day: (-lapsing[day], day))
    return ExpiringView(points=lapsing[on], on=on.isoformat())


def _coupons(house: House, stored: Iterable[StoredCoupon], now: datetime) -> list[CouponView]:
    """Those still worth something, the first to expire first, of those the most valuable first."""
    views = []
    for one in stored:
        coupon, template = as_of(one.coupon, now), house.programme.template(one.coupon.template)
        if template is not None and coupon.state in (CouponState.ISSUED, CouponState.RESERVED):
            view = coupon_view(house, template, coupon, one.printed)
            views.append((view.expires_on or "9999", -template.value_fen, view.code, view))
    return [view for *_, view in sorted(views, key=lambda row: row[:3])]


def _check_in(house: House, member: str) -> CheckInView:
    last, policy = house.store.visits.last_check_in(member), house.programme.check_in
    on, streak = (None, 0) if last is None else (last[0].isoformat(), last[1])
    return CheckInView(
        last_on=on,
        streak=streak,
        points=policy.points,
        bonus_every=policy.bonus_every,
        bonus_points=policy.bonus_points,
    )
