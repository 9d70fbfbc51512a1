"""From the tap to the first changed picture: posted by a driver's thread, and tapped on the simulated reader."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from benchmarks import bare_kivy
from benchmarks.processes import Child, child
from benchmarks.restaurant import restaurant
from benchmarks.rows import MS, Goal, Row, Say, row
from drivers.nfc.simulated import ReaderDevice
from server.demo import LIN

TAPS = 30
# Between two diners: longer than any entrance moves, and never in step with the clock of the pictures.
REST_S = (0.9, 1.6)


def run(say: Say) -> list[Row]:
    with restaurant(server=False) as house, house.hardware() as reader:
        say("a bare window")
        with child("benchmarks.bare_kivy", env=bare_kivy.environment()) as window:
            window.wait_for("frame")
            plain = [_plain_s(window) * MS for _ in range(TAPS)]
        say("starting the kiosk")
        with child("benchmarks.watched_kiosk", house.kiosk_config(online=False), LIN.card) as kiosk:
            kiosk.wait_for("ready", 60.0)
            posted: list[float] = []
            tapped: list[float] = []
            for number in range(TAPS):
                say(f"tap {number + 1} of {TAPS}")
                posted.append(_visit_s(kiosk, lambda: _post(kiosk)) * MS)
                tapped.append(_visit_s(kiosk, lambda: _tap(reader)) * MS)
    baseline = "bare Kivy: a label changed from a thread"
    goal = Goal("median", 60.0)
    return [
        row("tap_to_first_changed_frame", "ms", posted, baseline, plain, goal),
        row("tap_at_reader_to_first_changed_frame", "ms", tapped, baseline, plain, goal),
    ]


def _visit_s(kiosk: Child, tap: Callable[[], float]) -> float:
    """One visit from rest to rest; how long the first picture of the greeting took, in seconds."""
    time.sleep(random.uniform(*REST_S))
    tapped_at = tap()
    framed_at = _moment(kiosk.wait_for("greeting ")[1])
    # A diner looks for a moment: the entrance has moved in, every prebuilt picture is drawn.
    time.sleep(random.uniform(*REST_S))
    kiosk.say("done")
    kiosk.wait_for("attract ")
    return framed_at - tapped_at


def _post(kiosk: Child) -> float:
    kiosk.say(f"tap {LIN.card}")
    return _moment(kiosk.wait_for("tap ")[1])


def _tap(reader: ReaderDevice) -> float:
    at_s = time.monotonic()
    reader.tap(LIN.card)
    return at_s


def _plain_s(window: Child) -> float:
    time.sleep(random.uniform(0.1, 0.2))
    window.say("change")
    tapped_at = _moment(window.wait_for("tap ")[1])
    return _moment(window.wait_for("frame ")[1]) - tapped_at


def _moment(line: str) -> float:
    """The monotonic clock is one for all processes of a machine."""
    return float(line.split()[1])
