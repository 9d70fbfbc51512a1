"""What happened to whom, told to `Past`."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle

from server.demo import persons as p
from server.demo.past import Past

LIN_SPENDS = (42_800, 38_600, 51_200, 26_800, 61_200)


def _lin(past: Past) -> None:
    past.join(p.LIN, 358, welcome=False)
    past.lapsing(90, -5)
    for days_ago, fen in zip(range(352, 4, -12), cycle(LIN_SPENDS), strict=False):
        past.order(days_ago, fen)
    past.redeem(210, "free-plum-juice", used=True)
    past.redeem(120, "off-10", used=True)
    past.refund(past.order(75, 26_800, "hotpot"), 74)
    past.redeem(46, "free-mango-pomelo", used=True)
    past.lapsing(120, 8)
    past.sweep(4)
    for days_ago in (3, 2, 1):
        past.check_in(days_ago)
    past.feedback(16, 9, "taste", "service")
    past.coupon("over-100-off-20", 3)
    past.coupon("birthday", 8)
    past.coupon("lunch-15", 39)
    past.friend_code()
    # Two friends' rewards of 50 come with the friends.
    past.make_points(2_380)


def _wang(past: Past) -> None:
    past.join(p.WANG, 300)
    for days_ago in range(290, 6, -20):
        past.order(days_ago, 16_800)
    for days_ago in range(6, 0, -1):
        past.check_in(days_ago)
    past.coupon("off-10", 30)


def _chen(past: Past) -> None:
    past.join(p.CHEN, 5)
    past.order(4, 8_800)


def _nothing(past: Past) -> None:
    past.join(p.NOTHING, 30, welcome=False)


def _long(past: Past) -> None:
    past.join(p.LONG, 350)
    for days_ago in range(340, 0, -8):
        past.order(days_ago, 61_200)
    for days_left in range(2, 26, 2):
        past.coupon("off-50", days_left)
    past.make_points(98_765)


def _emily(past: Past) -> None:
    past.join(p.EMILY, 120)
    for days_ago in range(110, 10, -11):
        past.order(days_ago, 19_000)
    past.coupon("free-mango-pomelo", 20)
    past.coupon("lunch-15", 12)


def _sun(past: Past) -> None:
    past.join(p.SUN, 90)
    past.order(60, 26_000)
    past.block_card(p.SUN.card, 2)


def _zhou(past: Past) -> None:
    past.join(p.ZHOU, 40, welcome=False)
    order = past.order(20, 61_200)
    past.redeem(10, "off-50")
    past.refund(order, 1)


PEOPLE: tuple[tuple[p.Person, Callable[[Past], None]], ...] = (
    *((p.LIN, _lin), (p.WANG, _wang), (p.CHEN, _chen), (p.NOTHING, _nothing)),
    *((p.LONG, _long), (p.EMILY, _emily), (p.SUN, _sun), (p.ZHOU, _zhou)),
)


def neighbour(past: Past, it: p.Neighbour, lin: Past) -> None:
    """They come to the board by what they ordered today, and some of them to 林晓雨's friends."""
    joined = it.friend or 200
    past.join(p.Person(it.id, it.name, "", f"RGM-DEMO{it.id[-3:].upper():0>12}", it.phone, "zh", ""), joined)
    if it.friend is not None:
        past.came_with(lin.friend_code(), it.friend)
    if joined > 14:
        past.order(joined - 3, 12_800)
    for place, fen in enumerate(it.orders):
        # Today, so that they count in the running month whatever day it is.
        past.order(0.001 * (place + 1), fen)
    if joined > 14:
        lin.reward_friends(joined - 14)


def receipts(past: Past) -> None:
    """Orders of guests who showed no card: their receipts wait to be claimed."""
    for place, (_, fen) in enumerate(p.RECEIPTS):
        past.order(0.001 * (place + 1), fen)
