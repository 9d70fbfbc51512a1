"""The HTTP API of a POS, over a real socket."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mqtt_bridge.messages import RedemptionCommitted, RewardHold
from server.config import Till
from server.listening import ListenError
from server.till.serve import TillServer

# So many times as many examples in the long run (test_at_length).
MORE = int(os.environ.get("REGULARS_MORE", "1"))

CARD = "04aa00bb11cc80"


@pytest.fixture(scope="module")
def refusing_till(shared_centre: Any, serve_till: Any) -> Iterator[httpx.Client]:
    """A till for requests that are all refused; one member has the card."""
    shared_centre.member(points=0, card=CARD)
    with serve_till(shared_centre) as client:
        yield client


def order(order_id: str = "o1", fen: int = 61_200, **more: Any) -> dict[str, Any]:
    lines = [{"sku": "duck", "name": "烤鸭", "category": "main", "qty": 1, "amount_fen": fen}]
    return {
        "order_id": order_id,
        "store": "s1",
        "member": {"card": CARD},
        "lines": lines,
        "total_fen": fen,
        "paid_at": "2026-11-20T12:00:00+08:00",
    } | more


def test_an_order_earns_and_says_why(centre: Any, till: httpx.Client) -> None:
    centre.member(points=0, card=CARD)

    answer = till.post("/orders", json=order()).json()

    assert answer["order_id"] == "o1"
    assert answer["points"] == {"earned": 62, "balance": 62}
    assert answer["why"][0] == {"points": 12, "zh": "¥612 ÷ 50 = 12 点", "en": "¥612 ÷ 50 = 12 points"}
    assert sum(one["points"] for one in answer["why"]) == 62
    assert answer["receipt_code"].startswith("RGR-")


def test_the_same_order_again_is_the_same_answer_and_earns_once(centre: Any, till: httpx.Client) -> None:
    member = centre.member(points=0, card=CARD)

    answers = [till.post("/orders", json=order()).json() for _ in range(3)]

    assert answers[0] == answers[1] == answers[2]
    assert centre.points(member) == 62


def test_another_order_under_the_same_id_is_refused(centre: Any, till: httpx.Client) -> None:
    member = centre.member(points=0, card=CARD)
    till.post("/orders", json=order())

    refused = till.post("/orders", json=order(fen=99_900))

    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"] == "order-conflict"
    assert centre.points(member) == 62


def test_an_idempotency_key_gives_the_same_answer_or_a_conflict(centre: Any, till: httpx.Client) -> None:
    centre.member(points=0, card=CARD)
    key = {"Idempotency-Key": "k1"}

    first = till.post("/orders", json=order(), headers=key)
    again = till.post("/orders", json=order(), headers=key)
    other = till.post("/orders", json=order("o2"), headers=key)

    assert first.json() == again.json()
    assert (other.status_code, other.json()["code"]) == (409, "idempotency-conflict")


def test_a_refusal_under_a_key_stays_a_refusal(centre: Any, till: httpx.Client) -> None:
    key = {"Idempotency-Key": "k1"}
    first = till.post("/orders", json=order(), headers=key)
    centre.member(points=0, card=CARD)

    again = till.post("/orders", json=order(), headers=key)

    assert first.status_code == again.status_code == 404
    assert till.post("/orders", json=order()).status_code == 200


@pytest.mark.parametrize(("fen", "points"), [(4_999, 0), (5_000, 1), (19_999, 3), (20_000, 54)])
def test_the_figures_of_the_field_hold_over_http(centre: Any, till: httpx.Client, fen: int, points: int) -> None:
    centre.member(points=0, card=CARD)

    assert till.post("/orders", json=order(fen=fen)).json()["points"]["earned"] == points


def test_an_order_without_a_member_is_kept_and_earns_nothing_yet(till: httpx.Client) -> None:
    answer = till.post("/orders", json=order(member=None)).json()

    assert answer["points"] == {"earned": 0, "balance": 0}
    assert answer["receipt_code"].startswith("RGR-")


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"total_fen": 61_201}, 422),
        ({"total_fen": True}, 422),
        ({"total_fen": 61200.0}, 422),
        ({"total_fen": "61200"}, 422),
        ({"total_fen": -1}, 422),
        ({"total_fen": 2**63}, 422),
        ({"total_fen": None}, 422),
        ({"lines": None}, 422),
        ({"lines": [{"sku": "x", "qty": 0, "amount_fen": 61_200}]}, 422),
        ({"lines": [{"sku": "x", "qty": 1, "amount_fen": -61_200}]}, 422),
        ({"member": {}}, 422),
        ({"member": {"card": CARD, "phone": "13812346688"}}, 422),
        ({"member": {"card": "04ff"}}, 404),
        ({"member": {"phone": "not a number"}}, 404),
        ({"order_id": ""}, 422),
        ({"order_id": "x" * 65}, 422),
        ({"order_id": "a b"}, 422),
        ({"store": "s2"}, 403),
        ({"paid_at": "2026-11-20T12:00:00"}, 422),
        ({"paid_at": 1_795_340_531}, 422),
        ({"paid_at": "2027-11-20T12:00:00+08:00"}, 422),
        ({"paid_at": "soon"}, 422),
    ],
    ids=str,
)
def test_a_wrong_order_is_a_problem_and_changes_nothing(
    shared_centre: Any, refusing_till: httpx.Client, changed: dict[str, Any], status: int
) -> None:
    refused = refusing_till.post("/orders", json=order() | changed)

    assert refused.status_code == status
    assert refused.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "code"} <= refused.json().keys()
    assert shared_centre.store.database.one("SELECT count(*) FROM order_seen") == (0,)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff",
        b"[" * 5_000,
        b'{"a":' * 2_000,
        b"9" * 5_000,
        b'{"total_fen": NaN}',
        b'"\\ud800"',
    ],
    ids=lambda body: str(body[:12]),
)
def test_garbage_is_one_clear_problem(refusing_till: httpx.Client, body: bytes) -> None:
    refused = refusing_till.post("/orders", content=body, headers={"Content-Type": "application/json"})

    assert 400 <= refused.status_code < 500
    assert refused.headers["content-type"] == "application/problem+json"


def test_half_a_character_in_a_name_is_refused(refusing_till: httpx.Client) -> None:
    body = json.dumps(order()).replace('"main"', '"\\ud800"')

    refused = refusing_till.post("/orders", content=body, headers={"Content-Type": "application/json"})

    assert refused.status_code == 422


def test_a_body_over_the_limit_is_refused(refusing_till: httpx.Client) -> None:
    assert refusing_till.post("/orders", content=b" " * (256 * 1024 + 1)).status_code == 413


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", "token-of-s1", "Basic token-of-s1"])
def test_without_a_stores_token_nothing_is_told(refusing_till: httpx.Client, authorization: str) -> None:
    refused = refusing_till.get(f"/members/card:{CARD}", headers={"Authorization": authorization})

    assert refused.status_code == 401
    assert refused.json()["code"] == "unauthorised"


def test_a_member_is_shown_masked_with_lots_in_spending_order(centre: Any, till: httpx.Client) -> None:
    member = centre.member(points=30, card=CARD)
    till.post("/orders", json=order(fen=10_000))

    shown = till.get(f"/members/card:{CARD}").json()

    assert shown["member"] == member.id
    assert shown["name_masked"] == "林*雨"
    assert (shown["balance"], shown["debt"]) == (32, 0)
    assert [lot["remaining"] for lot in shown["lots"]] == [2, 30]
    assert till.get("/members/phone:+8613800000000").json()["member"] == member.id
    assert till.get("/members/code:" + member.code).json()["member"] == member.id
    assert till.get("/members/name:x").status_code == 422
    assert till.get("/members/card:04ff").status_code == 404


def two_dishes(order_id: str = "o1") -> dict[str, Any]:
    lines = [
        {"sku": "duck", "name": "烤鸭", "category": "main", "qty": 3, "amount_fen": 50_000},
        {"sku": "tea", "name": "茶", "category": "drink", "qty": 2, "amount_fen": 11_200},
    ]
    return order(order_id, lines=lines, total_fen=61_200)


def test_a_whole_refund_leaves_everything_as_before(centre: Any, till: httpx.Client) -> None:
    member = centre.member(points=7, card=CARD)
    till.post("/orders", json=two_dishes())

    back = till.post("/orders/o1/refunds", json={"refund_id": "f1", "lines": None}).json()

    assert back["amount_fen"] == 61_200
    assert back["points"] == {"given_back": 0, "taken_back": 62, "balance": 7, "debt": 0}
    assert centre.store.visits.spend_and_visits(member.id, centre.now.replace(year=2000)) == (0, 0)


def test_a_refund_is_taken_once_and_another_under_its_id_is_refused(centre: Any, till: httpx.Client) -> None:
    centre.member(points=0, card=CARD)
    till.post("/orders", json=two_dishes())
    body = {"refund_id": "f1", "lines": [{"sku": "tea", "qty": 1}]}

    first, again = till.post("/orders/o1/refunds", json=body), till.post("/orders/o1/refunds", json=body)
    other = till.post("/orders/o1/refunds", json=body | {"lines": None})

    assert first.json() == again.json()
    assert (other.status_code, other.json()["code"]) == (409, "refund-conflict")


def test_no_more_goes_back_than_was_bought(centre: Any, till: httpx.Client) -> None:
    centre.member(points=0, card=CARD)
    till.post("/orders", json=two_dishes())

    def back(refund_id: str, lines: Any) -> tuple[int, str]:
        answer = till.post("/orders/o1/refunds", json={"refund_id": refund_id, "lines": lines})
        return answer.status_code, answer.json().get("code", "")

    assert back("f1", [{"sku": "tea", "qty": 3}]) == (422, "too-much")
    assert back("f2", [{"sku": "soup", "qty": 1}]) == (422, "too-much")
    assert back("f3", [{"sku": "tea", "qty": 2}]) == (200, "")
    assert back("f4", [{"sku": "tea", "qty": 1}]) == (422, "too-much")
    assert back("f5", None) == (200, "")
    assert back("f6", None) == (409, "nothing-left")
    assert till.post("/orders/none/refunds", json={"refund_id": "f1", "lines": None}).status_code == 404


def test_points_already_spent_become_a_debt_and_the_screen_shows_nothing_negative(
    centre: Any, till: httpx.Client
) -> None:
    member = centre.member(points=0, card=CARD)
    till.post("/orders", json=order())
    kiosk = centre.kiosk()
    kiosk.ask(RewardHold(redemption="r1", member=member.id, reward="off-50"))
    kiosk.tell(RedemptionCommitted(redemption="r1", member=member.id))

    back = till.post("/orders/o1/refunds", json={"refund_id": "f1", "lines": None}).json()

    assert back["points"] == {"given_back": 0, "taken_back": 62, "balance": 0, "debt": 50}


def test_buying_and_refunding_in_a_loop_earns_nothing_and_lifts_no_tier(centre: Any, till: httpx.Client) -> None:
    member = centre.member(points=0, card=CARD)

    for n in range(5):
        till.post("/orders", json=order(f"o{n}", 150_000, paid_at=f"2026-11-1{n}T12:00:00+08:00"))
        till.post(f"/orders/o{n}/refunds", json={"refund_id": f"f{n}", "lines": None})

    assert centre.points(member) == 0
    assert centre.house.tier_of(member.id) == "bronze"


def test_the_tier_rises_with_the_order_that_reaches_it(centre: Any, till: httpx.Client) -> None:
    member = centre.member(points=0, card=CARD)

    till.post("/orders", json=order("o1", 199_999))
    assert centre.house.tier_of(member.id) == "bronze"
    till.post("/orders", json=order("o2", 1))
    assert centre.house.tier_of(member.id) == "silver"


@settings(max_examples=25 * MORE, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(["duck", "duck", "duck", "tea", "tea"]), st.integers(0, 10**6))
def test_any_split_of_a_refund_ends_where_one_whole_refund_ends(
    centre: Any, till: httpx.Client, pieces: list[str], salt: int
) -> None:
    card = f"04{len(centre.store.ledger.accounts()):012x}{salt:x}"
    member = centre.member(points=3, card=card)
    order_id = f"split-{card}"
    till.post("/orders", json=two_dishes(order_id) | {"member": {"card": card}})

    amounts = []
    for n, sku in enumerate(pieces):
        body = {"refund_id": f"f{n}", "lines": [{"sku": sku, "qty": 1}]}
        amounts.append(till.post(f"/orders/{order_id}/refunds", json=body).json()["amount_fen"])

    assert sum(amounts) == 61_200
    assert centre.points(member) == 3
    assert centre.store.ledger.load(member.id).debt == 0


def test_a_coupon_is_reserved_captured_and_given_back_with_the_refund(centre: Any, till: httpx.Client) -> None:
    joined = centre.joined("13812346688", card_kind="nfc", card_value=CARD)
    code = joined.member.coupons[0].code
    till.post("/orders", json=order())
    lines = [{"sku": "plum-juice", "qty": 1, "amount_fen": 1_800}]

    reserved = till.post(f"/coupons/{code}/reserve", json={"order_id": "o1", "total_fen": 61_200, "lines": lines})
    captured = till.post(f"/coupons/{code}/capture", json={"order_id": "o1"})
    elsewhere = till.post(f"/coupons/{code}/capture", json={"order_id": "o9"})
    refund = till.post("/orders/o1/refunds", json={"refund_id": "f1", "lines": None})

    assert (reserved.json()["state"], reserved.json()["value_fen"]) == ("reserved", 1_800)
    assert captured.json()["state"] == "redeemed"
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (409, "coupon-refused")
    assert refund.json()["coupons"] == [code]
    assert till.post(f"/coupons/{code}/reserve", json={"order_id": "o2"}).json()["state"] == "reserved"
    assert till.post(f"/coupons/{code}/void", json={"order_id": "o2"}).json()["state"] == "issued"


def test_for_a_coupon_that_expired_meanwhile_its_points_go_back_to_their_lots(centre: Any, till: httpx.Client) -> None:
    member = centre.member(points=30, card=CARD)
    kiosk = centre.kiosk()
    held = kiosk.ask(RewardHold(redemption="r1", member=member.id, reward="off-10"))
    kiosk.tell(RedemptionCommitted(redemption="r1", member=member.id))
    till.post("/orders", json=order(fen=4_000))
    for action in ("reserve", "capture"):
        till.post(f"/coupons/{held.coupon.code}/{action}", json={"order_id": "o1"})
    centre.wait(days=100)

    back = till.post("/orders/o1/refunds", json={"refund_id": "f1", "lines": None}).json()

    assert back["coupons"] == []
    assert back["points"] == {"given_back": 10, "taken_back": 0, "balance": 30, "debt": 0}
    assert [lot.remaining for lot in centre.store.ledger.lots(member.id)] == [30]


def test_a_coupon_that_does_not_apply_is_not_reserved(centre: Any, till: httpx.Client) -> None:
    code = centre.joined("13812346688").member.coupons[0].code

    refused = till.post(f"/coupons/{code}/reserve", json={"order_id": "o1", "total_fen": 61_200})

    assert (refused.status_code, refused.json()["code"]) == (422, "does-not-apply")
    assert centre.store.coupons.get(code).coupon.state == "issued"
    assert till.post("/coupons/RGC-NOSUCH00/reserve", json={"order_id": "o1"}).status_code == 404
    assert till.post(f"/coupons/{code}/burn", json={"order_id": "o1"}).status_code == 422


def test_a_coupon_on_paper_that_we_have_not_heard_of_yet_is_good(centre: Any, till: httpx.Client) -> None:
    member = centre.member(points=30)
    kiosk = centre.kiosk()
    held = kiosk.ask(RewardHold(redemption="r1", member=member.id, reward="off-10"))

    captured = [
        till.post(f"/coupons/{held.coupon.code}/{action}", json={"order_id": "o1"}) for action in ("reserve", "capture")
    ]
    ack = kiosk.tell(RedemptionCommitted(redemption="r1", member=member.id))

    assert [one.json()["state"] for one in captured] == ["reserved", "redeemed"]
    assert ack.rejected == ()
    assert centre.points(member) == 20
    assert centre.store.coupons.get(held.coupon.code).coupon.state == "redeemed"


def test_a_taken_port_is_one_clear_sentence(centre: Any, till: httpx.Client) -> None:
    port = till.base_url.port
    assert port is not None

    with pytest.raises(ListenError, match="cannot listen on"):
        TillServer(centre.house, Till(port=port), lambda: centre.now).start()


def test_the_api_describes_itself(till: httpx.Client) -> None:
    paths = till.get("/openapi.json").json()["paths"]

    assert "/api/v1/orders/{order_id}/refunds" in paths
