"""Scenarios of published programmes and of peers' defects that need several rooms of the rules at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from loyalty import ledger, nightly
from loyalty.earning import EarningPolicy
from loyalty.expiry import ExpiryKind, ExpiryPolicy
from loyalty.ledger import Account, HoldClosed, NothingToDo, Origin, Posting
from loyalty.programme import DEMO, Programme, validate
from loyalty.rules import Facts, evaluate
from loyalty.tiers import Tier, TierPolicy, TierState, joined
from loyalty.words import Words

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 10, 4, tzinfo=UTC)
DAY = timedelta(days=1)

GREEN = Tier("green", Words("绿星", "Green"), expiry=ExpiryPolicy(ExpiryKind.SLIDING, 6))
GOLD = Tier("gold", Words("金星", "Gold"), 50_000, basis_points=12_000, expiry=ExpiryPolicy(ExpiryKind.NEVER))
RESERVE = Tier("reserve", Words("臻选", "Reserve"), 250_000, basis_points=17_000, expiry=ExpiryPolicy(ExpiryKind.NEVER))
STARS: Programme = validate(
    replace(
        DEMO, tiers=TierPolicy((GREEN, GOLD, RESERVE)), earning=EarningPolicy(every_fen=100, points=1, first_order=None)
    )
)


def origin(event: str, at: datetime = NOW) -> Origin:
    return Origin(event, "store-1", at, at)


def saved(answer: object) -> Posting:
    assert isinstance(answer, Posting), answer
    return answer


@pytest.mark.parametrize(
    ("spent", "tier", "stars"),
    [(0, "green", 100), (49_999, "green", 100), (50_000, "gold", 120), (250_000, "reserve", 170)],
)
def test_the_starbucks_ladder_of_2026_earns_1_12_and_17_times(spent: int, tier: str, stars: int) -> None:
    reached = STARS.tiers.earned(spent, 0)
    facts = Facts(NOW, 10_000, tier=reached.key, tier_name=reached.name, tier_basis_points=reached.basis_points)

    assert reached.key == tier
    assert evaluate(STARS.rule_set, facts).points == stars


def test_green_stars_lapse_after_six_months_without_activity_and_gold_ones_never() -> None:
    green = ledger.earn(Account("a"), 100, origin("e1"), expires_at=STARS.expires_at(NOW, "green")).account
    june = NOW + 92 * DAY
    later = STARS.expires_at(june, "green")
    assert later is not None
    renewed = saved(ledger.renew(green, origin("visit", june), later)).account
    gold = ledger.earn(Account("b"), 100, origin("e2"), expires_at=STARS.expires_at(NOW, "gold")).account

    assert [ledger.balance(green, NOW + days * DAY) for days in (180, 190)] == [100, 0]
    assert [ledger.balance(renewed, NOW + days * DAY) for days in (190, 270, 280)] == [100, 100, 0]
    assert ledger.balance(gold, NOW + 9_999 * DAY) == 100


def test_a_gold_year_ends_with_its_warnings_and_one_step_down() -> None:
    state: TierState = joined(STARS.tiers, NOW.date())
    facts = nightly.Facts(state, 60_000, 5)
    up = nightly.plan(STARS, Account("a"), facts, NOW)
    kept = nightly.plan(STARS, Account("a"), replace(facts, tier=up.tier, spend_fen=0), NOW + 200 * DAY)

    assert up.tier.tier == "gold"
    assert kept.tier == up.tier, "a year is a year, whatever is spent in it"
    told, tier = [], up.tier
    for count in range(330, 420):
        made = nightly.plan(STARS, Account("a"), replace(facts, tier=tier, spend_fen=0), NOW + count * DAY)
        tier = made.tier
        told += [type(move).__name__ for move in made.moves]
    assert told == ["WarnDowngrade"] * 3 + ["Downgrade"]
    assert tier.tier == "green"


def test_confirming_twice_and_two_rollbacks_in_one_millisecond_count_once() -> None:
    account = ledger.earn(Account("a"), 100, origin("e1")).account
    held = saved(ledger.hold(account, "h1", 40, NOW, NOW + timedelta(minutes=15)))
    once = saved(ledger.capture(held.account, "h1", origin("c1")))
    twice = ledger.capture(once.account, "h1", origin("c2"))
    back = saved(ledger.reverse_redeem(once.account, once.entries[0].seq, once.draws, origin("r1")))
    again = ledger.reverse_redeem(back.account, once.entries[0].seq, once.draws + back.draws, origin("r2"))

    assert isinstance(twice, HoldClosed)
    assert isinstance(again, NothingToDo)
    assert ledger.balance(back.account, NOW) == 100


def test_a_policy_that_becomes_stricter_takes_nothing_from_points_given_before() -> None:
    account = ledger.earn(Account("a"), 100, origin("e1"), expires_at=DEMO.expires_at(NOW)).account
    stricter = validate(replace(DEMO, expiry=ExpiryPolicy(ExpiryKind.CALENDAR, 1)))

    made = nightly.plan(stricter, account, nightly.Facts(joined(stricter.tiers, NOW.date())), NOW + 100 * DAY)

    assert not made.posting.entries
    assert ledger.balance(made.posting.account, NOW + 300 * DAY) == 100


def test_points_of_an_order_refunded_in_its_void_window_were_never_spendable() -> None:
    programme = validate(replace(DEMO, earning=replace(DEMO.earning, void_window_minutes=7 * 24 * 60)))
    opens_at, lapses_at = programme.order_times(NOW)
    earned = ledger.earn(Account("a"), 12, origin("o1"), activates_at=opens_at, expires_at=lapses_at)

    gone = saved(ledger.clawback(earned.account, earned.entries[0].seq, 12, origin("refund", NOW + 3 * DAY)))

    assert ledger.available(earned.account, NOW + 6 * DAY) == 0
    assert ledger.pending(earned.account, NOW + 6 * DAY) == 12
    assert ledger.available(earned.account, NOW + 7 * DAY) == 12
    assert (ledger.balance(gone.account, NOW + 8 * DAY), gone.account.debt) == (0, 0)
