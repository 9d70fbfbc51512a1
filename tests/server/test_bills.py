"""Points as money, bills that several share, and two accounts that turn out to be one person's."""

from __future__ import annotations

import itertools
import json
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest

from loyalty.cash_offset import PointWorth
from loyalty.programme import DEMO
from mqtt_bridge.messages import MemberCheckedIn, MemberFound, MemberLookup, ReceiptQuote, Referral
from server.app import main
from server.merging import merge

LINES = [
    {"sku": "duck", "name": "烤鸭", "category": "main", "qty": 2, "amount_fen": 40_000},
    {"sku": "tea", "name": "茶", "category": "drink", "qty": 4, "amount_fen": 8_000},
]


def order(centre: Any, order_id: str = "o1", **more: Any) -> dict[str, Any]:
    body = {"order_id": order_id, "store": "s1", "lines": LINES, "total_fen": 48_000}
    return {**body, "paid_at": centre.now.isoformat(), **more}


def worth(centre: Any, points: int, fen: int) -> None:
    """Let points be money at this rate from now on."""
    centre.house.programme = replace(centre.house.programme, cash=PointWorth(points, fen))


def pay(till: Any, action: str, order_id: str = "o1", **more: Any) -> Any:
    return till.post(f"/points/{action}", json={"order_id": order_id, **more})


@pytest.mark.parametrize(
    ("have", "rate", "bill_fen", "points", "fen"),
    [(3_030, (1, 3), 300_000, 3_030, 9_090), (30, (1, 1_000), 2_000, 2, 2_000), (25, (10, 1_000), 99_900, 20, 2_000)],
    ids=["3030 points at 0.03 on 3000", "2 of 30 points on 20", "only whole steps"],
)
def test_B7_points_are_money_on_a_bill(
    centre: Any, till: Any, have: int, rate: tuple[int, int], bill_fen: int, points: int, fen: int
) -> None:
    worth(centre, *rate)
    member = centre.member(points=have)

    held = pay(till, "reserve", member={"code": member.code}, total_fen=bill_fen).json()
    assert (held["state"], held["points"], held["value_fen"]) == ("reserved", points, fen)
    assert pay(till, "reserve", member={"code": member.code}, total_fen=bill_fen).json() == held
    assert pay(till, "capture").json()["state"] == "redeemed"
    assert pay(till, "capture").json()["balance"] == have - points == centre.points(member)


def test_points_let_go_are_free_again_and_can_be_set_aside_anew(centre: Any, till: Any) -> None:
    member = centre.member(points=100)
    who = {"code": member.code}

    pay(till, "reserve", member=who, total_fen=5_000)
    assert pay(till, "void").json()["state"] == "voided"
    assert centre.points(member) == 100
    assert pay(till, "capture").status_code == 409
    assert pay(till, "reserve", member=who, total_fen=9_000).json()["points"] == 90
    assert pay(till, "void", order_id="never").status_code == 404


def test_points_that_pay_nothing_say_why_in_both_languages(centre: Any, till: Any) -> None:
    member = centre.member(points=9)

    refused = pay(till, "reserve", member={"code": member.code}, total_fen=5_000)

    assert (refused.status_code, refused.json()["code"]) == (422, "does-not-apply")
    assert refused.json()["why"] == {
        "zh": "每 10 点抵¥10；可用 9 点，订单¥50",
        "en": "10 points are ¥10 and no less; you have 9, the order is ¥50",
    }


@pytest.mark.parametrize("parts", list(itertools.permutations([("duck", 1), ("duck", 1), ("tea", 3), ("tea", 1)]))[:8])
def test_B11_points_that_paid_go_back_with_the_money_to_their_lots_however_it_is_split(
    centre: Any, till: Any, parts: list[tuple[str, int]]
) -> None:
    member = centre.member(points=30)
    centre.wait(days=3)
    with centre.store.transaction():
        centre.house.give(member.id, 25, centre.origin("more"), "test")
    before = till.get(f"/members/code:{member.code}").json()["lots"]
    pay(till, "reserve", member={"code": member.code}, total_fen=48_000, most_fen=4_500)
    pay(till, "capture")
    till.post("/orders", json=order(centre, member={"code": member.code}))

    halves = []
    for number, (sku, qty) in enumerate(parts):
        body = {"refund_id": f"r{number}", "lines": [{"sku": sku, "qty": qty}]}
        halves.append(till.post("/orders/o1/refunds", json=body).json()["points"])

    assert sum(one["given_back"] for one in halves) == 40
    assert till.get(f"/members/code:{member.code}").json()["lots"] == before


def test_B11_half_of_the_bill_gives_back_half_of_the_points(centre: Any, till: Any) -> None:
    member = centre.member(points=40)
    pay(till, "reserve", member={"code": member.code}, total_fen=40_000)
    pay(till, "capture")
    lines = [{"sku": "duck", "qty": 2, "amount_fen": 40_000}]
    till.post("/orders", json=order(centre, lines=lines, total_fen=40_000, member={"code": member.code}))

    half = till.post("/orders/o1/refunds", json={"refund_id": "r1", "lines": [{"sku": "duck", "qty": 1}]}).json()

    assert half["points"]["given_back"] == 20


def share(*members: Any, weights: tuple[int, ...] = ()) -> list[dict[str, Any]]:
    return [
        {"member": {"code": member.code}, "weight": weight}
        for member, weight in zip(members, weights or (1,) * len(members), strict=True)
    ]


def test_F10_a_households_bill_is_shared_to_the_fen_and_to_the_point(centre: Any, till: Any, kiosk: Any) -> None:
    mother, son, aunt = (centre.member(points=0) for _ in range(3))

    bill = order(centre, shares=share(mother, son, aunt, weights=(3, 2, 1)))
    told = till.post("/orders", json=bill).json()

    assert told["points"]["earned"] == 9 + 50
    assert [one["fen"] for one in told["shares"]] == [24_000, 16_000, 8_000]
    assert sum(one["points"] for one in told["shares"]) == 59
    assert [centre.points(one) for one in (mother, son, aunt)] == [one["points"] for one in told["shares"]]
    assert till.post("/orders", json=bill).json() == told
    assert kiosk.ask(ReceiptQuote(code=told["receipt_code"], member=son.id)).claimed

    for number, lines in enumerate(([{"sku": "duck", "qty": 1}], [{"sku": "tea", "qty": 1}], None)):
        till.post("/orders/o1/refunds", json={"refund_id": f"r{number}", "lines": lines})
    assert [centre.points(one) for one in (mother, son, aunt)] == [0, 0, 0]
    assert centre.store.visits.spend_and_visits(mother.id, centre.now - timedelta(days=9)) == (0, 0)


def test_a_shared_bill_earns_no_more_than_it_would_for_any_of_them(centre: Any, till: Any) -> None:
    gold, plain = centre.member(points=0), centre.member(points=0)
    state = centre.store.visits.tier(gold.id)
    centre.store.visits.set_tier(gold.id, replace(state, tier="gold"))
    till.post("/orders", json=order(centre, "before", member={"code": plain.code}))

    told = till.post("/orders", json=order(centre, shares=share(gold, plain))).json()

    assert told["points"]["earned"] == 9


@pytest.mark.parametrize("shares", [[{"member": {"code": "RGM-NOBODY"}}] * 2, [{"member": {"phone": "1"}}]])
def test_a_bill_that_cannot_be_shared_is_refused(centre: Any, till: Any, shares: Any) -> None:
    assert till.post("/orders", json=order(centre, shares=shares)).status_code in (404, 422)
    member = centre.member()
    assert till.post("/orders", json=order(centre, shares=share(member, member))).status_code == 422
    both = order(centre, shares=share(member, centre.member()), member={"code": member.code})
    assert till.post("/orders", json=both).status_code == 422


def test_A4_two_accounts_become_one_and_keep_both_ledgers(centre: Any, till: Any, kiosk: Any, capsys: Any) -> None:
    kept, gone = centre.member(points=30, card="0411"), centre.member(points=20, card="0422")
    till.post("/orders", json=order(centre, member={"code": gone.code}))
    kiosk.tell(MemberCheckedIn(member=gone.id, on=centre.now.date().isoformat()))

    said = merged(centre, kept, gone)

    assert said["points"] == 20 + 59 + 5
    for card in ("0411", "0422"):
        found = kiosk.ask(MemberLookup(kind="nfc", value=card))
        assert isinstance(found, MemberFound)
        assert found.member is not None
        assert (found.member.member, found.member.points) == (kept.id, 30 + 20 + 59 + 5)
    assert centre.store.visits.last_check_in(kept.id)[0] == centre.now.date()
    assert centre.store.visits.spend_and_visits(kept.id, centre.now - timedelta(days=9)) == (48_000, 1)
    assert centre.store.verify() == []


def test_A4_a_refund_of_the_account_that_went_is_taken_from_the_one_that_stayed(centre: Any, till: Any) -> None:
    kept, gone = centre.member(points=30), centre.member(points=0)
    till.post("/orders", json=order(centre, member={"code": gone.code}))
    merged(centre, kept, gone)

    back = till.post("/orders/o1/refunds", json={"refund_id": "r1", "lines": None}).json()["points"]

    assert (back["taken_back"], back["balance"], back["debt"]) == (59, 30, 0)
    assert centre.points(kept) == 30


def merged(centre: Any, kept: Any, gone: Any) -> Any:
    with centre.house.transaction(centre.now):
        return asdict(merge(centre.house, kept.id, gone.id, "test", centre.now))


def test_A4_the_command_merges_and_says_what_moved(tmp_path: Any, capsys: Any) -> None:
    config = tmp_path / "server.toml"
    config.write_text(f'data = "{tmp_path / "data"}"\n', "utf-8")
    assert (
        main(
            [
                "member",
                "--config",
                str(config),
                "merge",
                "phone:13800138000",
                "phone:13900139000",
                "--reason",
                "one person",
            ]
        )
        == 1
    )
    assert "no such member" in capsys.readouterr().err


def test_B5_a_friend_who_pays_with_the_referrers_own_account_is_no_friend(centre: Any, till: Any, kiosk: Any) -> None:
    referrer = centre.joined("13800138000").member
    till.post("/orders", json=order(centre, member={"phone": "13800138000"}, payer={"payment": "alipay-2088"}))
    code = kiosk.ask(Referral(member=referrer.member)).code
    centre.wait(minutes=2)
    centre.joined("13900139000", referral=code)
    till.post("/orders", json=order(centre, "o2", member={"phone": "13900139000"}, payer={"payment": "alipay-2088"}))

    (known,) = centre.store.referrals.of_referrer(referrer.member)
    assert (known.state.value, known.reason.value) == ("rejected", "same_payment")
    assert "alipay" not in json.dumps([str(row) for row in centre.store.database.all("SELECT * FROM payer")])
    assert b"alipay" not in b"".join(row[0] for row in centre.store.database.all("SELECT body FROM order_seen"))


def test_the_built_in_programme_lets_points_be_money() -> None:
    assert PointWorth(10, 1_000) == DEMO.cash
