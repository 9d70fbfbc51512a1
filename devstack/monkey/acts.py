"""What a monkey does: one frozen value for each thing, so that a trail can be kept, cut short and walked again."""

from __future__ import annotations

import random
from dataclasses import dataclass

from devstack.monkey.centre import Network
from drivers.printer.emulator import Fault
from kiosk.ui import Control
from server.demo import people

KEYS = ("left", "right", "up", "down", "tab", "back_tab", "enter", "repeat")
CARDS = (*(one.card for one in people()), "04010203040506", "deadbeef")
CODES = (
    *(one.qr for one in people() if one.qr),
    *("RGC-00000000", "RGR-00000000", "RGF-00000000", "junk", "\x07", "https://example.org", "9" * 300, "中文"),
)
PHONES = ("13812346688", "13388880009", "15912340000", "12000000000")
DEVICES = ("reader", "scanner", "printer")
# Most of the time all is well: else nobody would ever come far.
NETWORKS = (Network.UP, Network.UP, Network.UP, Network.SLOW, Network.DEAF, Network.SERVER_DOWN, Network.DOWN)
FAULTS = ("", "", "", *(fault.value for fault in Fault if fault is not Fault.HUNG))
# Seconds: within one entrance, within one screen, longer than most screens wait, longer than the screen stays bright.
WAITS_S = (0.1, 0.3, 5.0, 21.0, 50.0, 700.0)


@dataclass(frozen=True, slots=True)
class Act:
    """`kind` is one of the methods of `World`, the rest is what it is told."""

    kind: str
    what: str = ""
    number: int = 0
    x: int = 0
    y: int = 0
    seconds: float = 0.0


SILENCE = Act("silence")


def draw(chance: random.Random, controls: list[Control], size: tuple[int, int]) -> Act:
    """One thing at random, more often something a diner would do."""
    dice = chance.random()
    if dice < 0.20:
        return Act("touch", x=chance.randrange(size[0]), y=chance.randrange(size[1]))
    if dice < 0.66:
        return _press(chance, controls)
    if dice < 0.76:
        return Act("tap", chance.choice(CARDS))
    if dice < 0.81:
        return Act("scan", chance.choice(CODES))
    if dice < 0.86:
        return Act("key", chance.choice(KEYS))
    if dice < 0.89:
        return Act("phone", chance.choice(PHONES))
    if dice < 0.92:
        return Act("code")
    return _from_outside(chance, dice)


def _from_outside(chance: random.Random, dice: float) -> Act:
    if dice < 0.94:
        return Act("network", chance.choice(NETWORKS))
    if dice < 0.96:
        return Act("printer", chance.choice(FAULTS))
    if dice < 0.97:
        return Act("plug", chance.choice(DEVICES), number=chance.choice((0, 1, 1)))
    return Act("wait", seconds=chance.choice(WAITS_S))


def _press(chance: random.Random, controls: list[Control]) -> Act:
    """A control by its word, and which of those with the same word. Going home ends the fun: seldom."""
    offered = [one for one in controls if one.enabled and (one.what != "done" or chance.random() < 0.15)]
    if not offered:
        return Act("wait", seconds=0.3)
    one = chance.choice(offered)
    return Act("press", one.what, number=[other for other in controls if other.what == one.what].index(one))
