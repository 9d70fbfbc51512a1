"""Checking in: once a day, more for a week in a row."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from loyalty import explain
from loyalty.check_in import AlreadyCheckedIn, CheckInAward, CheckInPolicy, award, running

POLICY = CheckInPolicy()
MONDAY = date(2026, 3, 2)


def test_the_first_check_in_gives_5_points_and_begins_a_streak() -> None:
    assert award(POLICY, None, 0, MONDAY) == CheckInAward(MONDAY, 1, 5, 0)


def test_a_second_check_in_of_the_day_gives_nothing() -> None:
    assert award(POLICY, MONDAY, 3, MONDAY) == AlreadyCheckedIn(MONDAY, 3)


def test_a_clock_that_went_back_gives_nothing_either() -> None:
    assert award(POLICY, MONDAY, 3, MONDAY - timedelta(days=1)) == AlreadyCheckedIn(MONDAY, 3)


def test_every_seventh_day_in_a_row_gives_20_more() -> None:
    last, streak, given_points = None, 0, []
    for number in range(15):
        today = MONDAY + timedelta(days=number)
        answer = award(POLICY, last, streak, today)
        assert isinstance(answer, CheckInAward)
        last, streak = answer.on, answer.streak
        given_points.append(answer.points)

    assert given_points == [5] * 6 + [25] + [5] * 6 + [25] + [5]


def test_a_day_missed_begins_anew() -> None:
    answer = award(POLICY, MONDAY, 6, MONDAY + timedelta(days=2))

    assert answer == CheckInAward(MONDAY + timedelta(days=2), 1, 5, 0)
    assert running(MONDAY, 6, MONDAY + timedelta(days=1)) == 6
    assert running(MONDAY, 6, MONDAY + timedelta(days=2)) == 0


def test_a_programme_without_a_bonus_gives_the_same_every_day() -> None:
    answer = award(CheckInPolicy(5, 0, 20), MONDAY, 6, MONDAY + timedelta(days=1))

    assert isinstance(answer, CheckInAward)
    assert answer.points == 5


@given(st.lists(st.integers(0, 3), min_size=1, max_size=60))
def test_whatever_the_days_a_check_in_counts_once_a_day_and_the_words_sum_to_the_points(gaps: list[int]) -> None:
    today, last, streak, awarded = MONDAY, None, 0, []
    for gap in gaps:
        today += timedelta(days=gap)
        answer = award(POLICY, last, streak, today)
        assert sum(why.points for why in explain.check_in(answer)) == getattr(answer, "points", 0)
        if isinstance(answer, CheckInAward):
            assert answer.streak == running(last, streak, today) + 1
            last, streak = answer.on, answer.streak
            awarded.append(answer.on)

    assert len(awarded) == len(set(awarded)) == len({MONDAY + timedelta(days=n) for n in running_sums(gaps)})


def running_sums(gaps: list[int]) -> list[int]:
    total, sums = 0, []
    for gap in gaps:
        total += gap
        sums.append(total)
    return sums
