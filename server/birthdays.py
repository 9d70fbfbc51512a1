"""Birthdays as members give them: with the year, or without, or by the Chinese lunar calendar."""

from __future__ import annotations

import re
from datetime import date

from loyalty.holidays import LEAP_YEAR, LUNAR_DAYS, LUNAR_MONTHS
from loyalty.nightly import birthday_near
from server import almanac

OLDEST_YEARS = 130
_LUNAR = re.compile(r"L-(\d{2})-(\d{2})\Z", re.ASCII)
_DAY = re.compile(r"(?:(\d{4})-|--)?(\d{2})-(\d{2})\Z", re.ASCII)


def normalise(text: str, today: date) -> str | None:
    """`YYYY-MM-DD`, or `--MM-DD` when the year was not given, or `L-MM-DD` of the lunar calendar.

    Empty stays empty; None: no day anyone is born on.
    """
    if not text:
        return ""
    if lunar := _LUNAR.match(text):
        exists = 1 <= int(lunar[1]) <= LUNAR_MONTHS and 1 <= int(lunar[2]) <= LUNAR_DAYS
        return text if exists else None
    match = _DAY.match(text)
    if match is None:
        return None
    try:
        born = date(int(match[1] or LEAP_YEAR), int(match[2]), int(match[3]))
    except ValueError:
        return None
    if match[1] is None:
        return f"--{born:%m-%d}"
    return born.isoformat() if today.year - OLDEST_YEARS <= born.year and born <= today else None


def shown(birthday: str) -> str:
    """What a screen may show of it: `MM-DD` or `L-MM-DD`, the year is nobody's business."""
    return birthday if birthday.startswith("L-") else birthday[-5:]


def near(birthday: str, today: date) -> date | None:
    """The day nearest to `today` on which it is kept; None: not known."""
    found = kept(birthday, today)
    return None if found is None else found[0]


def kept(birthday: str, today: date) -> tuple[date, int] | None:
    """The day nearest to `today` on which it is kept, and of which year of its own calendar it is; None: not known.

    A lunar day is kept in its month, not in the leap month of the same number, and on the 29th in a month that has
    no 30th, as is the custom. Of the last lunar months one of our years may have two, and the next none.
    """
    if lunar := _LUNAR.match(birthday):
        years = (today.year + more for more in (-1, 0, 1))
        days = [(almanac.lunar(year, int(lunar[1]), int(lunar[2])), year) for year in years]
        return min(days, key=lambda one: abs((one[0] - today).days))
    match = _DAY.match(birthday)
    if match is None:
        return None
    on = birthday_near(int(match[2]), int(match[3]), today)
    return on, on.year
