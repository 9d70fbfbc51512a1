"""Before points lapse: reminders by value at risk. After: what they were, and points or a gift again (B9)."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from loyalty.cash_offset import PointWorth
from loyalty.expiry import end_of_day, lapses_on, local_date
from loyalty.ledger import Account, Entry, EntryKind


@dataclass(frozen=True, slots=True)
class ReminderStep:
    """Tell it `days` before, when at least `min_fen` is at risk."""

    days: int
    min_fen: int


@dataclass(frozen=True, slots=True)
class ReminderPolicy:
    """The more is at risk, the earlier and the oftener a member hears of it. `worth` prices the points.

    Of a coupon that ends a member hears `coupon_days` before.
    """

    steps: tuple[ReminderStep, ...] = (ReminderStep(30, 5_000), ReminderStep(7, 1_000), ReminderStep(1, 100))
    worth: PointWorth = field(default_factory=lambda: PointWorth(10, 1_000))
    coupon_days: tuple[int, ...] = (3,)


@dataclass(frozen=True, slots=True)
class Reminder:
    """`points` worth `value_fen` can be spent until `on`, that day included. `key` is its dedupe key."""

    on: date
    days: int
    points: int
    value_fen: int
    key: str


@dataclass(frozen=True, slots=True)
class CompensationPolicy:
    """Within `within_days` of a clearing, this share of it (10000: all) is given again, for `valid_days`.

    With a `coupon` (key of its template) the member gets that instead of points.
    """

    basis_points: int = 10_000
    within_days: int = 30
    valid_days: int = 30
    coupon: str = ""


@dataclass(frozen=True, slots=True)
class Compensation:
    """For clearing `entry` give `points` until `expires_at` (`ledger.compensate`), or the `coupon`."""

    entry: int
    points: int
    expires_at: datetime
    coupon: str = ""


@dataclass(frozen=True, slots=True)
class NothingToCompensate:
    """Not a clearing, too long ago (`too_late`), or done already."""

    too_late: bool = False


def reminders(
    policy: ReminderPolicy, account: Account, now: datetime, zone: tzinfo, sent: Container[str] = ()
) -> tuple[Reminder, ...]:
    """What is to be said today of points that lapse, one at most for every day on which some do.

    `sent` are the keys of reminders made before. Of several steps that are due only the nearest is said.
    """
    today = local_date(now, zone)
    found = []
    for on, points in sorted(at_risk(account, now, zone).items()):
        value = points * policy.worth.fen // policy.worth.points
        due = [step.days for step in policy.steps if (on - today).days <= step.days and value >= step.min_fen]
        if not due:
            continue
        key = _key(account, on, min(due))
        later = (_key(account, on, step.days) for step in policy.steps if step.days < min(due))
        if key not in sent and not any(said in sent for said in later):
            found.append(Reminder(on, min(due), points, value, key))
    return tuple(found)


def next_reminder(policy: ReminderPolicy, account: Account, now: datetime, zone: tzinfo) -> datetime | None:
    """When the next step is due that is not due yet; None: none in sight."""
    return min((at for at in _steps(policy, account, now, zone) if at > now), default=None)


def at_risk(account: Account, now: datetime, zone: tzinfo) -> dict[date, int]:
    """Points that can be spent at `now`, by the last local day on which they can."""
    points: dict[date, int] = {}
    for lot in account.lots:
        if lot.open(now) and lot.expires_at is not None:
            on = lapses_on(lot.expires_at, zone)
            points[on] = points.get(on, 0) + lot.remaining
    return points


def compensation(
    policy: CompensationPolicy, cleared: Entry, done: bool, now: datetime, zone: tzinfo
) -> Compensation | NothingToCompensate:
    """What a member gets for entry `cleared`, once; `done`: something was given for it before."""
    if cleared.kind is not EntryKind.EXPIRE or done:
        return NothingToCompensate()
    if now >= cleared.occurred_at + timedelta(days=policy.within_days):
        return NothingToCompensate(too_late=True)
    points = 0 if policy.coupon else -cleared.points * policy.basis_points // 10_000
    if not points and not policy.coupon:
        return NothingToCompensate()
    last = local_date(now, zone) + timedelta(days=policy.valid_days - 1)
    return Compensation(cleared.seq, points, end_of_day(last, zone), policy.coupon)


def _steps(policy: ReminderPolicy, account: Account, now: datetime, zone: tzinfo) -> Iterator[datetime]:
    for on, points in at_risk(account, now, zone).items():
        value = points * policy.worth.fen // policy.worth.points
        for step in policy.steps:
            if value >= step.min_fen:
                yield end_of_day(on - timedelta(days=step.days + 1), zone)


def _key(account: Account, on: date, days: int) -> str:
    return f"expiry:{account.id}:{on.isoformat()}:{days}"
