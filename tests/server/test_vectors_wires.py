"""Vectors of the articles that hang on time and chance, by the till's HTTP and the kiosk's messages alone."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from loyalty.earning import EarningPolicy
from loyalty.expiry import ExpiryKind, ExpiryPolicy
from loyalty.tiers import Tier, TierPolicy
from loyalty.words import Words
from mqtt_bridge.messages import (
    MemberCheckedIn,
    MemberFound,
    MemberLookup,
    RedemptionCommitted,
    RedemptionVoided,
    RewardHeld,
    RewardHold,
)
from server import nightly

CARD = "04aa00bb11cc80"
ZONES = ("UTC", "Asia/Shanghai", "America/Los_Angeles")


def ring(till: Any, centre: Any, order_id: str, fen: int) -> Any:
    lines = [{"sku": "duck", "category": "main", "qty": 1, "amount_fen": fen}]
    body = {"order_id": order_id, "store": "s1", "member": {"card": CARD}, "lines": lines, "total_fen": fen}
    return till.post("/orders", json={**body, "paid_at": centre.now.isoformat()}).json()


def seen(till: Any) -> Any:
    return till.get(f"/members/card:{CARD}").json()


def view(kiosk: Any) -> Any:
    found = kiosk.ask(MemberLookup(kind="nfc", value=CARD))
    assert isinstance(found, MemberFound)
    return found.member


def at_once(*calls: Any) -> list[Any]:
    """All of them from threads that wait for each other."""
    answers: list[Any] = []
    ready = threading.Barrier(len(calls))

    def go(call: Any) -> None:
        ready.wait(10)
        answers.append(call())

    threads = [threading.Thread(target=go, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def test_two_rollbacks_of_an_order_in_one_millisecond_take_back_once(centre: Any, till: Any) -> None:
    centre.member(points=100, card=CARD)
    ring(till, centre, "o1", 61_200)
    before = seen(till)["balance"]

    answers = at_once(
        *(lambda n=n: till.post("/orders/o1/refunds", json={"refund_id": f"r{n}", "lines": None}) for n in range(2))
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    (refused,) = [answer.json() for answer in answers if answer.status_code == 409]
    assert refused["code"] == "nothing-left"
    assert before - seen(till)["balance"] == 62
    assert centre.store.verify() == []


def test_the_same_rollback_twice_in_one_millisecond_is_one(centre: Any, till: Any) -> None:
    centre.member(points=100, card=CARD)
    ring(till, centre, "o1", 61_200)

    answers = at_once(
        *[lambda: till.post("/orders/o1/refunds", json={"refund_id": "r1", "lines": None}) for _ in range(2)]
    )

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert seen(till)["balance"] == 100


def test_two_rollbacks_of_a_redemption_in_one_millisecond_give_back_once(centre: Any, till: Any, kiosk: Any) -> None:
    member, other = centre.member(points=100, card=CARD), centre.kiosk("kiosk-2")
    assert isinstance(kiosk.ask(RewardHold(redemption="r1", member=member.id, reward="off-10")), RewardHeld)
    void = RedemptionVoided(redemption="r1", member=member.id, reason="paper_out")

    # Two of one kiosk and one of another, all in one commit, and all of one instant.
    said = centre.desk.serve([kiosk.event(void), kiosk.event(void), other.event(void)], centre.now)

    assert kiosk.ack_of(said).rejected == other.ack_of(said).rejected == ()
    assert (view(kiosk).points, seen(till)["balance"]) == (100, 100)
    assert centre.store.verify() == []


def test_confirming_twice_costs_once(centre: Any, till: Any, kiosk: Any) -> None:
    member = centre.member(points=100, card=CARD)
    held = kiosk.ask(RewardHold(redemption="r1", member=member.id, reward="off-10"))
    done = RedemptionCommitted(redemption="r1", member=member.id)

    centre.desk.serve([kiosk.event(done), kiosk.event(done)], centre.now)

    assert isinstance(held, RewardHeld)
    assert (view(kiosk).points, seen(till)["balance"]) == (90, 90)


STARS = TierPolicy(
    (
        Tier("green", Words("绿星", "Green"), expiry=ExpiryPolicy(ExpiryKind.SLIDING, 6)),
        Tier("gold", Words("金星", "Gold"), 50_000, basis_points=12_000, expiry=ExpiryPolicy(ExpiryKind.NEVER)),
        Tier("reserve", Words("臻选", "Reserve"), 250_000, basis_points=17_000, expiry=ExpiryPolicy(ExpiryKind.NEVER)),
    )
)


@pytest.fixture
def coffee(centre: Any) -> Any:
    """A house with the stars of 2026, and somebody with a card."""
    centre.house.programme = replace(
        centre.house.programme, tiers=STARS, earning=EarningPolicy(every_fen=100, points=1, first_order=None)
    )
    centre.member(points=0, card=CARD)
    return centre


def test_green_stars_end_after_six_months_without_activity(coffee: Any, till: Any, kiosk: Any) -> None:
    ring(till, coffee, "o1", 10_000)
    (lot,) = seen(till)["lots"]
    assert datetime.fromisoformat(lot["expires_at"]) == datetime(2027, 5, 22, 16, tzinfo=UTC)

    coffee.now = datetime(2027, 5, 22, 15, 59, tzinfo=UTC)
    assert (view(kiosk).points, seen(till)["balance"]) == (100, 100)
    coffee.now = datetime(2027, 5, 22, 16, 0, tzinfo=UTC)
    assert (view(kiosk).points, seen(till)["balance"]) == (0, 0)


def test_green_stars_live_on_with_every_visit_at_a_till_or_a_kiosk(coffee: Any, till: Any, kiosk: Any) -> None:
    member = view(kiosk).member
    ring(till, coffee, "o1", 10_000)
    for n in range(4):
        coffee.wait(days=150)
        nightly.run(coffee.house, coffee.now)
        if n % 2:
            ring(till, coffee, f"again{n}", 100)
        else:
            kiosk.tell(MemberCheckedIn(member=member, on=coffee.now.date().isoformat()))

    assert seen(till)["balance"] == 100 + 2 * 1 + 2 * 5


def test_gold_stars_never_end_and_stay_so_below_gold(coffee: Any, till: Any, kiosk: Any) -> None:
    ring(till, coffee, "o1", 50_000)
    assert seen(till)["tier"] == "gold"
    ring(till, coffee, "o2", 10_000)
    assert seen(till)["lots"][-1] == {"remaining": 120, "expires_at": None}

    for _ in range(40):
        coffee.wait(days=30)
        nightly.run(coffee.house, coffee.now)

    assert seen(till)["tier"] == "green"
    assert seen(till)["balance"] >= 120
    assert view(kiosk).points == seen(till)["balance"]
    assert coffee.store.verify() == []


@pytest.fixture(params=ZONES)
def server_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The zone of the machine the server runs on, which is not the store's."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("server_zone")
def test_the_day_of_a_check_in_is_the_stores(centre: Any, kiosk: Any) -> None:
    member = centre.member(points=0, card=CARD)
    shown = []
    # 23:59 and 00:01 on the wall of the store: two days, whatever the server's wall says.
    for minute, on in ((datetime(2026, 11, 22, 15, 59, tzinfo=UTC), "2026-11-22"),
                       (datetime(2026, 11, 22, 16, 1, tzinfo=UTC), "2026-11-23"),
                       (datetime(2026, 11, 23, 15, 59, tzinfo=UTC), "2026-11-23")):  # fmt: skip
        centre.now = minute
        kiosk.tell(MemberCheckedIn(member=member.id, on=on))
        shown.append((view(kiosk).points, view(kiosk).check_in.last_on))

    assert shown == [(5, "2026-11-22"), (10, "2026-11-23"), (10, "2026-11-23")]


@pytest.mark.usefixtures("server_zone")
def test_a_cap_a_day_begins_anew_at_the_stores_midnight(centre: Any, till: Any) -> None:
    policy = EarningPolicy(every_fen=5_000, points=1, first_order=None, day_cap=10)
    centre.house.programme = replace(centre.house.programme, earning=policy)
    centre.member(points=0, card=CARD)
    earned = []
    for n, minute in enumerate((datetime(2026, 11, 22, 15, 58, tzinfo=UTC), datetime(2026, 11, 22, 15, 59, tzinfo=UTC),
                                datetime(2026, 11, 22, 16, 0, tzinfo=UTC))):  # fmt: skip
        centre.now = minute
        earned.append(ring(till, centre, f"o{n}", 40_000)["points"]["earned"])

    assert earned == [8, 2, 8]


@pytest.mark.usefixtures("server_zone")
def test_points_end_at_the_stores_midnight_and_the_nights_are_its_too(centre: Any, till: Any, kiosk: Any) -> None:
    centre.member(points=0, card=CARD)
    # Half past midnight on 1 March in the store, a leap day's evening on a server in UTC.
    centre.now = datetime(2028, 2, 29, 16, 30, tzinfo=UTC)
    ring(till, centre, "o1", 5_000)
    (lot,) = seen(till)["lots"]
    ends = datetime.fromisoformat(lot["expires_at"])
    assert ends == datetime(2029, 3, 1, 16, tzinfo=UTC)

    centre.now = ends - timedelta(seconds=1)
    nightly.run(centre.house, centre.now)
    assert (view(kiosk).points, seen(till)["balance"]) == (1, 1)
    centre.now = ends
    nightly.run(centre.house, centre.now)
    assert (view(kiosk).points, seen(till)["balance"]) == (0, 0)
    assert os.environ["TZ"] in ZONES
