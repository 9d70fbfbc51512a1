"""Referrals: who may bring whom, when both are rewarded, and that nobody is twice (B5, I15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from loyalty import explain, merging, referrals
from loyalty.referrals import Marks, Referral, ReferralPolicy, ReferralState, Rejection, Reward, Rung

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
POLICY = ReferralPolicy(month_cap=2)
DAY = timedelta(days=1)


def begun(friend: str = "ben", referrer: str = "ann", at: datetime = NOW) -> Referral:
    return referrals.start(f"r-{friend}", referrer, friend, at, referrers={})


def bought(friend: str = "ben", at: datetime = NOW) -> Referral:
    return referrals.paid(POLICY, begun(friend), f"o-{friend}", 10_000, at)


def test_both_sides_are_rewarded_once_the_void_window_of_the_first_order_has_closed() -> None:
    qualified = bought()

    before = referrals.due(POLICY, [qualified], NOW + 7 * DAY - timedelta(microseconds=1), SHANGHAI)
    (reward,) = referrals.due(POLICY, [qualified], NOW + 7 * DAY, SHANGHAI)
    after = referrals.due(POLICY, [reward.referral], NOW + 365 * DAY, SHANGHAI)

    assert (before, after) == ((), ())
    assert (reward.referrer_points, reward.friend_points) == (50, 50)
    assert reward.referral.state is ReferralState.REWARDED
    assert (reward.referrer_event, reward.friend_event) == ("referral:r-ben:referrer", "referral:r-ben:friend")


def rewarded(friends: int, capped: int = 0) -> list[Referral]:
    """So many friends who came, the last of them beyond the cap."""
    made = [replace(bought(f"f{n}"), state=ReferralState.REWARDED) for n in range(friends)]
    return [replace(one, capped=place >= friends - capped) for place, one in enumerate(made)]


def test_a_rung_is_due_from_its_friend_on_and_once() -> None:
    policy = replace(POLICY, ladder=(Rung(1, 5), Rung(3, coupon="tea"), Rung(5, 100)))

    assert referrals.reached(policy, [], frozenset()) == ()
    assert referrals.reached(policy, rewarded(2), frozenset()) == policy.ladder[:1]
    assert referrals.reached(policy, rewarded(3, capped=2), frozenset({1})) == policy.ladder[1:2]
    assert referrals.reached(policy, rewarded(5), frozenset({1, 3, 5})) == ()


def test_a_friend_who_only_joined_or_turned_out_to_be_oneself_is_no_step_of_the_ladder() -> None:
    policy = replace(POLICY, ladder=(Rung(1, 5),))
    oneself = replace(rewarded(1)[0], reason=Rejection.SELF)

    assert referrals.reached(policy, [begun(), bought("cat"), oneself], frozenset()) == ()


@pytest.mark.parametrize(("fen", "state"), [(9_999, ReferralState.PENDING), (10_000, ReferralState.QUALIFIED)])
def test_the_first_order_of_the_minimum_counts(fen: int, state: ReferralState) -> None:
    told = referrals.paid(POLICY, begun(), "o1", fen, NOW)

    assert told.state is state
    assert referrals.paid(POLICY, told, "o1", fen, NOW) == told


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (referrals.start("r", "ann", "ann", NOW, referrers={}), Rejection.SELF),
        (referrals.start("r", "ann", "ben", NOW, referrers={"ben": "cat"}), Rejection.HAS_REFERRER),
        (referrals.start("r", "cat", "ann", NOW, referrers={"ben": "ann", "cat": "ben"}), Rejection.CYCLE),
        (referrals.start("r", "ann", "ben", NOW, referrers={}, has_ordered=True), Rejection.HAS_ORDERED),
        *(
            (
                referrals.start(
                    "r",
                    "ann",
                    "ben",
                    NOW,
                    referrers={},
                    referrer_marks=Marks(**{kind: frozenset({"x", "y"})}),
                    friend_marks=Marks(**{kind: frozenset({"y", "z"})}),
                ),
                reason,
            )
            for kind, reason in (
                ("devices", Rejection.SAME_DEVICE),
                ("phones", Rejection.SAME_PHONE),
                ("payments", Rejection.SAME_PAYMENT),
            )
        ),
    ],
    ids=lambda value: value.value if isinstance(value, Rejection) else "",
)
def test_a_referral_that_is_none_is_rejected_with_a_reason_in_words(made: Referral, reason: Rejection) -> None:
    assert (made.state, made.reason) == (ReferralState.REJECTED, reason)
    assert referrals.paid(POLICY, made, "o1", 99_999, NOW) == made
    assert referrals.due(POLICY, [made], NOW + 99 * DAY, SHANGHAI) == ()
    words = explain.referral(POLICY, made, SHANGHAI)
    assert words == explain.refusal(reason)
    assert words.zh
    assert words.en


def test_an_order_paid_with_the_referrers_own_card_rejects() -> None:
    card = Marks(payments=frozenset({"card"}))

    told = referrals.paid(POLICY, begun(), "o1", 20_000, NOW, referrer_marks=card, order_marks=card)

    assert told.reason is Rejection.SAME_PAYMENT


def test_an_order_after_the_time_limit_is_too_late_swept_or_not() -> None:
    late = NOW + 90 * DAY

    assert referrals.as_of(POLICY, begun(), late - timedelta(microseconds=1)).state is ReferralState.PENDING
    assert referrals.as_of(POLICY, begun(), late).reason is Rejection.TOO_LATE
    assert referrals.paid(POLICY, begun(), "o1", 20_000, late).reason is Rejection.TOO_LATE


def test_a_refund_within_the_window_waits_for_the_next_order_and_one_after_it_changes_nothing() -> None:
    qualified = bought()

    assert referrals.refunded(POLICY, qualified, "o-ben", 10_000, NOW + DAY) == qualified
    assert referrals.refunded(POLICY, qualified, "another", 0, NOW + DAY) == qualified
    assert referrals.refunded(POLICY, qualified, "o-ben", 9_999, NOW + DAY) == begun()
    assert referrals.refunded(POLICY, qualified, "o-ben", 0, NOW + 7 * DAY) == qualified
    again = referrals.paid(POLICY, begun(), "o2", 20_000, NOW + 2 * DAY)
    assert again.due_at == NOW + 9 * DAY


def test_beyond_the_months_cap_only_the_friend_is_rewarded_and_the_next_month_counts_anew() -> None:
    three = [bought(name, NOW + timedelta(hours=hour)) for hour, name in enumerate(("ben", "cat", "dan"))]
    april = bought("eve", datetime(2026, 3, 24, 16, tzinfo=UTC))

    rewards = referrals.due(POLICY, [*three, april], datetime(2026, 4, 30, tzinfo=UTC), SHANGHAI)

    assert [one.referrer_points for one in rewards] == [50, 50, 0, 50]
    assert [one.friend_points for one in rewards] == [50] * 4
    assert explain.referrer_reward(rewards[2], POLICY)[0].points == 0
    assert explain.referrer_reward(rewards[0], POLICY)[0].points == 50
    assert explain.friend_reward(rewards[2])[0].points == 50


def test_what_is_due_does_not_depend_on_how_often_one_looks() -> None:
    known = {one.id: one for one in (bought(f"f{n}", NOW + timedelta(hours=9 * n)) for n in range(12))}
    at_once = referrals.due(POLICY, known.values(), NOW + 60 * DAY, SHANGHAI)

    bit_by_bit: list[Reward] = []
    for hour in range(0, 24 * 60, 5):
        for reward in referrals.due(POLICY, known.values(), NOW + timedelta(hours=hour), SHANGHAI):
            known[reward.referral.id] = reward.referral
            bit_by_bit.append(reward)

    assert tuple(bit_by_bit) == at_once


def test_rewards_are_reckoned_for_one_referrer_at_a_time() -> None:
    with pytest.raises(ValueError, match="more than one referrer"):
        referrals.due(POLICY, [bought(), replace(bought("cat"), referrer="eve")], NOW, SHANGHAI)


def test_every_state_has_its_words() -> None:
    (reward,) = referrals.due(POLICY, [bought()], NOW + 7 * DAY, SHANGHAI)

    said = [explain.referral(POLICY, one, SHANGHAI).en for one in (begun(), bought(), reward.referral)]

    assert said == [
        "Waiting for your friend's first order of ¥100",
        "Your friend ordered: the reward comes on 9 Mar 2026",
        "The reward was given",
    ]


def test_a_circle_in_stored_data_is_found() -> None:
    assert referrals.circle({"b": "a", "c": "b", "d": "b"}) is None
    assert referrals.circle({"b": "a", "a": "c", "c": "b", "x": "a"}) in {"a", "b", "c"}
    assert list(referrals.ancestors({"b": "a", "a": "b"}, "b")) == ["a"]


MEMBERS = st.sampled_from([f"m{number}" for number in range(7)])


class ReferralMachine(RuleBasedStateMachine):
    """A house full of people who refer each other, order, return, and turn out to be the same person."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.known: dict[str, Referral] = {}
        self.ordered: set[str] = set()
        self.rewards: list[tuple[datetime, Reward]] = []
        self.gone: set[str] = set()
        self.count = 0

    def graph(self) -> dict[str, str]:
        return {one.friend: one.referrer for one in self.known.values() if one.counts}

    @rule(referrer=MEMBERS, friend=MEMBERS)
    def refers(self, referrer: str, friend: str) -> None:
        if {referrer, friend} & self.gone:
            return
        self.count += 1
        made = referrals.start(
            f"r{self.count}", referrer, friend, self.now, referrers=self.graph(), has_ordered=friend in self.ordered
        )
        self.known[made.id] = made

    @rule(hours=st.integers(1, 24 * 40))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.known = {id_: referrals.as_of(POLICY, one, self.now) for id_, one in self.known.items()}

    @rule(friend=MEMBERS, fen=st.integers(1, 30_000))
    def pays(self, friend: str, fen: int) -> None:
        self.ordered.add(friend)
        self.count += 1
        for one in list(self.known.values()):
            if one.friend == friend:
                self.known[one.id] = referrals.paid(POLICY, one, f"o{self.count}", fen, self.now)

    @rule(friend=MEMBERS, left=st.integers(0, 12_000))
    def returns(self, friend: str, left: int) -> None:
        for one in list(self.known.values()):
            if one.friend == friend:
                self.known[one.id] = referrals.refunded(POLICY, one, one.order, left, self.now)

    @rule(gone=MEMBERS, kept=MEMBERS)
    def turn_out_to_be_one(self, gone: str, kept: str) -> None:
        if gone == kept or {gone, kept} & self.gone:
            return
        self.gone.add(gone)
        for one in merging.referrals(self.known.values(), gone, kept):
            self.known[one.id] = one

    @rule(referrer=MEMBERS)
    def is_swept(self, referrer: str) -> None:
        mine = [one for one in self.known.values() if one.referrer == referrer]
        for reward in referrals.due(POLICY, mine, self.now, SHANGHAI):
            assert self.known[reward.referral.id].state is ReferralState.QUALIFIED
            self.known[reward.referral.id] = reward.referral
            self.rewards.append((self.now, reward))

    @invariant()
    def the_graph_is_acyclic_with_one_referrer_each(self) -> None:
        counts = [one for one in self.known.values() if one.counts]
        assert referrals.circle(self.graph()) is None
        assert len({one.friend for one in counts}) == len(counts)
        assert all(one.friend != one.referrer for one in counts)

    @invariant()
    def nobody_is_rewarded_twice_or_before_the_window_closed(self) -> None:
        assert len({reward.referral.id for _, reward in self.rewards}) == len(self.rewards)
        for at, reward in self.rewards:
            assert reward.referral.due_at is not None
            assert reward.referral.due_at <= at


TestReferrals = ReferralMachine.TestCase
