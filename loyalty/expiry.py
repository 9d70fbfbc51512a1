"""When points lapse: worked out once, at issue, and frozen on the lot.

The last day is a local date of the restaurant; the points lapse at the local midnight that ends it.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from loyalty import checks


class ExpiryKind(StrEnum):
    ROLLING = "rolling"
    CALENDAR = "calendar"
    SLIDING = "sliding"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class ExpiryPolicy:
    """`rolling`: `months` after issue. `calendar`: cleared at the end of every period of `months` (1, 2, 3, 4, 6, 12).

    `sliding`: after `months` without activity; every activity renews what is open (`ledger.renew`).
    """

    kind: ExpiryKind = ExpiryKind.ROLLING
    months: int = 12


def last_day(policy: ExpiryPolicy, issued_on: date) -> date | None:
    """The last local day on which points issued on `issued_on` can be spent; None: for ever."""
    match policy.kind:
        case ExpiryKind.NEVER:
            return None
        case ExpiryKind.CALENDAR:
            return period_end(issued_on, policy.months)
        case _:
            return add_months(issued_on, policy.months)


def expires_at(policy: ExpiryPolicy, issued_at: datetime, zone: tzinfo) -> datetime | None:
    """The moment (UTC) at which points issued at `issued_at` lapse; None: never."""
    last = last_day(policy, local_date(issued_at, zone))
    return None if last is None else end_of_day(last, zone)


def add_months(day: date, months: int) -> date:
    """The same day `months` later; the last of the month where there is no such day (31 Jan + 1 = end of February)."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def period_end(day: date, months: int) -> date:
    """The last day of the calendar period of `months` that `day` lies in: month, quarter, half year, year."""
    if months < 1 or 12 % months:
        raise ValueError(f"a year has no whole number of periods of {months} months")
    month = (day.month - 1) // months * months + months
    return date(day.year, month, monthrange(day.year, month)[1])


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """The local midnight that ends `day`, in UTC."""
    return start_of_day(day + timedelta(days=1), zone)


def start_of_day(day: date, zone: tzinfo) -> datetime:
    """The local midnight that begins `day`, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def local_date(moment: datetime, zone: tzinfo) -> date:
    """The date on the restaurant's wall at `moment`."""
    return checks.aware("moment", moment).astimezone(zone).date()


def lapses_on(moment: datetime, zone: tzinfo) -> date:
    """The last local day before points that lapse at `moment` are gone: what a member is told."""
    return (checks.aware("moment", moment).astimezone(zone) - timedelta(microseconds=1)).date()
