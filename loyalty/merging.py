"""Two accounts of one person become one: coupons, check-ins, tier, referrals (A4). The points: `ledger.merge`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from loyalty.coupons import Coupon, CouponState, CouponTemplate, as_of
from loyalty.ledger.lots import NEVER
from loyalty.referrals import Referral, ReferralState, Rejection, ancestors
from loyalty.tiers import TierPolicy, TierState


@dataclass(frozen=True, slots=True)
class MergedCoupons:
    """`moved` change their holder; `voided` are more than one person may have. Used ones move too, as history."""

    moved: tuple[Coupon, ...]
    voided: tuple[Coupon, ...]


@dataclass(frozen=True, slots=True)
class MergedCheckIns:
    """All days once; `double` were counted on both accounts, so their points were given twice."""

    days: tuple[date, ...]
    double: tuple[date, ...]
    last_on: date | None
    streak: int


def coupons(
    kept: Iterable[Coupon], gone: Iterable[Coupon], templates: Iterable[CouponTemplate], now: datetime
) -> MergedCoupons:
    """The coupons of the account that goes. Where a member may have only so many, the surplus is voided.

    Those of the account that stays are not touched; of the others the ones in use, then the longest-lived move.
    """
    limits = {template.key: template.per_member for template in templates}
    alive = {CouponState.ISSUED, CouponState.RESERVED, CouponState.REDEEMED}
    has = Counter(coupon.template for coupon in (as_of(one, now) for one in kept) if coupon.state in alive)
    moved, voided = [], []
    for one in sorted((as_of(one, now) for one in gone), key=_keeping):
        most = limits.get(one.template)
        if one.state is CouponState.ISSUED and most is not None and has[one.template] >= most:
            voided.append(replace(one, state=CouponState.VOIDED))
            continue
        has[one.template] += one.state in alive
        moved.append(one)
    return MergedCoupons(tuple(moved), tuple(voided))


def check_ins(kept: Iterable[date], gone: Iterable[date]) -> MergedCheckIns:
    """The days of both accounts as one person's, and the streak they make together."""
    mine, theirs = set(kept), set(gone)
    days = sorted(mine | theirs)
    streak = 0
    for place, on in enumerate(days):
        streak = streak + 1 if place and on - days[place - 1] == timedelta(days=1) else 1
    return MergedCheckIns(tuple(days), tuple(sorted(mine & theirs)), days[-1] if days else None, streak)


def tier(policy: TierPolicy, kept: TierState, gone: TierState) -> TierState:
    """The better of the two, or of equal ones the one that lasts longer. (Then `tiers.review` with both sums.)"""
    return max((kept, gone), key=lambda state: (policy.rank(state.tier), state.ends_on or state.keep_until))


def referrals(known: Iterable[Referral], gone: str, kept: str) -> tuple[Referral, ...]:
    """Those that change: `gone` reads `kept` now; one that makes a circle or a second referrer gets that as its reason.

    What still waits is rejected with it; what was rewarded stays rewarded, as history, but counts no longer. Of two
    referrers the one who was rewarded stays, else the earlier. `known` are all referrals (or all that touch the
    two and whom they descend from).
    """
    changed: list[Referral] = []
    referrers: dict[str, str] = {}
    for one in sorted(known, key=lambda one: (one.state is not ReferralState.REWARDED, one.made_at, one.id)):
        now = replace(
            one,
            referrer=kept if one.referrer == gone else one.referrer,
            friend=kept if one.friend == gone else one.friend,
        )
        if now.counts:
            wrong = _wrong(now, referrers)
            if wrong is None:
                referrers[now.friend] = now.referrer
            else:
                rewarded = now.state is ReferralState.REWARDED
                now = replace(now, reason=wrong, state=now.state if rewarded else ReferralState.REJECTED)
        if now != one:
            changed.append(now)
    return tuple(changed)


def _wrong(one: Referral, referrers: dict[str, str]) -> Rejection | None:
    if one.friend == one.referrer:
        return Rejection.SELF
    if one.friend in referrers:
        return Rejection.HAS_REFERRER
    return Rejection.CYCLE if one.friend in ancestors(referrers, one.referrer) else None


def _keeping(coupon: Coupon) -> tuple[bool, timedelta, str]:
    return coupon.state is CouponState.ISSUED, NEVER - (coupon.expires_at or NEVER), coupon.code
