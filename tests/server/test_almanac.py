"""The Chinese calendar, against days that were published."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from loyalty.holidays import TERMS, falls_on, is_day
from server import almanac


@pytest.mark.parametrize(
    ("day", "year", "on"),
    [
        ("L-01-01", 2026, "2026-02-17"),
        ("L-01-01", 2027, "2027-02-06"),
        ("L-01-01", 2100, "2100-02-09"),
        # The eve of the Spring Festival, in a twelfth month of 29 days and in one of 30.
        ("L-12-30", 2025, "2026-02-16"),
        ("L-12-30", 2026, "2027-02-05"),
        ("L-05-05", 2026, "2026-06-19"),
        ("L-07-07", 2026, "2026-08-19"),
        ("L-08-15", 1978, "1978-09-17"),
        ("L-08-15", 2020, "2020-10-01"),
        ("L-08-15", 2026, "2026-09-25"),
        # Of that year old tables have the leap month in the wrong place.
        ("L-08-15", 2033, "2033-09-08"),
        # A new moon at midnight: tables cut by hand are a day early.
        ("L-09-01", 2057, "2057-09-29"),
        # Leap months are nobody's holiday: 2028 has a second fifth month, 2025 had a second sixth.
        ("L-06-06", 2025, "2025-06-30"),
        ("L-09-09", 2026, "2026-10-18"),
        ("qingming", 2024, "2024-04-04"),
        ("qingming", 2026, "2026-04-05"),
        ("dongzhi", 2026, "2026-12-22"),
        ("dongzhi", 2028, "2028-12-21"),
        ("lichun", 2025, "2025-02-03"),
        ("10-01", 2031, "2031-10-01"),
        ("02-29", 2027, "2027-02-28"),
        ("02-29", 2028, "2028-02-29"),
        ("2026-12-18", 2026, "2026-12-18"),
    ],
)
def test_a_day_falls_where_the_calendar_says(day: str, year: int, on: str) -> None:
    assert is_day(day)
    assert falls_on(day, year, almanac) == date.fromisoformat(on)


def test_a_day_that_is_kept_once_is_in_no_other_year() -> None:
    assert falls_on("2026-12-18", 2027, almanac) is None


@pytest.mark.parametrize("text", ["", "13-01", "02-30", "L-13-01", "L-01-31", "2026-02-29", "l-01-01", "1-1", "winter"])
def test_what_no_year_has_is_no_day(text: str) -> None:
    assert not is_day(text)


@pytest.mark.parametrize("year", [1900, 2026, 2300, 9000])
def test_of_any_year_the_terms_are_a_fortnight_apart_and_months_begin_a_moon_apart(year: int) -> None:
    days = sorted(almanac.term(name, year) for name in TERMS)
    assert {one.year for one in days} == {year}
    assert all(timedelta(14) <= later - earlier <= timedelta(17) for earlier, later in pairwise(days))
    firsts = [almanac.lunar(year, month, 1) for month in range(1, 13)]
    moons = [(later - earlier).days for earlier, later in pairwise(firsts)]
    assert set(moons) <= {29, 30, 58, 59, 60}
