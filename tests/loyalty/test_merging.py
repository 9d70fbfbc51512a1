"""Two accounts of one person: nothing lost, nothing twice (A4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty import merging, referrals
from loyalty.coupons import Coupon, CouponState
from loyalty.merging import MergedCheckIns
from loyalty.programme import DEMO
from loyalty.referrals import Referral, ReferralState, Rejection
from loyalty.tiers import TierState

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
DAY = timedelta(days=1)


def gift(code: str, days: int = 10, state: CouponState = CouponState.ISSUED, template: str = "join-gift") -> Coupon:
    return Coupon(code, template, NOW + days * DAY, state)


def test_one_person_has_one_welcome_gift() -> None:
    kept, gone = [gift("k")], [gift("g"), gift("x", template="off-10")]

    result = merging.coupons(kept, gone, DEMO.coupons, NOW)

    assert result.moved == (gift("x", template="off-10"),)
    assert result.voided == (replace(gift("g"), state=CouponState.VOIDED),)


def test_a_gift_that_was_used_on_the_other_account_counts_and_of_two_the_longer_lived_moves() -> None:
    used = gift("u", state=CouponState.REDEEMED)

    assert merging.coupons([], [gift("g"), used], DEMO.coupons, NOW).voided == (
        replace(gift("g"), state=CouponState.VOIDED),
    )
    both = merging.coupons([], [gift("short", 5), gift("long", 9)], DEMO.coupons, NOW)
    assert [one.code for one in both.moved] == ["long"]
    expired = merging.coupons([gift("old", -1)], [gift("g")], DEMO.coupons, NOW)
    assert [one.code for one in expired.moved] == ["g"], "a gift that lapsed unused stands in nobody's way"


def test_check_ins_of_both_accounts_make_one_streak() -> None:
    days = [date(2026, 3, day) for day in (1, 2, 3, 4, 6)]

    merged = merging.check_ins([days[0], days[2], days[4]], [days[1], days[2], days[3]])

    assert merged == MergedCheckIns(tuple(days), (days[2],), days[4], 1)
    assert merging.check_ins(days[:2], days[2:4]).streak == 4
    assert merging.check_ins([], []) == MergedCheckIns((), (), None, 0)


def test_the_better_tier_stays_and_of_equal_ones_the_longer() -> None:
    silver = TierState("silver", date(2026, 1, 1), date(2027, 1, 1))
    gold = TierState("gold", date(2025, 6, 1), date(2026, 6, 1))
    longer = replace(silver, keep_until=date(2027, 2, 1))

    assert merging.tier(DEMO.tiers, silver, gold) == gold
    assert merging.tier(DEMO.tiers, longer, silver) == longer


def referral(id_: str, referrer: str, friend: str, state: ReferralState = ReferralState.PENDING) -> Referral:
    return Referral(id_, referrer, friend, NOW + len(id_) * DAY, state)


def test_a_member_who_referred_their_own_second_account_is_found_out() -> None:
    (changed,) = merging.referrals([referral("r", "ann", "ann-2")], "ann-2", "ann")

    assert changed.reason is Rejection.SELF
    (paid,) = merging.referrals([referral("r", "ann", "ann-2", ReferralState.REWARDED)], "ann-2", "ann")
    assert (paid.state, paid.reason) == (ReferralState.REWARDED, Rejection.SELF), "given is given, but counts no more"
    assert not paid.counts


def test_of_two_referrers_the_earlier_stays_and_circles_are_cut() -> None:
    first, second = referral("r", "ann", "ben"), referral("rr", "cat", "ben-2")
    (changed,) = merging.referrals([first, second], "ben-2", "ben")
    assert (changed.id, changed.reason) == ("rr", Rejection.HAS_REFERRER)

    chain = [referral("r", "ann", "ben"), referral("rr", "ben", "cat")]
    (cut,) = merging.referrals(chain, "cat", "ann")
    assert (cut.id, cut.reason) == ("rr", Rejection.CYCLE)


@pytest.mark.parametrize("state", [ReferralState.PENDING, ReferralState.REWARDED])
@pytest.mark.parametrize("ids", [("r", "rr"), ("rr", "r")], ids=["earlier", "later"])
def test_a_reward_for_having_referred_oneself_leaves_one_referrer(ids: tuple[str, str], state: ReferralState) -> None:
    """Ann was brought by Xia, then brought her own second account and was rewarded for it."""
    known = [referral(ids[0], "xia", "ann", state), referral(ids[1], "ann", "ann-2", ReferralState.REWARDED)]

    changed = {one.id: one for one in merging.referrals(known, "ann", "ann-2")}

    assert (changed[ids[1]].state, changed[ids[1]].reason) == (ReferralState.REWARDED, Rejection.SELF)
    assert (changed[ids[0]].referrer, changed[ids[0]].friend, changed[ids[0]].reason) == ("xia", "ann-2", None)


NAMES = st.sampled_from("abcdef")


@given(
    st.lists(st.tuples(NAMES, NAMES, st.booleans()), max_size=12),
    st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=4),
)
def test_the_graph_stays_sound_whoever_turn_out_to_be_one(
    brought: list[tuple[str, str, bool]], pairs: list[tuple[str, str]]
) -> None:
    known: dict[str, Referral] = {}
    graph: dict[str, str] = {}
    for place, (referrer, friend, rewarded) in enumerate(brought):
        made = referrals.start(f"r{place}", referrer, friend, NOW + place * DAY, referrers=graph)
        if made.counts:
            graph[friend] = referrer
            made = replace(made, state=ReferralState.REWARDED) if rewarded else made
        known[made.id] = made
    history = {one.id for one in known.values() if one.state is ReferralState.REWARDED}
    over: set[str] = set()
    for gone, kept in pairs:
        if gone == kept or {gone, kept} & over:
            continue
        over.add(gone)
        known |= {one.id: one for one in merging.referrals(known.values(), gone, kept)}
        assert merging.referrals(known.values(), gone, kept) == (), "merging twice is once"

        counts = [one for one in known.values() if one.counts]
        after = {one.friend: one.referrer for one in counts}
        assert len(after) == len(counts)
        assert referrals.circle(after) is None
        assert {one.id for one in known.values() if one.state is ReferralState.REWARDED} == history
        assert not over & {name for one in known.values() for name in (one.friend, one.referrer)}


COUPONS = st.builds(
    gift,
    code=st.uuids().map(str),
    days=st.integers(-3, 20),
    state=st.sampled_from(CouponState),
    template=st.sampled_from(("join-gift", "off-10")),
)


@given(st.lists(COUPONS, max_size=5), st.lists(COUPONS, max_size=5))
def test_every_coupon_moves_or_is_voided_and_no_limit_is_passed_by_merging(
    kept: list[Coupon], gone: list[Coupon]
) -> None:
    result = merging.coupons(kept, gone, DEMO.coupons, NOW)

    assert {one.code for one in result.moved + result.voided} == {one.code for one in gone}
    assert all(one.template == "join-gift" for one in result.voided)
    mine = sum(one.template == "join-gift" and one.state is CouponState.ISSUED for one in result.moved)
    assert mine <= 1
