"""From the tap to the first changed picture: posted by a driver's thread, and tapped on the simulated reader."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks import bare_kivy
from benchmarks.processes import Child, child
from benchmarks.restaurant import restaurant
from benchmarks.rows import MS, Goal, Row, Say, row
from drivers.nfc.simulated import ReaderDevice
from server.demo import LIN

TAPS = 30
# Between two diners: longer than any entrance moves, and never in step with the clock of the pictures.
REST_S = (0.9, 1.6)
BARE = "bare Kivy: a label changed from a thread"


def run(say: Say) -> list[Row]:
    with restaurant(server=False) as house, house.hardware() as reader:
        say("a bare window")
        with child("benchmarks.bare_kivy", env=bare_kivy.environment()) as window:
            window.wait_for("frame")
            plain = [_plain(window) for _ in range(TAPS)]
        say("starting the kiosk")
        with child("benchmarks.watched_kiosk", house.kiosk_config(online=False), LIN.card) as kiosk:
            kiosk.wait_for("ready", 60.0)
            posted: list[Visit] = []
            tapped: list[Visit] = []
            for number in range(TAPS):
                say(f"tap {number + 1} of {TAPS}")
                posted.append(_visit(kiosk, lambda: _post(kiosk)))
                tapped.append(_visit(kiosk, lambda: _tap(reader)))
    first = [visit.first_ms for visit in plain]
    return [
        row("tap_to_first_changed_frame", "ms", [v.first_ms for v in posted], BARE, first, Goal("median", 30.0)),
        row(
            "tap_at_reader_to_first_changed_frame",
            "ms",
            [v.first_ms for v in tapped],
            BARE,
            first,
            Goal("median", 60.0),
        ),
        row("tap_to_whole_greeting", "ms", [v.whole_ms for v in posted], BARE, first, Goal("median", 200.0)),
        row("work_to_first_changed_frame", "ms", [v.work_ms for v in posted], BARE, [v.work_ms for v in plain]),
    ]


@dataclass(frozen=True, slots=True)
class Visit:
    """From the tap to the first picture of the greeting and to the whole of it, and a core's work for the first."""

    first_ms: float
    whole_ms: float
    work_ms: float


def _visit(kiosk: Child, tap: Callable[[], tuple[float, float]]) -> Visit:
    """One visit from rest to rest."""
    time.sleep(random.uniform(*REST_S))
    tapped_s, before_s = tap()
    framed_s, worked_s = _moments(kiosk.wait_for("greeting ")[1])
    whole_s, _ = _moments(kiosk.wait_for("whole ")[1])
    # A diner looks for a moment: the entrance has moved in, every prebuilt picture is drawn.
    time.sleep(random.uniform(*REST_S))
    kiosk.say("done")
    kiosk.wait_for("attract ")
    return Visit((framed_s - tapped_s) * MS, (whole_s - tapped_s) * MS, (worked_s - before_s) * MS)


def _post(kiosk: Child) -> tuple[float, float]:
    kiosk.say(f"tap {LIN.card}")
    return _moments(kiosk.wait_for("tap ")[1])


def _tap(reader: ReaderDevice) -> tuple[float, float]:
    at_s = time.monotonic()
    reader.tap(LIN.card)
    return at_s, 0.0


def _plain(window: Child) -> Visit:
    time.sleep(random.uniform(0.1, 0.2))
    window.say("change")
    tapped_s, before_s = _moments(window.wait_for("tap ")[1])
    framed_s, worked_s = _moments(window.wait_for("frame ")[1])
    took_ms = (framed_s - tapped_s) * MS
    return Visit(took_ms, took_ms, (worked_s - before_s) * MS)


def _moments(line: str) -> tuple[float, float]:
    """When (the monotonic clock is one for all processes of a machine), and the work done so far, both in seconds."""
    _, at_s, worked_s = line.split()
    return float(at_s), float(worked_s)
