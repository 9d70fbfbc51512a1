"""What a monkey does: one frozen value for each thing, so that a trail can be kept, cut short and walked again."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from devstack.monkey.centre import Network
from drivers.printer.emulator import Fault
from kiosk.ui import Control
from server.demo import NOBODY, RECEIPTS, people

KEYS = ("left", "right", "up", "down", "tab", "back_tab", "enter", "repeat")
CARDS = (*[one.card for one in people() if one.id] * 2, NOBODY.card, "04010203040506", "deadbeef")
CODES = (
    *(one.qr for one in people() if one.qr),
    *(code for code, *_ in RECEIPTS),
    *("RGC-00000000", "RGR-00000000", "RGF-00000000", "junk", "\x07", "https://example.org", "9" * 300, "中文"),
)
PHONES = ("13812346688", "13388880009", "15912340000", "12000000000")
DEVICES = ("reader", "scanner", "printer")
# Most of the time all is well: else nobody would ever come far.
NETWORKS = (*[Network.UP] * 6, Network.SLOW, Network.DEAF, Network.SERVER_DOWN, Network.DOWN)
FAULTS = (*[""] * 5, *(fault.value for fault in Fault if fault is not Fault.HUNG))
# How often each thing happens, in thousandths.
OFTEN = {
    "touch": 130, "press": 660, "tap": 50, "scan": 30, "key": 40, "phone": 20, "code": 20,
    "network": 12, "printer": 12, "plug": 5, "clock": 3, "power": 2, "wait": 16,
}  # fmt: skip
# What leads to points and paper, where most can go wrong, is pressed so many times as often.
DEEP, DEEPER = frozenset(("redeem", "choose", "confirm", "print", "again", "void", "undo", "print_now", "next")), 5
# Seconds: within one entrance, within one screen, longer than most screens wait, longer than the screen stays bright.
WAITS_S = (0.1, 0.3, 5.0, 21.0, 50.0, 700.0)
# By how many seconds the kiosk's clock may be wrong: right, an NTP step, an hour of summer time, a day.
CLOCKS_S = (0.0, -40.0, 3600.0, -3600.0, 86_400.0)


@dataclass(frozen=True, slots=True)
class Act:
    """`kind` is one of the methods of `World`, the rest is what it is told. `late`: then the picture settles."""

    kind: str
    what: str = ""
    number: int = 0
    x: int = 0
    y: int = 0
    seconds: float = 0.0
    late: bool = False


SILENCE = Act("silence")


def draw(chance: random.Random, controls: list[Control], size: tuple[int, int]) -> Act:
    """One thing at random, more often something a diner would do."""
    return replace(_draw(chance, controls, size), late=chance.random() < 0.5)


def _draw(chance: random.Random, controls: list[Control], size: tuple[int, int]) -> Act:
    kinds = tuple(OFTEN)
    match chance.choices(kinds, tuple(OFTEN.values()))[0]:
        case "touch":
            return Act("touch", x=chance.randrange(size[0]), y=chance.randrange(size[1]))
        case "press":
            return _press(chance, controls)
        case "tap":
            return Act("tap", chance.choice(CARDS))
        case "scan":
            return Act("scan", chance.choice(CODES))
        case "key":
            return Act("key", chance.choice(KEYS))
        case "phone":
            return Act("phone", chance.choice(PHONES))
        case "network":
            return Act("network", chance.choice(NETWORKS))
        case "printer":
            return Act("printer", chance.choice(FAULTS))
        case "plug":
            return Act("plug", chance.choice(DEVICES), number=chance.choice((0, 1, 1)))
        case "clock":
            return Act("clock", seconds=chance.choice(CLOCKS_S))
        case "wait":
            return Act("wait", seconds=chance.choice(WAITS_S))
        case kind:
            return Act(kind)


def _press(chance: random.Random, controls: list[Control]) -> Act:
    """A control by its word, and which of those with the same word. Going home or to the staff ends the fun: seldom."""
    seldom = chance.random() < 0.1
    offered = [one for one in controls if one.enabled and (seldom or one.what not in ("done", "staff"))]
    if not offered:
        return Act("wait", seconds=0.3)
    one = chance.choices(offered, [DEEPER if other.what in DEEP else 1 for other in offered])[0]
    return Act("press", one.what, number=[other for other in controls if other.what == one.what].index(one))
