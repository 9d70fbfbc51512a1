"""The programme's vectors on points, through the till's HTTP and the kiosk's questions and events (B1 to B13)."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from loyalty.clearing import CompensationPolicy
from loyalty.earning import EarningPolicy
from loyalty.expiry import ExpiryKind, ExpiryPolicy
from loyalty.rules import AllOf, Bonus, Dates, FirstOrder, RuleVersion, SpendFrom, Tiers, Times, When
from loyalty.slots import Slot
from loyalty.words import Words
from mqtt_bridge.messages import (
    History,
    Leaderboard,
    MemberCheckedIn,
    MemberLookup,
    ProfileChanged,
    RedemptionCommitted,
    Refusal,
    RewardHeld,
    RewardHold,
)
from server import nightly
from server.correcting import compensate


def ring(till: Any, centre: Any, order_id: str, fen: int, member: Any = None, **line: Any) -> Any:
    """An order rung up at the till; its answer."""
    lines = [{"sku": "duck", "category": "main", "qty": 1, "amount_fen": fen, **line}]
    who = None if member is None else {"code": member.code}
    body = {"order_id": order_id, "store": "s1", "member": who, "lines": lines, "total_fen": fen}
    return till.post("/orders", json={**body, "paid_at": centre.now.isoformat()}).json()


def seen(till: Any, member: Any) -> Any:
    return till.get(f"/members/code:{member.code}").json()


def with_(centre: Any, **changes: Any) -> None:
    """Another programme counts from now on."""
    centre.house.programme = replace(centre.house.programme, **changes)


@pytest.mark.parametrize(("fen", "points"), [(4_999, 0), (5_000, 1), (61_200, 12)])
def test_B1_every_full_50_yuan_is_a_point(centre: Any, till: Any, fen: int, points: int) -> None:
    member = centre.member(points=0)
    ring(till, centre, "before", 20_000, member)

    assert ring(till, centre, "o1", fen, member)["points"]["earned"] == points


@pytest.mark.parametrize(("fen", "points"), [(19_999, 3), (20_000, 4 + 50)])
def test_B2_the_first_order_from_200_yuan_brings_50_more_once(centre: Any, till: Any, fen: int, points: int) -> None:
    member = centre.member(points=0)

    assert ring(till, centre, "o1", fen, member)["points"]["earned"] == points
    assert ring(till, centre, "o2", 20_000, member)["points"]["earned"] == (4 if fen == 20_000 else 54)


def test_B2_two_rules_for_a_first_order_each_count_the_orders_they_ask_for(centre: Any, till: Any) -> None:
    rules = tuple(
        RuleVersion(f"first-{fen}", Words("首单", "First order"), Bonus(points), AllOf((FirstOrder(), SpendFrom(fen))))
        for fen, points in ((10_000, 20), (30_000, 70))
    )
    with_(centre, rules=rules, earning=EarningPolicy(every_fen=100_000, points=1, first_order=None))
    member = centre.member(points=0)

    earned = [ring(till, centre, f"o{n}", fen, member)["points"]["earned"] for n, fen in enumerate(SPENT)]

    assert earned == [0, 20, 0, 70, 0]
    assert till.post("/orders/o3/refunds", json={"refund_id": "r1", "lines": None}).json()["points"]["balance"] == 20


def test_B2_one_order_may_be_the_first_to_both(centre: Any, till: Any) -> None:
    rules = tuple(
        RuleVersion(f"first-{fen}", Words("首单", "First order"), Bonus(points), AllOf((FirstOrder(), SpendFrom(fen))))
        for fen, points in ((10_000, 20), (30_000, 70))
    )
    with_(centre, rules=rules, earning=EarningPolicy(every_fen=100_000, points=1, first_order=None))
    member = centre.member(points=0)

    assert ring(till, centre, "o1", 30_000, member)["points"]["earned"] == 90
    assert ring(till, centre, "o2", 30_000, member)["points"]["earned"] == 0


def test_B3_a_check_in_counts_once_a_day_and_seven_in_a_row_bring_more(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0)
    for _ in range(7):
        for _ in range(2):
            kiosk.tell(MemberCheckedIn(member=member.id, on=centre.now.date().isoformat()))
        centre.wait(days=1)

    assert centre.points(member) == 7 * 5 + 20


def test_B4_an_event_brings_points_on_its_days_and_says_when_it_does_not(centre: Any, till: Any) -> None:
    festival = RuleVersion("festival", Words("中秋加赠", "Moon festival"), Bonus(30), Dates("2026-11-22", "2026-11-23"))
    with_(centre, rules=(festival,))
    member = centre.member(points=0)

    assert ring(till, centre, "o1", 5_000, member)["points"]["earned"] == 31
    centre.wait(days=2)
    late = ring(till, centre, "o2", 5_000, member)
    assert late["points"]["earned"] == 1
    assert any(one["points"] == 0 and one["zh"].startswith("中秋加赠未满足") for one in late["why"])


def test_B6_multipliers_by_day_dish_and_tier_and_caps_and_points_that_wait(centre: Any, till: Any) -> None:
    rules = (
        RuleVersion("sunday", Words("周日双倍", "Sundays"), Times(20_000), When(Slot((7,)))),
        RuleVersion("gold-only", Words("金卡专享", "Gold only"), Bonus(5), Tiers(("gold",))),
    )
    with_(centre, rules=rules, earning=EarningPolicy(first_order=None, day_cap=30, void_window_minutes=60))
    member = centre.member(points=0)
    assert centre.house.programme.local(centre.now).isoweekday() == 7

    first = ring(till, centre, "o1", 50_000, member)
    second = ring(till, centre, "o2", 75_000, member)

    assert (first["points"], second["points"]["earned"]) == ({"earned": 20, "balance": 0}, 10)
    assert any(one["points"] < 0 and "每天最多 30 点" in one["zh"] for one in second["why"])
    centre.wait(minutes=61)
    assert seen(till, member)["balance"] == 30
    till.post("/orders/o1/refunds", json={"refund_id": "r1", "lines": None})
    assert seen(till, member)["balance"] == 10


SPENT = (9_999, 10_000, 29_999, 30_000, 30_000)
EXPIRIES = [
    (ExpiryPolicy(), datetime(2026, 3, 10, 4, tzinfo=UTC), date(2027, 3, 10)),
    (ExpiryPolicy(months=1), datetime(2027, 1, 31, 4, tzinfo=UTC), date(2027, 2, 28)),
    (ExpiryPolicy(months=1), datetime(2028, 1, 31, 4, tzinfo=UTC), date(2028, 2, 29)),
    (ExpiryPolicy(), datetime(2028, 2, 29, 4, tzinfo=UTC), date(2029, 2, 28)),
    (ExpiryPolicy(months=1), datetime(2027, 1, 30, 16, 30, tzinfo=UTC), date(2027, 2, 28)),
    (ExpiryPolicy(ExpiryKind.CALENDAR, 3), datetime(2026, 5, 4, 4, tzinfo=UTC), date(2026, 6, 30)),
    (ExpiryPolicy(ExpiryKind.CALENDAR, 1), datetime(2026, 5, 31, 15, 59, tzinfo=UTC), date(2026, 5, 31)),
]


@pytest.mark.parametrize(("policy", "paid_at", "last"), EXPIRIES)
def test_B8_points_lapse_at_local_midnight_whatever_the_servers_zone(
    centre: Any, till: Any, policy: ExpiryPolicy, paid_at: datetime, last: date
) -> None:
    with_(centre, expiry=policy)
    centre.now = paid_at
    member = centre.member(points=0)
    ring(till, centre, "o1", 5_000, member)

    (lot,) = seen(till, member)["lots"]

    ends = datetime.fromisoformat(lot["expires_at"])
    assert ends == datetime(last.year, last.month, last.day, 16, tzinfo=UTC)
    centre.now = ends - timedelta(microseconds=1)
    assert seen(till, member)["balance"] == 1
    centre.now = ends
    assert seen(till, member)["balance"] == 0


def test_B8_under_sliding_expiry_every_visit_lets_points_live_on(centre: Any, till: Any, kiosk: Any) -> None:
    with_(centre, expiry=ExpiryPolicy(ExpiryKind.SLIDING, 6))
    member = centre.member(points=100)
    for number in range(4):
        centre.wait(days=120)
        ring(till, centre, f"o{number}", 100, member)
        nightly.run(centre.house, centre.now)
    assert centre.points(member) == 100
    centre.wait(days=120)
    kiosk.tell(MemberCheckedIn(member=member.id, on=centre.now.date().isoformat()))
    assert centre.points(member) == 105

    centre.wait(days=190)
    nightly.run(centre.house, centre.now)
    assert centre.points(member) == 0
    assert centre.store.verify() == []


def test_B8_a_new_policy_shortens_no_lot_already_issued(centre: Any, till: Any) -> None:
    member = centre.member(points=10)
    before = seen(till, member)["lots"]

    with_(centre, expiry=ExpiryPolicy(months=1))

    assert seen(till, member)["lots"] == before


def test_B9_value_at_risk_is_told_and_what_lapsed_is_given_again_once(centre: Any, kiosk: Any) -> None:
    with_(centre, compensation=CompensationPolicy(5_000, 30, 30))
    rich, poor = centre.member(points=60), centre.member(points=5)
    for _ in range(370):
        centre.wait(days=1)
        nightly.run(centre.house, centre.now)
    told = centre.store.database.all("SELECT member, count(*) FROM notice WHERE kind = 'points_expiring' GROUP BY 1")
    assert dict(told) == {rich.id: 3, poor.id: 1}
    (row,) = [one for one in kiosk.ask(History(member=rich.id)).rows if one.kind == "expire"]
    assert row.points == -60

    with centre.house.transaction(centre.now):
        given, again = (compensate(centre.house, rich.id, "test", centre.now) for _ in range(2))

    assert (given.points, again.points, centre.points(rich)) == (30, 0, 30)
    entry = centre.store.ledger.entries(rich.id)[-1]
    assert (entry.kind.value, entry.cause) == ("compensate", given.entries[0])


def test_B10_the_first_to_lapse_are_spent_first_so_80_of_100_leave_50_and_not_minus_30(centre: Any, kiosk: Any) -> None:
    centre.now = datetime(2026, 6, 1, 4, tzinfo=UTC)
    member = centre.member(points=100)
    held = kiosk.ask(RewardHold(redemption="r1", member=member.id, reward="off-50"))
    assert isinstance(held, RewardHeld)
    kiosk.tell(RedemptionCommitted(redemption="r1", member=member.id))
    kiosk.ask(RewardHold(redemption="r2", member=member.id, reward="off-10"))
    kiosk.tell(RedemptionCommitted(redemption="r2", member=member.id))
    centre.wait(days=90)
    with centre.store.transaction():
        centre.house.give(member.id, 50, centre.origin("later"), "test")

    centre.now = datetime(2027, 6, 2, 4, tzinfo=UTC)

    assert centre.points(member) == 50
    assert kiosk.ask(MemberLookup(kind="qr", value=member.code)).member.points == 50


def test_B11_points_spent_before_the_refund_become_a_debt_and_the_screen_shows_none_negative(
    centre: Any, till: Any, kiosk: Any
) -> None:
    member = centre.member(points=0)
    ring(till, centre, "o1", 61_200, member)
    for number, reward in enumerate(("off-50", "off-10")):
        kiosk.ask(RewardHold(redemption=f"r{number}", member=member.id, reward=reward))
        kiosk.tell(RedemptionCommitted(redemption=f"r{number}", member=member.id))

    back = till.post("/orders/o1/refunds", json={"refund_id": "r", "lines": None}).json()["points"]

    assert (back["taken_back"], back["balance"], back["debt"]) == (62, 0, 60)
    view = kiosk.ask(MemberLookup(kind="qr", value=member.code)).member
    assert (view.points, view.debt) == (0, 60)


def test_B11_buying_refunding_and_keeping_earns_nothing_however_often(centre: Any, till: Any) -> None:
    member = centre.member(points=0)
    for number in range(5):
        ring(till, centre, f"o{number}", 61_200, member)
        till.post(f"/orders/o{number}/refunds", json={"refund_id": "r", "lines": None})

    assert centre.points(member) == 0
    assert seen(till, member)["debt"] == 0


def test_B12_the_leaderboard_is_masked_and_whoever_likes_is_not_on_it(centre: Any, till: Any, kiosk: Any) -> None:
    first, second = centre.member(points=0), centre.member(points=0)
    ring(till, centre, "o1", 100_000, first)
    ring(till, centre, "o2", 50_000, second)
    rows = kiosk.ask(Leaderboard(member=second.id)).rows
    assert [(row.rank, row.points, row.mine) for row in rows] == [(1, 70, False), (2, 60, True)]
    assert all("林晓雨" not in row.name for row in rows)

    kiosk.tell(ProfileChanged(member=first.id, listed=False))

    assert [row.points for row in kiosk.ask(Leaderboard(member=second.id)).rows] == [60]


def test_B13_every_award_and_every_refusal_says_why_in_both_languages(centre: Any, till: Any, kiosk: Any) -> None:
    double = RuleVersion("weekend", Words("周末双倍", "Double at weekends"), Times(20_000), When(Slot((6, 7))))
    with_(centre, rules=(double,), earning=EarningPolicy(first_order=None))
    centre.now = datetime(2026, 11, 26, 4, tzinfo=UTC)
    member = centre.member(points=0)

    why = ring(till, centre, "o1", 61_200, member)["why"]

    assert "；".join(one["zh"] for one in why) == "¥612 ÷ 50 = 12 点；周末双倍未满足：今天周四"
    assert why[1]["en"].startswith("Double at weekends not met: ")
    assert sum(one["points"] for one in why) == 12
    (row,) = kiosk.ask(History(member=member.id)).rows
    assert (row.note.zh, row.note.en) == ("¥612 ÷ 50 = 12 点", "¥612 ÷ 50 = 12 points")
    held = kiosk.ask(RewardHold(redemption="r1", member=member.id, reward="off-50"))
    assert held == Refusal(code="not_enough", message="38 points short: needs 50, you have 12")


def gift(till: Any, giver: Any, taker: Any, gift_id: str, points: int = 100) -> Any:
    who = {"giver": {"code": giver.code}, "taker": {"code": taker.code}}
    return till.post("/gifts", json={"gift_id": gift_id, "points": points, **who})


def test_twenty_gifts_of_one_balance_at_once_move_it_once(centre: Any, till: Any) -> None:
    giver, taker = centre.member(points=100), centre.member(points=0)
    answers: list[int] = []
    start = threading.Barrier(20)

    def give(number: int) -> None:
        start.wait()
        answers.append(gift(till, giver, taker, f"g{number}").status_code)

    threads = [threading.Thread(target=give, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [200] + [409] * 19
    assert (centre.points(giver), centre.points(taker)) == (0, 100)


def test_a_gift_told_twice_moves_once_and_keeps_its_expiry(centre: Any, till: Any) -> None:
    giver, taker = centre.member(points=100), centre.member(points=0)
    lots = seen(till, giver)["lots"]
    centre.wait(days=40)

    assert gift(till, giver, taker, "g1").json() == gift(till, giver, taker, "g1").json()
    assert gift(till, giver, taker, "g1", 50).status_code == 409
    assert seen(till, taker)["lots"] == lots
    refused = gift(till, giver, taker, "g2", 5).json()
    assert refused["why"]["zh"]
    assert refused["why"]["en"]
