"""The Chinese calendar for any year: days of the lunar calendar, and the solar terms.

New moons and terms are those of China's own time (lunar_python), by which the calendar is made. A table of them ends
somewhere: the one we had before was a day late in September 2057 and knew nothing after 2099.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from lunar_python import LunarYear, Solar

from loyalty.holidays import TERMS

# The library's list begins with the term before the winter solstice.
_FIRST = 1
# As many as are asked about at a time; working one out takes some 10 ms.
_YEARS = 64


def lunar(year: int, month: int, day: int) -> date:
    """The day of this lunar year, never in a leap month; the 29th of a month that has no 30th, as is the custom."""
    first, days = _months(year)[month]
    return first + timedelta(days=min(day, days) - 1)


def term(name: str, year: int) -> date:
    """The day of this solar term (one of `loyalty.holidays.TERMS`) in this year of ours."""
    # The list begins in the year before, where the first of the terms still is.
    place = TERMS.index(name) or len(TERMS)
    return _terms(year)[place]


@lru_cache(_YEARS)
def _months(year: int) -> dict[int, tuple[date, int]]:
    """The first day of each month of a lunar year, and how many it has."""
    months = LunarYear.fromYear(year).getMonthsInYear()
    return {one.getMonth(): (_day(one.getFirstJulianDay()), one.getDayCount()) for one in months if not one.isLeap()}


@lru_cache(_YEARS)
def _terms(year: int) -> tuple[date, ...]:
    return tuple(_day(moment) for moment in LunarYear.fromYear(year).getJieQiJulianDays()[_FIRST:])


def _day(julian: float) -> date:
    found = Solar.fromJulianDay(julian)
    return date(found.getYear(), found.getMonth(), found.getDay())
