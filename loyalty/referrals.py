"""Referrals: both sides get points after the friend's first paid order, once its void window has closed (B5, I15).

    start -> pending -> qualified -> rewarded          a refund within the window: pending again
          -> rejected(reason)

The graph of who referred whom has one referrer a friend and no circles. Nothing here depends on when a sweep
runs: what is due is decided by the moments that are stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from loyalty import checks


class ReferralState(StrEnum):
    PENDING = "pending"
    QUALIFIED = "qualified"
    REWARDED = "rewarded"
    REJECTED = "rejected"


class Rejection(StrEnum):
    """Why a referral counts for nothing."""

    SELF = "self"
    CYCLE = "cycle"
    HAS_REFERRER = "has_referrer"
    HAS_ORDERED = "has_ordered"
    SAME_DEVICE = "same_device"
    SAME_PHONE = "same_phone"
    SAME_PAYMENT = "same_payment"
    TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True)
class Rung:
    """What a member gets on top, once in their life, with their `friends`th friend: points, a coupon, or both."""

    friends: int
    points: int = 0
    coupon: str = ""


@dataclass(frozen=True, slots=True)
class ReferralPolicy:
    """The friend's first order of `min_order_fen` within `valid_days` counts; refunds may come for `void_window_days`.

    `month_cap`: so many rewards a referrer in one local month (None: no cap); beyond it only the friend gets theirs.
    `ladder`: the lowest rung first.
    """

    min_order_fen: int = 10_000
    referrer_points: int = 50
    friend_points: int = 50
    valid_days: int = 90
    void_window_days: int = 7
    month_cap: int | None = 10
    ladder: tuple[Rung, ...] = ()


@dataclass(frozen=True, slots=True)
class Marks:
    """What a person can be told by, as digests: devices, phones, ways to pay. One in common is one person."""

    devices: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    payments: frozenset[str] = frozenset()

    def shared_with(self, other: Marks) -> Rejection | None:
        if self.devices & other.devices:
            return Rejection.SAME_DEVICE
        if self.phones & other.phones:
            return Rejection.SAME_PHONE
        return Rejection.SAME_PAYMENT if self.payments & other.payments else None


NO_MARKS = Marks()


@dataclass(frozen=True, slots=True)
class Referral:
    """One friend brought by one member. `due_at` is when the void window of `order` closes.

    `capped`: rewarded, but the referrer's month was full and only the friend got points. A rewarded one may have a
    `reason` too, since two accounts turned out to be one: it stays as history and counts in no graph.
    """

    id: str
    referrer: str
    friend: str
    made_at: datetime
    state: ReferralState = ReferralState.PENDING
    reason: Rejection | None = None
    order: str = ""
    due_at: datetime | None = None
    capped: bool = False

    def __post_init__(self) -> None:
        checks.text("referral id", self.id, 100)
        checks.aware("made_at", self.made_at)

    @property
    def counts(self) -> bool:
        """Whether it says who referred whom: not rejected, and not found wrong since."""
        return self.reason is None


@dataclass(frozen=True, slots=True)
class Reward:
    """Give these points (0: none) and store `referral`, in one transaction. Event ids make twice once."""

    referral: Referral
    referrer_points: int
    friend_points: int

    @property
    def referrer_event(self) -> str:
        return f"referral:{self.referral.id}:referrer"

    @property
    def friend_event(self) -> str:
        return f"referral:{self.referral.id}:friend"


def start(
    id_: str,
    referrer: str,
    friend: str,
    now: datetime,
    *,
    referrers: Mapping[str, str],
    has_ordered: bool = False,
    referrer_marks: Marks = NO_MARKS,
    friend_marks: Marks = NO_MARKS,
) -> Referral:
    """A referral, pending or rejected. `referrers` says who referred whom, by the referrals that count."""
    made = Referral(id_, referrer, friend, now)
    if friend == referrer:
        return _rejected(made, Rejection.SELF)
    if friend in referrers:
        return _rejected(made, Rejection.HAS_REFERRER)
    if friend in ancestors(referrers, referrer):
        return _rejected(made, Rejection.CYCLE)
    if has_ordered:
        return _rejected(made, Rejection.HAS_ORDERED)
    shared = referrer_marks.shared_with(friend_marks)
    return made if shared is None else _rejected(made, shared)


def as_of(policy: ReferralPolicy, referral: Referral, now: datetime) -> Referral:
    """The referral as it stands at `now`: one that waited too long for its order is rejected, swept or not."""
    if referral.state is ReferralState.PENDING and now >= referral.made_at + timedelta(days=policy.valid_days):
        return _rejected(referral, Rejection.TOO_LATE)
    return referral


def paid(
    policy: ReferralPolicy,
    referral: Referral,
    order: str,
    spend_fen: int,
    paid_at: datetime,
    *,
    referrer_marks: Marks = NO_MARKS,
    order_marks: Marks = NO_MARKS,
) -> Referral:
    """The friend paid an order: the first of at least `min_order_fen` qualifies. Told twice: the same answer."""
    checks.fen("spend_fen", spend_fen)
    referral = as_of(policy, referral, paid_at)
    if referral.state is not ReferralState.PENDING or spend_fen < policy.min_order_fen or paid_at < referral.made_at:
        return referral
    shared = referrer_marks.shared_with(order_marks)
    if shared is not None:
        return _rejected(referral, shared)
    due_at = paid_at + timedelta(days=policy.void_window_days)
    return replace(referral, state=ReferralState.QUALIFIED, order=order, due_at=due_at)


def refunded(policy: ReferralPolicy, referral: Referral, order: str, left_fen: int, at: datetime) -> Referral:
    """`left_fen` of the order is still paid. Below the minimum within the window, the friend's next order may count."""
    checks.fen("left_fen", left_fen)
    open_ = referral.state is ReferralState.QUALIFIED and referral.due_at is not None and at < referral.due_at
    if not open_ or referral.order != order or left_fen >= policy.min_order_fen:
        return referral
    return replace(referral, state=ReferralState.PENDING, order="", due_at=None)


def due(policy: ReferralPolicy, referrals: Iterable[Referral], now: datetime, zone: tzinfo) -> tuple[Reward, ...]:
    """What is to be given by `now`. `referrals` are all of ONE referrer, those already rewarded too.

    The cap goes by the local month in which a window closed, not by when somebody looked.
    """
    known = tuple(referrals)
    if len({one.referrer for one in known}) > 1:
        raise ValueError("these referrals are of more than one referrer")
    given = Counter(_month(one, zone) for one in known if one.state is ReferralState.REWARDED and not one.capped)
    rewards = []
    for one in sorted(known, key=lambda one: (one.due_at or now, one.id)):
        if one.state is not ReferralState.QUALIFIED or one.due_at is None or one.due_at > now:
            continue
        month = _month(one, zone)
        capped = policy.month_cap is not None and given[month] >= policy.month_cap
        given[month] += not capped
        rewarded = replace(one, state=ReferralState.REWARDED, capped=capped)
        rewards.append(Reward(rewarded, 0 if capped else policy.referrer_points, policy.friend_points))
    return tuple(rewards)


def reached(policy: ReferralPolicy, referrals: Iterable[Referral], given: Set[int]) -> tuple[Rung, ...]:
    """The rungs that are due to the referrer of all these. `given`: the friends of those they have had.

    A friend beyond the cap of the month counts here: they came as well.
    """
    friends = sum(one.state is ReferralState.REWARDED and one.counts for one in referrals)
    return tuple(rung for rung in policy.ladder if rung.friends <= friends and rung.friends not in given)


def ancestors(referrers: Mapping[str, str], member: str) -> Iterator[str]:
    """Who referred this member, who referred those, and so on; ends also where stored data has a circle."""
    seen = {member}
    while (above := referrers.get(member)) is not None and above not in seen:
        yield above
        seen.add(above)
        member = above


def circle(referrers: Mapping[str, str]) -> str | None:
    """A member who is their own ancestor; None: the graph is sound (for the nightly audit)."""
    sound: set[str] = set()
    for member in referrers:
        path: set[str] = set()
        at: str | None = member
        while at is not None and at not in sound:
            if at in path:
                return at
            path.add(at)
            at = referrers.get(at)
        sound |= path
    return None


def _rejected(referral: Referral, reason: Rejection) -> Referral:
    return replace(referral, state=ReferralState.REJECTED, reason=reason)


def _month(referral: Referral, zone: tzinfo) -> tuple[int, int]:
    local = (referral.due_at or referral.made_at).astimezone(zone)
    return local.year, local.month
