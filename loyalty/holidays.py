"""Days the house keeps with everybody: when they fall, from when to when they are greeted, what they bring (E2).

A holiday's `day` says how its date is found: `10-01` every year, `2026-12-18` once, `L-08-15` by the Chinese lunar
calendar, or the name of a solar term, `qingming`. Whoever asks brings the almanac that knows the last two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from loyalty.words import Words

# From the winter solstice of the year before on, a fortnight apart.
TERMS = (
    *("dongzhi", "xiaohan", "dahan", "lichun", "yushui", "jingzhe", "chunfen", "qingming"),
    *("guyu", "lixia", "xiaoman", "mangzhong", "xiazhi", "xiaoshu", "dashu", "liqiu"),
    *("chushu", "bailu", "qiufen", "hanlu", "shuangjiang", "lidong", "xiaoxue", "daxue"),
)
# A day that every year may have, so that the 29th of February is one.
LEAP_YEAR = 2000
LUNAR_MONTHS, LUNAR_DAYS = 12, 30
_DAY = re.compile(r"(L-|\d{4}-|)(\d{2})-(\d{2})", re.ASCII)


class Almanac(Protocol):
    """What knows the Chinese calendar, for any year."""

    def lunar(self, year: int, month: int, day: int) -> date:
        """The day of this lunar year; the 29th of a month that has no 30th."""
        ...

    def term(self, name: str, year: int) -> date:
        """The day of this solar term (one of `TERMS`) in this year of ours."""
        ...


@dataclass(frozen=True, slots=True)
class Holiday:
    """One day the house keeps. `greeting` is what a member reads and hears, with no mark at its end: "中秋快乐".

    It is greeted from `before_days` before until `after_days` after. `coupon` is the key of the gift that comes with
    it, once a member and year; "": none. `calm`: said, but nothing is celebrated.
    """

    key: str
    day: str
    greeting: Words
    before_days: int = 0
    after_days: int = 0
    coupon: str = ""
    calm: bool = False


@dataclass(frozen=True, slots=True)
class Feast:
    """A holiday as it falls once: `on` that day, in `year` of its own calendar."""

    holiday: Holiday
    on: date
    year: int

    @property
    def begins(self) -> date:
        return self.on - timedelta(days=self.holiday.before_days)

    @property
    def ends(self) -> date:
        """The last day it is greeted."""
        return self.on + timedelta(days=self.holiday.after_days)

    @property
    def event(self) -> str:
        """What the gift of it is given for: the same for every member and whoever gives it."""
        return f"holiday:{self.holiday.key}:{self.year}"

    def kept(self, today: date) -> bool:
        return self.begins <= today <= self.ends


def is_day(text: str) -> bool:
    """Whether a `day` is one that some year has."""
    if text in TERMS:
        return True
    found = _DAY.fullmatch(text)
    if found is None:
        return False
    how, month, day = found[1], int(found[2]), int(found[3])
    if how == "L-":
        return 1 <= month <= LUNAR_MONTHS and 1 <= day <= LUNAR_DAYS
    try:
        date(int(how[:-1]) if how else LEAP_YEAR, month, day)
    except ValueError:
        return False
    return True


def falls_on(day: str, year: int, almanac: Almanac) -> date | None:
    """The date of a `day` that is one (`is_day`) in this year of its own calendar; None: not in this one."""
    if day in TERMS:
        return almanac.term(day, year)
    how, month, number = _DAY.fullmatch(day).groups()  # type: ignore[union-attr]  # it is one
    if how == "L-":
        return almanac.lunar(year, int(month), int(number))
    if how:
        return date.fromisoformat(day) if int(how[:-1]) == year else None
    # The 29th of February is kept on the 28th in other years.
    return _in_year(year, int(month), int(number))


def feasts(holidays: Iterable[Holiday], years: Iterable[int], almanac: Almanac) -> tuple[Feast, ...]:
    """These holidays as they fall in these years of their own calendars, the first to be greeted first."""
    asked = tuple(years)
    found = [
        Feast(holiday, on, year)
        for holiday in holidays
        for year in asked
        if (on := falls_on(holiday.day, year, almanac)) is not None
    ]
    return tuple(sorted(found, key=lambda feast: (feast.begins, feast.on)))


def _in_year(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, day - 1)
