"""Tiers: up at once, down one step after a warning, exact at the boundary."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.expiry import ExpiryKind, ExpiryPolicy
from loyalty.programme import DEMO
from loyalty.tiers import (
    Downgrade,
    Keep,
    NearUpgrade,
    PrivilegeKind,
    Tier,
    TierPolicy,
    TierState,
    Upgrade,
    WarnDowngrade,
    guide,
    joined,
    near_upgrade,
    next_change,
    progress,
    review,
)
from loyalty.words import Words


def named(key: str) -> Words:
    return Words(key, key.title())


LADDER = (Tier("bronze", named("bronze")), Tier("silver", named("silver"), 10_000), Tier("gold", named("gold"), 20_000))
POLICY = TierPolicy(LADDER)
TODAY = date(2026, 3, 2)
UNTIL = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("before", "order", "tier"),
    [
        (0, 6_000, "bronze"),
        (0, 15_000, "silver"),
        (0, 25_000, "gold"),
        (4_000, 500, "bronze"),
        (8_000, 3_000, "silver"),
        (18_000, 3_000, "gold"),
        (22_000, 5_000, "gold"),
    ],
)
def test_the_tier_is_that_of_all_that_was_spent_this_order_too(before: int, order: int, tier: str) -> None:
    assert POLICY.earned(before + order, 0).key == tier


@pytest.mark.parametrize(("fen", "tier"), [(9_999, "bronze"), (10_000, "silver"), (19_999, "silver"), (20_000, "gold")])
def test_a_tier_is_reached_exactly_at_its_boundary(fen: int, tier: str) -> None:
    assert POLICY.earned(fen, 0).key == tier


def test_starbucks_ladder_of_2026() -> None:
    green = Tier("green", named("green"), expiry=ExpiryPolicy(ExpiryKind.SLIDING, 6))
    gold = Tier("gold", named("gold"), 50_000, basis_points=12_000, expiry=ExpiryPolicy(ExpiryKind.NEVER))
    reserve = Tier("reserve", named("reserve"), 250_000, basis_points=17_000, expiry=ExpiryPolicy(ExpiryKind.NEVER))
    policy = TierPolicy((green, gold, reserve))

    assert [policy.earned(fen, 0).key for fen in (49_999, 50_000, 249_999, 250_000)] == [
        "green",
        "gold",
        "gold",
        "reserve",
    ]
    assert [tier.basis_points for tier in policy.ladder] == [10_000, 12_000, 17_000]


def test_a_member_moves_up_at_once_and_by_as_many_steps_as_earned() -> None:
    answer = review(POLICY, joined(POLICY, TODAY), 25_000, 1, TODAY)

    assert answer == Upgrade(LADDER[2], TierState("gold", TODAY, date(2027, 3, 2)))


def test_the_privilege_guide_hands_down_what_a_tier_does_not_better() -> None:
    lines = {line.tier.key: [(one.kind, one.title.en) for one in line.privileges] for line in guide(DEMO.tiers)}

    assert lines["bronze"] == [
        (PrivilegeKind.DISCOUNT, "Member prices"),
        (PrivilegeKind.BIRTHDAY, "20% off for your birthday"),
    ]
    assert lines["gold"] == [
        *lines["bronze"],
        (PrivilegeKind.QUEUE, "Priority queue"),
        (PrivilegeKind.POINTS, "1.2x points"),
        (PrivilegeKind.BOOKING, "Priority booking"),
    ]
    assert len(lines["platinum"]) == 7


@pytest.mark.parametrize(
    ("fen", "visits", "near"),
    [
        (7_999, 0, None),
        (8_000, 0, NearUpgrade(LADDER[1], "spend", 2_000)),
        (9_999, 0, NearUpgrade(LADDER[1], "spend", 1)),
        (10_000, 0, None),
    ],
)
def test_a_member_near_the_next_tier_is_told_how_little_is_missing(
    fen: int, visits: int, near: NearUpgrade | None
) -> None:
    assert near_upgrade(POLICY, joined(POLICY, TODAY), fen, visits) == near


def test_the_last_tier_is_near_nothing() -> None:
    assert near_upgrade(POLICY, TierState("gold", TODAY, UNTIL), 99_999, 0) is None


@given(
    st.sampled_from(("bronze", "silver", "gold")),
    st.integers(-90, 90),
    st.integers(0, 25_000),
    st.lists(st.integers(1, 120), max_size=12).map(sorted),
)
def test_a_review_has_nothing_to_say_before_the_day_it_names(tier: str, keep: int, fen: int, days: list[int]) -> None:
    state = TierState(tier, TODAY, TODAY + timedelta(days=keep))
    state = review(POLICY, review(POLICY, state, fen, 0, TODAY).state, fen, 0, TODAY).state
    wakes = next_change(POLICY, state, TODAY)

    assert wakes > TODAY
    for day in (TODAY + timedelta(days=count) for count in days):
        if day < wakes:
            assert review(POLICY, state, fen, 0, day) == Keep(state)


def test_visits_are_a_way_up_too() -> None:
    assert DEMO.tiers.earned(0, 12).key == "silver"
    assert DEMO.tiers.earned(200_000, 0).key == "silver"
    assert DEMO.tiers.earned(199_999, 11).key == "bronze"


def test_a_downgrade_is_warned_of_30_7_and_1_days_ahead_and_says_what_is_missing() -> None:
    state = TierState("silver", date(2025, 6, 30), UNTIL)
    ends = UNTIL + timedelta(days=30)
    said = []
    for number in range((ends - UNTIL).days + 40):
        today = UNTIL - timedelta(days=5) + timedelta(days=number)
        answer = review(POLICY, state, 9_000, 0, today)
        state = answer.state
        if isinstance(answer, WarnDowngrade):
            said.append(((ends - today).days, answer.tier.key, answer.on, answer.short_fen))
        if isinstance(answer, Downgrade):
            assert today == ends
            break

    assert said == [(30, "bronze", ends, 1_000), (7, "bronze", ends, 1_000), (1, "bronze", ends, 1_000)]
    assert state == TierState("bronze", ends, date(2027, 7, 30))


def test_a_downgrade_is_one_step_however_little_was_spent() -> None:
    state = TierState("gold", date(2025, 6, 30), UNTIL, warned=1, ends_on=UNTIL + timedelta(days=30))

    answer = review(POLICY, state, 0, 0, UNTIL + timedelta(days=30))

    assert isinstance(answer, Downgrade)
    assert answer.tier.key == "silver"


def test_a_warning_that_comes_late_moves_the_day() -> None:
    late = UNTIL + timedelta(days=100)

    answer = review(POLICY, TierState("silver", date(2025, 6, 30), UNTIL), 0, 0, late)

    assert isinstance(answer, WarnDowngrade)
    assert answer.on == late + timedelta(days=7)
    assert isinstance(review(POLICY, answer.state, 0, 0, answer.on - timedelta(days=1)), WarnDowngrade)


def test_whoever_qualifies_again_in_the_grace_time_keeps_the_tier() -> None:
    state = TierState("silver", date(2025, 6, 30), UNTIL, warned=30, ends_on=UNTIL + timedelta(days=30))

    answer = review(POLICY, state, 10_000, 0, UNTIL + timedelta(days=3))

    assert answer == Keep(TierState("silver", date(2025, 6, 30), date(2027, 7, 3)))


def test_progress_says_the_way_up_and_what_keeps_the_tier() -> None:
    state = TierState("silver", TODAY, UNTIL)

    seen = progress(DEMO.tiers, state, 182_000, 7)

    assert seen.next is not None
    assert (seen.next.key, seen.measure, seen.have, seen.need) == ("gold", "spend", 182_000, 600_000)
    assert (seen.keep_until, seen.keep_short_fen, seen.keep_short_visits) == (UNTIL, 18_000, 5)


def test_progress_shows_the_way_that_is_further_along() -> None:
    seen = progress(DEMO.tiers, joined(DEMO.tiers, TODAY), 50_000, 9)

    assert (seen.measure, seen.have, seen.need) == ("visits", 9, 12)


def test_the_top_tier_has_nothing_above_it() -> None:
    seen = progress(DEMO.tiers, TierState("platinum", TODAY, UNTIL), 2_000_000, 80)

    assert (seen.next, seen.need, seen.keep_short_fen, seen.keep_short_visits) == (None, 0, 0, 0)


STEPS = st.lists(st.tuples(st.integers(0, 45), st.integers(0, 30_000)), min_size=1, max_size=40)


@given(STEPS, st.sampled_from(("bronze", "silver", "gold")))
def test_reviews_are_idempotent_and_nobody_moves_down_unwarned_or_by_two_steps(
    steps: list[tuple[int, int]], tier: str
) -> None:
    state, today, warned_for = TierState(tier, TODAY, UNTIL), TODAY, None
    for days, spend in steps:
        today += timedelta(days=days)
        answer = review(POLICY, state, spend, 0, today)
        assert isinstance(review(POLICY, answer.state, spend, 0, today), Keep)
        if isinstance(answer, WarnDowngrade):
            warned_for = answer.on
            assert today < answer.on
        elif isinstance(answer, Downgrade):
            assert warned_for is not None and warned_for <= today
            assert POLICY.rank(state.tier) - POLICY.rank(answer.tier.key) == 1
            warned_for = None
        elif isinstance(answer, Upgrade):
            assert POLICY.earned(spend, 0) == answer.tier
            warned_for = None
        elif POLICY.rank(POLICY.earned(spend, 0).key) >= POLICY.rank(state.tier):
            warned_for = None
        state = answer.state


@given(st.integers(0, 3_000_000), st.integers(0, 100), st.sampled_from(("bronze", "silver", "gold", "platinum")))
def test_progress_never_says_something_is_missing_when_the_tier_is_safe(spend: int, visits: int, key: str) -> None:
    state = TierState(key, TODAY, UNTIL)
    seen = progress(DEMO.tiers, state, spend, visits)
    safe = DEMO.tiers.rank(DEMO.tiers.earned(spend, visits).key) >= DEMO.tiers.rank(key)

    assert safe is (seen.keep_short_fen == seen.keep_short_visits == 0)
