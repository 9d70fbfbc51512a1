"""Before points lapse and after: reminders by value at risk, compensation once (B9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty import clearing, explain, ledger
from loyalty.cash_offset import PointWorth
from loyalty.clearing import (
    Compensation,
    CompensationPolicy,
    NothingToCompensate,
    Reminder,
    ReminderPolicy,
    compensation,
    next_reminder,
    reminders,
)
from loyalty.expiry import end_of_day, start_of_day
from loyalty.ledger import Account, Entry, EntryKind, Origin, Posting

SHANGHAI = ZoneInfo("Asia/Shanghai")
POLICY = ReminderPolicy()
JUNE_1 = date(2026, 6, 1)


def noon(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 4, tzinfo=UTC)


def lots(*given_: tuple[int, date]) -> Account:
    account = Account("a1")
    for points, on in given_:
        origin = Origin("e", "s", noon(date(2026, 1, 5)), noon(date(2026, 1, 5)))
        account = ledger.earn(account, points, origin, expires_at=end_of_day(on, SHANGHAI)).account
    return account


@pytest.mark.parametrize(
    ("points", "days_before", "said"),
    [
        (50, 31, None),
        (50, 30, 30),
        (49, 30, None),
        (49, 8, None),
        (10, 7, 7),
        (9, 7, None),
        (1, 1, 1),
        (1, 0, 1),
        (50, -1, None),
    ],
)
def test_the_more_is_at_risk_the_earlier_it_is_said(points: int, days_before: int, said: int | None) -> None:
    found = reminders(POLICY, lots((points, JUNE_1)), noon(JUNE_1 - timedelta(days=days_before)), SHANGHAI)

    assert [one.days for one in found] == ([] if said is None else [said])


def test_a_reminder_says_what_is_lost_when_and_what_it_is_worth() -> None:
    account = lots((30, JUNE_1), (25, JUNE_1), (500, date(2026, 12, 1)))

    (found,) = reminders(POLICY, account, noon(date(2026, 5, 10)), SHANGHAI)

    assert found == Reminder(JUNE_1, 30, 55, 5_500, "expiry:a1:2026-06-01:30")
    assert explain.expiring(found).zh == "55 点（约值 ¥55）2026年6月1日后过期"
    assert explain.expiring(found).en == "55 points (worth about ¥55) can be spent until 1 Jun 2026"
    assert reminders(POLICY, account, noon(date(2026, 5, 11)), SHANGHAI, {found.key}) == ()


def test_a_step_that_was_missed_is_not_said_after_a_nearer_one() -> None:
    account = lots((100, JUNE_1))
    (nearest,) = reminders(POLICY, account, noon(date(2026, 5, 31)), SHANGHAI)

    assert nearest.days == 1
    assert reminders(POLICY, account, noon(date(2026, 5, 31)), SHANGHAI, {nearest.key}) == ()


@pytest.mark.parametrize(("points", "days"), [(50, 30), (49, 7), (10, 7), (9, 1), (1, 1)])
def test_the_next_step_is_known_to_the_moment(points: int, days: int) -> None:
    account = lots((points, JUNE_1))

    begins = next_reminder(POLICY, account, noon(date(2026, 2, 1)), SHANGHAI)

    assert begins == start_of_day(JUNE_1 - timedelta(days=days), SHANGHAI)
    assert [one.days for one in reminders(POLICY, account, begins, SHANGHAI)] == [days]
    assert reminders(POLICY, account, begins - timedelta(microseconds=1), SHANGHAI) == ()


@given(
    st.lists(st.tuples(st.integers(1, 80), st.integers(0, 60)), max_size=4), st.lists(st.integers(0, 90), max_size=20)
)
def test_nothing_is_said_before_the_next_step_and_no_step_twice(
    given_: list[tuple[int, int]], looks: list[int]
) -> None:
    account = lots(*((points, JUNE_1 + timedelta(days=days)) for points, days in given_))
    sent: set[str] = set()
    silent_until: datetime | None = None
    for hours in sorted(look * 20 for look in looks):
        now = noon(date(2026, 5, 1)) + timedelta(hours=hours)
        found = reminders(POLICY, account, now, SHANGHAI, sent)
        if silent_until is not None and now < silent_until:
            assert found == ()
        assert not {one.key for one in found} & sent
        sent |= {one.key for one in found}
        silent_until = next_reminder(POLICY, account, now, SHANGHAI)


def cleared(points: int = 12) -> Entry:
    gone = ledger.expire(lots((points, JUNE_1)), Origin("n", "nightly", noon(date(2026, 6, 3)), noon(date(2026, 6, 3))))
    assert isinstance(gone, Posting)
    (entry,) = gone.entries
    assert entry.kind is EntryKind.EXPIRE
    return entry


def test_cleared_points_say_why_they_are_gone() -> None:
    why = explain.cleared(-cleared().points, JUNE_1)

    assert (why.points, why.zh) == (-12, "12 点有效期至2026年6月1日，已过期")
    assert why.en == "12 points lapsed: valid until 1 Jun 2026"


def test_equal_points_or_a_gift_are_given_again_once_and_in_time() -> None:
    entry, policy, june_10 = cleared(), CompensationPolicy(), noon(date(2026, 6, 10))
    until = end_of_day(date(2026, 7, 9), SHANGHAI)

    assert compensation(policy, entry, False, june_10, SHANGHAI) == Compensation(entry.seq, 12, until)
    half = replace(policy, basis_points=5_000)
    assert compensation(half, entry, False, june_10, SHANGHAI) == Compensation(entry.seq, 6, until)
    gift = replace(policy, coupon="join-gift")
    assert compensation(gift, entry, False, june_10, SHANGHAI) == Compensation(entry.seq, 0, until, "join-gift")
    refused = [
        compensation(policy, entry, True, june_10, SHANGHAI),
        compensation(policy, replace(entry, kind=EntryKind.REDEEM), False, june_10, SHANGHAI),
        compensation(half, cleared(1), False, june_10, SHANGHAI),
        compensation(policy, entry, False, entry.occurred_at + timedelta(days=30), SHANGHAI),
    ]
    assert refused == [NothingToCompensate()] * 3 + [NothingToCompensate(too_late=True)]
    assert [explain.refusal(one).en for one in (refused[0], refused[3]) if isinstance(one, NothingToCompensate)] == [
        "There is nothing to make up for",
        "It lapsed too long ago to be made up for",
    ]


def test_compensation_is_an_entry_linked_to_the_clearing() -> None:
    entry = cleared()
    gone = ledger.expire(lots((12, JUNE_1)), Origin("n", "nightly", noon(date(2026, 6, 3)), noon(date(2026, 6, 3))))
    assert isinstance(gone, Posting)
    due = compensation(CompensationPolicy(), entry, False, noon(date(2026, 6, 10)), SHANGHAI)
    assert isinstance(due, Compensation)

    origin = Origin("c", "staff", noon(date(2026, 6, 10)), noon(date(2026, 6, 10)))
    given_ = ledger.compensate(gone.account, due.points, due.entry, origin, expires_at=due.expires_at)

    assert (given_.entries[0].kind, given_.entries[0].cause) == (EntryKind.COMPENSATE, entry.seq)
    assert ledger.balance(given_.account, noon(date(2026, 7, 9))) == 12
    assert ledger.balance(given_.account, due.expires_at) == 0
    assert explain.line(explain.compensated(due.points), "zh") == "过期补偿 +12 点"


def test_points_may_be_worth_other_money() -> None:
    policy = ReminderPolicy(worth=PointWorth(1, 3))

    assert reminders(policy, lots((1_000, JUNE_1)), noon(date(2026, 5, 26)), SHANGHAI)[0].value_fen == 3_000
    assert clearing.at_risk(lots((7, JUNE_1)), noon(JUNE_1), SHANGHAI) == {JUNE_1: 7}
