"""Tiers: when a member moves up, is warned, or moves down one step (C1-C6). Qualifying is apart from points."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

from loyalty.expiry import ExpiryPolicy, add_months
from loyalty.words import NO_WORDS, Words


class PrivilegeKind(StrEnum):
    BOOKING = "booking"
    QUEUE = "queue"
    DISCOUNT = "discount"
    BIRTHDAY = "birthday"
    POINTS = "points"
    EVENTS = "events"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Privilege:
    """Something a tier may do or gets (C5). The tiers above have it too, unless they have their own of this kind."""

    kind: PrivilegeKind
    title: Words
    detail: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class Tier:
    """Reached with `spend_fen` or with `visits` in the window (None: that way is closed; both None: the first tier)."""

    key: str
    name: Words
    spend_fen: int | None = None
    visits: int | None = None
    basis_points: int = 10_000
    benefits: Words = NO_WORDS
    expiry: ExpiryPolicy | None = None
    privileges: tuple[Privilege, ...] = ()


@dataclass(frozen=True, slots=True)
class TierPolicy:
    """The ladder, lowest first. What counts is the last `window_months`; a tier is kept for `valid_months`.

    At `keep_until` a member who no longer qualifies has `grace_days` more, is warned `warn_days` before the
    day it ends, and then moves down one step. Whoever was warned late gets `notice_days` from the warning.
    From `near_percent` of the way on a member is told how little the next tier lacks (C3).
    """

    ladder: tuple[Tier, ...]
    window_months: int = 12
    valid_months: int = 12
    grace_days: int = 30
    warn_days: tuple[int, ...] = (30, 7, 1)
    notice_days: int = 7
    near_percent: int = 80

    def rank(self, key: str) -> int:
        """Place on the ladder from 0; a tier that is no longer on it counts as the first."""
        return next((rank for rank, tier in enumerate(self.ladder) if tier.key == key), 0)

    def tier(self, key: str) -> Tier:
        return self.ladder[self.rank(key)]

    def earned(self, spend_fen: int, visits: int) -> Tier:
        """The highest tier these figures reach; exactly at the boundary is reached."""
        reached = [tier for tier in self.ladder if _short(tier, spend_fen, visits) is None]
        return reached[-1] if reached else self.ladder[0]


@dataclass(frozen=True, slots=True)
class TierState:
    """What is stored of a member's tier. `warned` is the last warning given (days before), `ends_on` what it said."""

    tier: str
    since: date
    keep_until: date
    warned: int | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Keep:
    state: TierState


@dataclass(frozen=True, slots=True)
class Upgrade:
    tier: Tier
    state: TierState


@dataclass(frozen=True, slots=True)
class WarnDowngrade:
    """Say it now: on `on` the tier becomes `tier`, unless `short_fen` is spent or `short_visits` visits made.

    A way that is closed (no visits count) is None.
    """

    tier: Tier
    on: date
    short_fen: int | None
    short_visits: int | None
    state: TierState


@dataclass(frozen=True, slots=True)
class Downgrade:
    tier: Tier
    state: TierState


Review = Keep | Upgrade | WarnDowngrade | Downgrade


@dataclass(frozen=True, slots=True)
class Progress:
    """For the greeting: the way to the next tier, and what keeps this one (shorts are 0 when it is safe)."""

    tier: Tier
    next: Tier | None
    measure: Literal["spend", "visits"]
    have: int
    need: int
    keep_until: date
    keep_short_fen: int
    keep_short_visits: int


def joined(policy: TierPolicy, today: date) -> TierState:
    """The state of a new member."""
    return _entered(policy, policy.ladder[0], today)


def review(policy: TierPolicy, state: TierState, spend_fen: int, visits: int, today: date) -> Review:
    """Decide what happens to one member today. Store the answer's `state`; asking again then gives `Keep`."""
    current, earned = policy.tier(state.tier), policy.earned(spend_fen, visits)
    rank = policy.rank(state.tier)
    if policy.rank(earned.key) > rank:
        return Upgrade(earned, _entered(policy, earned, today))
    if policy.rank(earned.key) == rank:
        if today >= state.keep_until:
            return Keep(replace(_entered(policy, current, today), since=state.since))
        is_plain = state.warned is None and state.ends_on is None
        return Keep(state if is_plain else replace(state, warned=None, ends_on=None))
    return _at_risk(policy, state, _short(current, spend_fen, visits), today)


def progress(policy: TierPolicy, state: TierState, spend_fen: int, visits: int) -> Progress:
    """What the greeting shows. Of two ways up, the one that is further along."""
    rank = policy.rank(state.tier)
    current = policy.ladder[rank]
    following = policy.ladder[rank + 1] if rank + 1 < len(policy.ladder) else None
    measure, have, need = _nearest(following, spend_fen, visits)
    short_fen, short_visits = (None, None) if rank == 0 else _short(current, spend_fen, visits) or (None, None)
    until = state.ends_on or state.keep_until
    return Progress(current, following, measure, have, need, until, short_fen or 0, short_visits or 0)


@dataclass(frozen=True, slots=True)
class NearUpgrade:
    """Say it: `short` (fen or visits, as `measure` says) and the tier is `tier`."""

    tier: Tier
    measure: Literal["spend", "visits"]
    short: int


@dataclass(frozen=True, slots=True)
class GuideLine:
    """One tier of the privilege guide: what it asks and everything it gives, inherited things too."""

    tier: Tier
    privileges: tuple[Privilege, ...]


def near_upgrade(policy: TierPolicy, state: TierState, spend_fen: int, visits: int) -> NearUpgrade | None:
    """Whether the next tier is near enough to say so (C3)."""
    way = progress(policy, state, spend_fen, visits)
    if way.next is None or not way.have * 100 >= way.need * policy.near_percent or way.have >= way.need:
        return None
    return NearUpgrade(way.next, way.measure, way.need - way.have)


def guide(policy: TierPolicy) -> tuple[GuideLine, ...]:
    """The privilege guide (C5), lowest tier first: of every kind the nearest tier's own, from there down."""
    lines: list[GuideLine] = []
    inherited: tuple[Privilege, ...] = ()
    for tier in policy.ladder:
        own = {one.kind for one in tier.privileges}
        inherited = (*(one for one in inherited if one.kind not in own), *tier.privileges)
        lines.append(GuideLine(tier, inherited))
    return tuple(lines)


def next_change(policy: TierPolicy, state: TierState, today: date) -> date:
    """The next day after `today` on which `review` may have something to say of the same figures."""
    if policy.rank(state.tier) == 0:
        return max(state.keep_until, today + timedelta(days=1))
    ends_on = state.ends_on or state.keep_until + timedelta(days=policy.grace_days)
    days = [state.keep_until, ends_on, *(ends_on - timedelta(days=days) for days in policy.warn_days)]
    return min((day for day in days if day > today), default=today + timedelta(days=1))


def _at_risk(
    policy: TierPolicy, state: TierState, short: tuple[int | None, int | None] | None, today: date
) -> Keep | WarnDowngrade | Downgrade:
    below = policy.ladder[policy.rank(state.tier) - 1]
    ends_on = state.ends_on or state.keep_until + timedelta(days=policy.grace_days)
    if state.warned is not None and today >= ends_on:
        return Downgrade(below, _entered(policy, below, today))
    due = [days for days in policy.warn_days if today >= ends_on - timedelta(days=days)]
    if not due or (state.warned is not None and state.warned <= min(due)):
        return Keep(state)
    if state.warned is None:
        # Nobody moves down unwarned: a warning that comes late moves the day.
        ends_on = max(ends_on, today + timedelta(days=min(policy.notice_days, max(policy.warn_days))))
        due = [days for days in policy.warn_days if today >= ends_on - timedelta(days=days)]
    warned = replace(state, warned=min(due), ends_on=ends_on)
    short_fen, short_visits = short or (None, None)
    return WarnDowngrade(below, ends_on, short_fen, short_visits, warned)


def _entered(policy: TierPolicy, tier: Tier, today: date) -> TierState:
    return TierState(tier.key, today, add_months(today, policy.valid_months))


def _short(tier: Tier, spend_fen: int, visits: int) -> tuple[int | None, int | None] | None:
    """What is missing for the tier by each way; None when it is reached."""
    short_fen = None if tier.spend_fen is None else tier.spend_fen - spend_fen
    short_visits = None if tier.visits is None else tier.visits - visits
    if short_fen is None and short_visits is None:
        return None
    if (short_fen is not None and short_fen <= 0) or (short_visits is not None and short_visits <= 0):
        return None
    return short_fen, short_visits


def _nearest(tier: Tier | None, spend_fen: int, visits: int) -> tuple[Literal["spend", "visits"], int, int]:
    if tier is None:
        return "spend", spend_fen, 0
    if tier.visits is None:
        return "spend", spend_fen, tier.spend_fen or 0
    if tier.spend_fen is None or visits * tier.spend_fen > spend_fen * tier.visits:
        return "visits", visits, tier.visits
    return "spend", spend_fen, tier.spend_fen
