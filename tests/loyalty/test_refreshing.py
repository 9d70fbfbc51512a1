"""When a member is asked again whether their profile is still right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.refreshing import RefreshPolicy, is_due

SHANGHAI = ZoneInfo("Asia/Shanghai")
LEAP = datetime(2028, 2, 29, 12, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2029, 2, 27, 23, 59, tzinfo=SHANGHAI), False),
        (datetime(2029, 2, 28, 0, 0, tzinfo=SHANGHAI), True),
        (datetime(2029, 2, 27, 16, 0, tzinfo=UTC), True),
    ],
    ids=["the evening before", "at local midnight", "on a server in UTC"],
)
def test_a_profile_is_old_from_the_local_day_a_year_later_on(now: datetime, due: bool) -> None:
    assert is_due(RefreshPolicy(), LEAP, None, now, SHANGHAI) is due


def test_a_programme_of_0_months_never_asks() -> None:
    assert not is_due(RefreshPolicy(months=0), LEAP, None, LEAP + timedelta(days=9_000), SHANGHAI)


MOMENTS = st.integers(0, 10 * 365 * 86_400).map(lambda seconds: LEAP + timedelta(seconds=seconds))


@given(MOMENTS, MOMENTS, MOMENTS, st.integers(0, 40), st.integers(1, 90))
def test_nobody_is_asked_within_the_days_after_not_now_or_the_months_after_yes(
    confirmed_at: datetime, put_off_at: datetime, now: datetime, months: int, days: int
) -> None:
    if is_due(RefreshPolicy(months, days), confirmed_at, put_off_at, now, SHANGHAI):
        assert now >= put_off_at + timedelta(days=days)
        assert now - confirmed_at >= timedelta(days=28 * months - 1)
        assert months > 0
