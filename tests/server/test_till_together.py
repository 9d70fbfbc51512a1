"""Several coupons on one order, and coupons that may be used so often and no more."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from loyalty.coupons import Coupon, CouponKind, CouponTemplate
from loyalty.programme import DEMO
from loyalty.words import Words
from server.config import Till
from server.till.serve import TillServer

TITLE = Words("券", "A coupon")


def template(key: str, **more: Any) -> CouponTemplate:
    return CouponTemplate(key, CouponKind.AMOUNT_OFF, TITLE, TITLE, value_fen=1_000, **more)


RULES = (
    template("one-a", group="one"),
    template("one-b", group="one"),
    template("free"),
    template("daily", per_day=1),
    template("once", per_member=1),
    template("few", total=2),
    template("elsewhere", stores=("s2",)),
)


@pytest.fixture
def till(centre: Any) -> Iterator[httpx.Client]:
    """A till of a programme with these coupons."""
    house = replace(centre.house, programme=replace(DEMO, coupons=(*DEMO.coupons, *RULES)))
    server = TillServer(house, Till(port=0, tokens={"s1": "t1"}), lambda: centre.now)
    server.start()
    base, headers = f"http://127.0.0.1:{server.port}/api/v1", {"Authorization": "Bearer t1"}
    with httpx.Client(base_url=base, headers=headers, trust_env=False) as client:
        yield client
    server.stop()


def give(centre: Any, member: Any, key: str, n: int = 0) -> str:
    code = f"RGC-{member.id[-8:].upper()}{key.replace('-', '').upper()}{n}"
    with centre.store.transaction():
        centre.store.coupons.add(Coupon(code, key, None), member.id, centre.now, "test", f"e{code}")
    return code


def reserve(till: httpx.Client, code: str, order: str = "o1") -> tuple[int, str]:
    answer = till.post(f"/coupons/{code}/reserve", json={"order_id": order, "total_fen": 9_000})
    return answer.status_code, answer.json().get("detail", "")


def capture(till: httpx.Client, code: str, order: str = "o1") -> int:
    return till.post(f"/coupons/{code}/capture", json={"order_id": order}).status_code


def test_two_coupons_of_one_group_do_not_join_on_an_order_but_others_do(centre: Any, till: httpx.Client) -> None:
    member = centre.member()
    first, rival, free = (give(centre, member, key) for key in ("one-a", "one-b", "free"))

    assert reserve(till, first)[0] == 200
    assert reserve(till, rival)[0] == 422
    assert reserve(till, free)[0] == 200
    assert reserve(till, first)[0] == 200
    assert reserve(till, rival, "o2")[0] == 200


def test_a_coupon_let_go_makes_room_and_so_does_a_reservation_that_ends(centre: Any, till: httpx.Client) -> None:
    member = centre.member()
    first, rival = give(centre, member, "one-a"), give(centre, member, "one-b")
    reserve(till, first)

    till.post(f"/coupons/{first}/void", json={"order_id": "o1"})
    assert reserve(till, rival)[0] == 200
    assert reserve(till, first)[0] == 422
    centre.wait(minutes=15)
    assert reserve(till, first)[0] == 200


def test_once_a_day_is_once_on_each_local_day(centre: Any, till: httpx.Client) -> None:
    member, other = centre.member(), centre.member()
    codes = [give(centre, member, "daily", n) for n in range(3)]

    assert (reserve(till, codes[0])[0], capture(till, codes[0])) == (200, 200)
    assert reserve(till, codes[1], "o2")[0] == 422
    assert reserve(till, give(centre, other, "daily"), "o3")[0] == 200
    centre.wait(hours=11, minutes=59)  # 23:59 at the restaurant
    assert reserve(till, codes[1], "o2")[0] == 422
    centre.wait(minutes=1)
    assert reserve(till, codes[1], "o2")[0] == 200


def test_once_a_member_is_once_for_ever(centre: Any, till: httpx.Client) -> None:
    member = centre.member()
    first, second = give(centre, member, "once", 1), give(centre, member, "once", 2)
    reserve(till, first)
    capture(till, first)
    centre.wait(days=400)

    assert reserve(till, second, "o2")[0] == 422


def test_the_last_of_a_limited_coupon_is_taken_by_exactly_one_of_twenty_at_once(
    centre: Any, till: httpx.Client
) -> None:
    codes = [give(centre, centre.member(), "few") for _ in range(20)]
    start, answers = threading.Barrier(20), []

    def take(n: int) -> None:
        start.wait()
        answers.append(reserve(till, codes[n], f"o{n}")[0])

    threads = [threading.Thread(target=take, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [200] * 2 + [422] * 18


def test_a_coupon_of_another_store_is_refused_even_before_the_sum_is_known(centre: Any, till: httpx.Client) -> None:
    code = give(centre, centre.member(), "elsewhere")

    answer = till.post(f"/coupons/{code}/reserve", json={"order_id": "o1"})

    assert (answer.status_code, answer.json()["code"]) == (422, "does-not-apply")
