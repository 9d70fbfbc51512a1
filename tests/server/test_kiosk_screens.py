"""Where a member stands: history, leaderboard, the ladder of tiers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from mqtt_bridge.messages import (
    CardLink,
    History,
    HistoryListed,
    Leaderboard,
    LeadersListed,
    MemberCheckedIn,
    RedemptionCommitted,
    Referral,
    Refusal,
    RewardHold,
    TierList,
    TiersListed,
)

UNKNOWN = Refusal(code="unknown_member")


def redeem(kiosk: Any, member: Any, name: str = "r1", reward: str = "off-10") -> None:
    kiosk.ask(RewardHold(redemption=name, member=member.id, reward=reward))
    kiosk.tell(RedemptionCommitted(redemption=name, member=member.id))


@pytest.mark.parametrize(
    "question",
    [
        History(member="m-x"),
        Leaderboard(member="m-x"),
        TierList(member="m-x"),
        Referral(member="m-x"),
        CardLink(member="m-x", card_kind="nfc", card_value="04"),
    ],
    ids=lambda question: question.method,
)
def test_nobody_is_told_nothing(kiosk: Any, question: Any) -> None:
    assert kiosk.ask(question) == UNKNOWN


def test_the_history_tells_what_happened_and_why_the_newest_first(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)
    centre.order(61_200, member=member)
    centre.wait(minutes=5)
    kiosk.tell(MemberCheckedIn(member=member.id, on="2026-11-22"))
    centre.wait(minutes=5)
    redeem(kiosk, member)
    centre.wait(minutes=5)
    centre.refund()

    listed = kiosk.ask(History(member=member.id))

    assert isinstance(listed, HistoryListed)
    assert (listed.page, listed.pages) == (0, 1)
    assert [(row.kind, row.points) for row in listed.rows] == [
        ("clawback", -62),
        ("redeem", -10),
        ("earn", 5),
        ("earn", 62),
    ]
    assert [row.title.zh for row in listed.rows] == ["退单扣回 · ¥612", "兑换 · 10 元代金券", "签到", "消费 ¥612"]
    assert listed.rows[2].reason == "check_in"
    assert listed.rows[3].at == "2026-11-22T12:00:00+08:00"
    assert listed.rows[3].note is not None
    assert listed.rows[3].note.zh.startswith("¥612 ÷ 50 = 12 点")


def test_the_history_has_pages_of_five_and_ends(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)
    for n in range(12):
        centre.order(5_000 + 5_000 * n, f"o{n}", member)
        centre.wait(minutes=1)

    pages = [kiosk.ask(History(member=member.id, page=page)) for page in (-1, 0, 1, 2, 3, 2**40)]

    assert [len(page.rows) for page in pages] == [5, 5, 5, 2, 2, 2]
    assert [page.page for page in pages] == [0, 0, 1, 2, 2, 2]
    assert {page.pages for page in pages} == {3}
    seen = [row.title.en for page in pages[1:4] for row in page.rows]
    assert seen == [f"Order of ¥{50 + 50 * n}" for n in reversed(range(12))]


def test_the_history_shows_only_what_came_in_or_went_out(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=100)
    redeem(kiosk, member)

    earned, spent = (kiosk.ask(History(member=member.id, only=only)) for only in ("earned", "spent"))

    assert [row.points for row in earned.rows] == [100]
    assert [row.points for row in spent.rows] == [-10]
    assert kiosk.ask(History(member=centre.member(points=0).id)) == HistoryListed()


def test_a_debt_that_was_paid_is_no_line_of_its_own(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)
    centre.order(50_000, member=member)
    redeem(kiosk, member)
    centre.refund()
    centre.order(100_000, "o2", member)

    rows = kiosk.ask(History(member=member.id)).rows

    assert [row.points for row in rows] == [20, -60, -10, 60]


def test_the_leaderboard_shows_the_first_ten_of_the_month_masked(centre: Any, kiosk: Any) -> None:
    members = [centre.member(points=points) for points in range(10, 130, 10)]

    top = kiosk.ask(Leaderboard(member=members[-1].id))
    low = kiosk.ask(Leaderboard(member=members[0].id))

    assert isinstance(top, LeadersListed)
    assert [(row.rank, row.points) for row in top.rows] == [(n, 130 - 10 * n) for n in range(1, 11)]
    assert {row.name for row in top.rows} == {"林**"}
    assert [row.mine for row in top.rows] == [True] + [False] * 9
    assert top.mine is None
    assert low.mine is not None
    assert (low.mine.rank, low.mine.points, low.mine.mine) == (12, 10, True)


def test_equal_points_share_a_place_on_the_leaderboard(centre: Any, kiosk: Any) -> None:
    members = [centre.member(points=points) for points in (30, 30, 20)]

    rows = kiosk.ask(Leaderboard(member=members[2].id)).rows

    assert [(row.rank, row.points) for row in rows] == [(1, 30), (1, 30), (3, 20)]


def test_who_does_not_want_to_be_on_the_leaderboard_is_not(centre: Any, kiosk: Any) -> None:
    shy, open_ = centre.member(points=500), centre.member(points=10)
    with centre.store.transaction():
        centre.store.members.hide(shy.id, True)

    assert kiosk.ask(Leaderboard(member=shy.id)).mine is None
    assert [row.points for row in kiosk.ask(Leaderboard(member=open_.id)).rows] == [10]


def test_a_new_month_begins_a_new_leaderboard_at_local_midnight(centre: Any, kiosk: Any) -> None:
    centre.now = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
    member = centre.member(points=10)
    assert len(kiosk.ask(Leaderboard(member=member.id)).rows) == 1

    centre.wait(minutes=1)

    assert kiosk.ask(Leaderboard(member=member.id)) == LeadersListed()


def test_a_refunded_order_counts_for_nothing_on_the_leaderboard(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)
    centre.order(61_200, member=member)
    centre.refund()

    assert kiosk.ask(Leaderboard(member=member.id)) == LeadersListed()


def test_the_ladder_says_what_each_tier_asks_and_gives(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)
    centre.order(61_200, member=member)

    listed = kiosk.ask(TierList(member=member.id))

    assert isinstance(listed, TiersListed)
    assert [row.tier.key for row in listed.rows] == ["bronze", "silver", "gold", "platinum"]
    assert [(row.need_fen, row.need_visits) for row in listed.rows[:2]] == [(0, 0), (200_000, 12)]
    assert all(row.privileges for row in listed.rows)
    assert (listed.now_fen, listed.now_visits) == (61_200, 1)
