"""When points lapse: month ends, leap years, local midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.expiry import ExpiryKind, ExpiryPolicy, add_months, expires_at, lapses_on, last_day, period_end

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 11, 30), 12, date(2027, 11, 30)),
    ],
)
def test_months_are_added_to_the_same_day_or_the_last_of_the_month(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


@pytest.mark.parametrize(
    ("months", "end"),
    [(1, date(2028, 2, 29)), (3, date(2028, 3, 31)), (6, date(2028, 6, 30)), (12, date(2028, 12, 31))],
)
def test_calendar_clearing_ends_with_its_period(months: int, end: date) -> None:
    assert last_day(ExpiryPolicy(ExpiryKind.CALENDAR, months), date(2028, 2, 10)) == end


def test_a_year_lot_lapses_at_the_local_midnight_that_ends_its_last_day() -> None:
    # 23:30 UTC on 1 March is already 2 March on the restaurant's wall.
    issued = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)

    ends = expires_at(ExpiryPolicy(), issued, SHANGHAI)

    assert ends == datetime(2027, 3, 2, 16, 0, tzinfo=UTC)
    assert ends.tzinfo is UTC
    assert lapses_on(ends, SHANGHAI) == date(2027, 3, 2)


def test_points_that_never_lapse_have_no_moment() -> None:
    assert expires_at(ExpiryPolicy(ExpiryKind.NEVER), datetime(2026, 1, 1, tzinfo=UTC), SHANGHAI) is None


def test_a_year_has_no_five_month_periods() -> None:
    with pytest.raises(ValueError, match="5 months"):
        period_end(date(2026, 1, 1), 5)


@given(DAYS, st.integers(1, 120), st.sampled_from((SHANGHAI, NEW_YORK, UTC)), st.integers(0, 23))
def test_a_lot_lives_at_least_its_months_and_less_than_a_day_more(
    day: date, months: int, zone: ZoneInfo, hour: int
) -> None:
    issued = datetime(day.year, day.month, day.day, hour, tzinfo=zone)

    ends = expires_at(ExpiryPolicy(months=months), issued, zone)

    assert ends is not None
    last = add_months(day, months)
    assert lapses_on(ends, zone) == last
    assert ends.astimezone(zone).date() == last + timedelta(days=1)
    assert ends.astimezone(zone).hour == 0


@given(DAYS, st.integers(0, 240), st.integers(0, 240))
def test_adding_months_never_goes_backwards(day: date, one: int, more: int) -> None:
    assert add_months(day, one) <= add_months(day, one + more)
    assert add_months(day, one).month == (day.month - 1 + one) % 12 + 1


@given(DAYS, st.sampled_from((1, 2, 3, 4, 6, 12)))
def test_a_period_ends_on_the_last_of_a_month_and_contains_the_day(day: date, months: int) -> None:
    end = period_end(day, months)

    assert day <= end < add_months(day.replace(day=1), months)
    assert (end + timedelta(days=1)).day == 1
    assert end.month % months == 0
