"""Twenty at once for one thing: exactly one has it, on either database, however often it is tried."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from loyalty.coupons import Coupon
from mqtt_bridge.messages import RedemptionCommitted, RewardHeld, RewardHold
from server.till.coupons import act
from server.till.models import CouponIn
from server.till.problems import Problem

RACERS = 20


def race(run: Callable[[int], bool]) -> int:
    """All of them at the same moment, each on a thread of its own; how many won."""
    won: list[bool] = []
    start = threading.Barrier(RACERS)

    def one(number: int) -> None:
        start.wait()
        won.append(run(number))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(RACERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == RACERS
    return sum(won)


def for_one_balance(centre: Any, name: str) -> None:
    member = centre.member(points=10)

    def hold(number: int) -> bool:
        kiosk = centre.kiosk(f"kiosk-{number}")
        answer = kiosk.ask(RewardHold(redemption=f"{name}-{number}", member=member.id, reward="off-10"))
        return isinstance(answer, RewardHeld)

    assert race(hold) == 1
    assert centre.points(member) == 0


def for_one_coupon(centre: Any, name: str) -> None:
    member, code = centre.member(points=0), f"RGC-{name.upper():0>12}"
    with centre.store.transaction():
        coupon = Coupon(code, "off-10", centre.now.replace(year=2030))
        centre.store.coupons.add(coupon, member.id, centre.now, "test", "test")

    def redeem(number: int) -> bool:
        try:
            for action in ("reserve", "capture"):
                with centre.store.transaction():
                    act(centre.house, "s1", code, action, CouponIn(order_id=f"{name}-{number}"), centre.now)  # type: ignore[arg-type]
        except Problem as refused:
            assert refused.status == 409
            return False
        return True

    assert race(redeem) == 1


def for_the_last_piece(centre: Any, name: str) -> None:
    members = [centre.member(points=300) for _ in range(RACERS)]
    with centre.store.transaction():
        centre.store.database.run("UPDATE stock SET pieces = 1 WHERE reward = 'gift-tea-set'")

    def hold(number: int) -> bool:
        kiosk, redemption = centre.kiosk(f"kiosk-{number}"), f"{name}-{number}"
        held = kiosk.ask(RewardHold(redemption=redemption, member=members[number].id, reward="gift-tea-set"))
        return isinstance(held, RewardHeld)

    assert race(hold) == 1
    (winner,) = [number for number in range(RACERS) if centre.store.redemptions.get(f"{name}-{number}") is not None]
    kiosk = centre.kiosk(f"{name}-printer")
    kiosk.tell(RedemptionCommitted(redemption=f"{name}-{winner}", member=members[winner].id))
    assert centre.store.redemptions.left("gift-tea-set", centre.now) == 0


RACES = [for_one_balance, for_one_coupon, for_the_last_piece]


@pytest.mark.parametrize("run", RACES)
def test_twenty_race_and_one_wins(centre: Any, run: Callable[[Any, str], None]) -> None:
    for n in range(2):
        run(centre, f"r{n}")


@pytest.mark.slow
@pytest.mark.parametrize("run", RACES)
def test_twenty_race_a_hundred_times_and_one_wins_each(centre: Any, run: Callable[[Any, str], None]) -> None:
    for n in range(100):
        run(centre, f"r{n}")
