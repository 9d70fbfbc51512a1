"""The night: in its written order, safe to run twice, late, or not at all for a week."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty import ledger, nightly
from loyalty.coupons import Coupon, CouponState, as_of
from loyalty.expiry import end_of_day, start_of_day
from loyalty.ledger import Account, EntryKind, HoldState, Origin, Posting
from loyalty.nightly import Facts, Issue, NoticeKind, Plan, birthday_near, plan, wakes_at
from loyalty.programme import DEMO
from loyalty.tiers import Downgrade, TierState, Upgrade, WarnDowngrade, joined

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 2, 19, tzinfo=UTC)
TODAY = date(2026, 3, 3)
DAY = timedelta(days=1)
BRONZE = joined(DEMO.tiers, TODAY)


def origin(at: datetime = NOW) -> Origin:
    return Origin("e1", "store-1", at, at)


def earned(account: Account, points: int, on: date | None, opens: datetime | None = None) -> Account:
    ends = None if on is None else end_of_day(on, SHANGHAI)
    return ledger.earn(account, points, origin(NOW - 5 * DAY), expires_at=ends, activates_at=opens).account


@dataclass
class Store:
    """What a server keeps of one member, and every night that was saved."""

    account: Account = field(default_factory=lambda: Account("a1"))
    facts: Facts = field(default_factory=lambda: Facts(BRONZE))
    plans: list[Plan] = field(default_factory=list)
    gone: list[Coupon] = field(default_factory=list)

    def night(self, now: datetime) -> Plan:
        made = plan(DEMO, self.account, self.facts, now)
        self.plans.append(made)
        changed = {one.code: one for one in made.coupons}
        coupons = tuple(changed.get(one.code, one) for one in self.facts.coupons)
        self.gone += [one for one in coupons if one.state is CouponState.EXPIRED]
        self.account = made.posting.account
        self.facts = replace(
            self.facts,
            tier=made.tier,
            coupons=tuple(one for one in coupons if one.state is not CouponState.EXPIRED),
            sent=self.facts.sent | {one.key for one in made.notices} | {one.event for one in made.issues},
        )
        return made

    @property
    def notices(self) -> list[str]:
        return [notice.key for made in self.plans for notice in made.notices]

    @property
    def expired(self) -> list[tuple[int, datetime]]:
        entries = (entry for made in self.plans for entry in made.posting.entries)
        return sorted((entry.points, entry.occurred_at) for entry in entries if entry.kind is EntryKind.EXPIRE)


def test_the_night_has_the_order_that_is_written_down() -> None:
    assert [name for name, _ in nightly.STEPS] == [
        "release holds",
        "activate pending",
        "tiers",
        "expiry reminders",
        "expire lots",
        "tiers again",
        "coupons",
        "campaigns",
    ]


def everything() -> Store:
    account = earned(earned(Account("a1"), 120, TODAY + 20 * DAY), 7, TODAY - DAY)
    account = earned(account, 30, None, NOW - timedelta(hours=2))
    held = ledger.hold(account, "h1", 5, NOW - timedelta(hours=3), NOW - timedelta(hours=2))
    assert isinstance(held, Posting)
    coupons = (
        Coupon("c-gone", "off-10", NOW - DAY),
        Coupon("c-free", "off-10", NOW + 90 * DAY, CouponState.RESERVED, "o1", NOW - DAY),
        Coupon("c-soon", "off-10", end_of_day(TODAY + 3 * DAY, SHANGHAI)),
    )
    facts = Facts(BRONZE, 250_000, 3, coupons, frozenset({3}), birthday=TODAY + 2 * DAY)
    return Store(held.account, facts)


def test_one_night_does_all_that_is_due_and_tells_it() -> None:
    store = everything()

    made = store.night(NOW)

    assert made.posting.holds[0].state is HoldState.EXPIRED
    assert [(entry.kind, entry.points) for entry in made.posting.entries] == [(EntryKind.EXPIRE, -7)]
    assert [type(move) for move in made.moves] == [Upgrade]
    assert made.tier.tier == "silver"
    assert {one.code: one.state for one in made.coupons} == {
        "c-gone": CouponState.EXPIRED,
        "c-free": CouponState.ISSUED,
    }
    ends = end_of_day(TODAY + 32 * DAY, SHANGHAI)
    assert made.issues == (Issue("birthday", ends, "birthday:a1:2026"),)
    assert [one.kind for one in made.notices] == [
        NoticeKind.POINTS_OPEN,
        NoticeKind.TIER_UP,
        NoticeKind.POINTS_EXPIRING,
        NoticeKind.POINTS_EXPIRED,
        NoticeKind.COUPON_EXPIRING,
        NoticeKind.BIRTHDAY,
    ]
    assert all(one.words.zh and one.words.en for one in made.notices)


def test_run_twice_it_has_nothing_more_to_say() -> None:
    store = everything()
    store.night(NOW)

    assert store.night(NOW).empty
    assert store.night(NOW + timedelta(hours=1)).empty


def test_a_member_near_the_next_tier_hears_of_it_once() -> None:
    store = Store(facts=Facts(BRONZE, 170_000, 2))

    (notice,) = store.night(NOW).notices

    assert notice.kind is NoticeKind.TIER_NEAR
    assert notice.words.en == "Spend ¥300 more to be Silver"
    assert store.night(NOW + DAY).empty


def test_a_downgrade_has_its_three_warnings_that_say_what_is_missing() -> None:
    gold = TierState("gold", date(2025, 3, 3), date(2026, 3, 3))
    store = Store(facts=Facts(gold, 100_000, 4))
    told: list[tuple[date, str]] = []
    for count in range(60):
        made = store.night(NOW + count * DAY)
        for move in made.moves:
            told.append((TODAY + count * DAY, type(move).__name__))
            if isinstance(move, WarnDowngrade):
                assert (move.short_fen, move.short_visits, move.tier.key) == (500_000, 26, "silver")

    ends = date(2026, 3, 3) + 30 * DAY
    assert told == [
        (ends - 30 * DAY, "WarnDowngrade"),
        (ends - 7 * DAY, "WarnDowngrade"),
        (ends - DAY, "WarnDowngrade"),
        (ends, "Downgrade"),
    ]
    assert "再消费¥5000或再来 26 次即可保级" in store.plans[0].notices[0].words.zh


@pytest.mark.parametrize("nights", [[0], [6], [-7, -3, 0, 7], [7], [-8, 8]])
def test_a_birthday_gift_comes_once_however_many_nights_are_missed(nights: list[int]) -> None:
    store = Store(facts=Facts(BRONZE, birthday=TODAY))
    for count in nights:
        store.night(NOW + count * DAY)

    issues = [issue for made in store.plans for issue in made.issues]
    within = any(abs(count) <= 7 for count in nights)
    assert issues == ([Issue("birthday", end_of_day(TODAY + 30 * DAY, SHANGHAI), "birthday:a1:2026")] if within else [])


def test_a_birthday_is_found_across_the_turn_of_the_year_and_in_february() -> None:
    assert birthday_near(12, 30, date(2026, 1, 2)) == date(2025, 12, 30)
    assert birthday_near(1, 2, date(2025, 12, 30)) == date(2026, 1, 2)
    assert birthday_near(2, 29, date(2026, 3, 1)) == date(2026, 2, 28)
    assert birthday_near(2, 29, date(2028, 3, 1)) == date(2028, 2, 29)


LOTS = st.lists(st.tuples(st.integers(1, 200), st.none() | st.integers(0, 60), st.integers(0, 10)), max_size=5)
COUPONS = st.lists(st.tuples(st.integers(-2, 40), st.booleans(), st.integers(0, 20)), max_size=3)
TIER_STATES = st.builds(
    TierState,
    tier=st.sampled_from(("bronze", "silver", "gold", "platinum")),
    since=st.just(date(2025, 3, 3)),
    keep_until=st.integers(-60, 60).map(lambda days: TODAY + days * DAY),
)
SPENT = st.sampled_from((0, 150_000, 199_999, 200_000, 599_999, 2_000_000))


def store_of(
    lots: list[tuple[int, int | None, int]],
    coupons: list[tuple[int, bool, int]],
    tier: TierState,
    spend: int,
    birthday: int | None,
    hold_hours: int,
) -> Store:
    account, pending = Account("a1"), set()
    for points, days, waits in lots:
        opens = NOW + timedelta(hours=waits * 7) if waits else None
        on = None if days is None else TODAY + (days + 3) * DAY
        account = earned(account, points, on, opens)
        if opens is not None:
            pending.add(account.last_seq)
    if hold_hours and ledger.available(account, NOW):
        held = ledger.hold(account, "h1", 1, NOW, NOW + timedelta(hours=hold_hours))
        assert isinstance(held, Posting)
        account = held.account
    made = tuple(
        Coupon(
            f"c{place}",
            "off-10",
            end_of_day(TODAY + days * DAY, SHANGHAI),
            CouponState.RESERVED if reserved else CouponState.ISSUED,
            "o1" if reserved else "",
            NOW + timedelta(hours=hours) if reserved else None,
        )
        for place, (days, reserved, hours) in enumerate(coupons)
    )
    born = None if birthday is None else TODAY + birthday * DAY
    return Store(account, Facts(tier, spend, 1, made, frozenset(pending), birthday=born))


STORES = st.builds(store_of, LOTS, COUPONS, TIER_STATES, SPENT, st.none() | st.integers(-20, 40), st.integers(0, 200))
HOURS = st.lists(st.integers(0, 24 * 70), max_size=12).map(sorted)


@given(STORES, HOURS)
def test_a_second_run_is_always_empty_and_no_news_is_told_twice(store: Store, hours: list[int]) -> None:
    for hour in hours:
        store.night(NOW + timedelta(hours=hour))
        assert store.night(NOW + timedelta(hours=hour)).empty

    assert len(store.notices) == len(set(store.notices))


@given(STORES, HOURS)
def test_balances_expiries_and_coupons_do_not_depend_on_when_it_ran(store: Store, hours: list[int]) -> None:
    often, once = store, Store(store.account, store.facts)
    end = NOW + 75 * DAY
    before = {now: ledger.balance(store.account, now) for now in (end, end + 30 * DAY)}
    for hour in hours:
        often.night(NOW + timedelta(hours=hour))
    often.night(end)
    once.night(end)

    assert often.expired == once.expired
    assert sorted(often.gone, key=lambda one: one.code) == sorted(once.gone, key=lambda one: one.code)
    assert {one.code: as_of(one, end) for one in often.facts.coupons} == {
        one.code: as_of(one, end) for one in once.facts.coupons
    }
    for now, points in before.items():
        assert ledger.balance(often.account, now) == ledger.balance(once.account, now) == points


@given(STORES, HOURS)
def test_nothing_is_due_before_the_moment_it_asks_to_be_woken(store: Store, hours: list[int]) -> None:
    store.night(NOW)
    wakes = wakes_at(DEMO, store.account, store.facts, NOW)
    assert wakes > NOW
    for hour in hours:
        now = NOW + timedelta(hours=hour)
        if NOW < now < wakes:
            assert store.night(now).empty
    just_before = wakes - timedelta(microseconds=1)
    assert plan(DEMO, store.account, store.facts, just_before).empty


@given(STORES)
def test_a_member_woken_only_when_due_ends_as_one_who_is_visited_daily(store: Store) -> None:
    daily, woken = store, Store(store.account, store.facts)
    end = NOW + 70 * DAY
    for count in range(71):
        daily.night(start_of_day(TODAY + count * DAY, SHANGHAI))
    now = NOW
    while now <= end:
        woken.night(now)
        now = wakes_at(DEMO, woken.account, woken.facts, now)
    final = start_of_day(TODAY + 70 * DAY, SHANGHAI)

    assert woken.facts.tier == daily.facts.tier
    assert ledger.balance(woken.account, final) == ledger.balance(daily.account, final)
    assert {m.kind for p in daily.plans for m in p.notices} <= {m.kind for p in woken.plans for m in p.notices}


@given(TIER_STATES, SPENT, HOURS)
def test_nobody_moves_down_without_a_warning_a_week_before(tier: TierState, spend: int, hours: list[int]) -> None:
    store = Store(facts=Facts(tier, spend, 1))
    warned: datetime | None = None
    for hour in hours:
        now = NOW + timedelta(hours=hour)
        for move in store.night(now).moves:
            if isinstance(move, WarnDowngrade) and warned is None:
                warned = now
            elif isinstance(move, Downgrade):
                assert warned is not None
                assert now.astimezone(SHANGHAI).date() - warned.astimezone(SHANGHAI).date() >= 7 * DAY
                warned = None
