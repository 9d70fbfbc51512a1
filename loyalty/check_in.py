"""Check-in: points once a local day, more on every nth day in a row (B3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class CheckInPolicy:
    """`points` a day, and `bonus_points` more on every `bonus_every`th day in a row (0: no bonus)."""

    points: int = 5
    bonus_every: int = 7
    bonus_points: int = 20


@dataclass(frozen=True, slots=True)
class CheckInAward:
    """`streak` counts today; `points` is all of it, `bonus` the part for the streak."""

    on: date
    streak: int
    points: int
    bonus: int


@dataclass(frozen=True, slots=True)
class AlreadyCheckedIn:
    """Today is done (or `today` lies before the last check-in, when a clock was wrong)."""

    last_on: date
    streak: int


def award(policy: CheckInPolicy, last_on: date | None, streak: int, today: date) -> CheckInAward | AlreadyCheckedIn:
    """What a check-in on the local date `today` is worth. A day missed begins the streak anew."""
    if last_on is not None and today <= last_on:
        return AlreadyCheckedIn(last_on, streak)
    days = streak + 1 if last_on is not None and today - last_on == timedelta(days=1) else 1
    bonus = policy.bonus_points if policy.bonus_every and days % policy.bonus_every == 0 else 0
    return CheckInAward(today, days, policy.points + bonus, bonus)


def running(last_on: date | None, streak: int, today: date) -> int:
    """The streak as it stands today: 0 once a day was missed."""
    return streak if last_on is not None and today - last_on <= timedelta(days=1) else 0
