"""idle_cpu: how much of one core the resting kiosk takes, online with all its devices; beside a bare Kivy window."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from benchmarks import bare_kivy
from benchmarks.processes import Child, child, until
from benchmarks.restaurant import restaurant
from benchmarks.rows import Goal, Row, Say
from kiosk.control.client import ControlError, call

# After the last screen was built: the sound device is opened, the first bursts of motion are over.
WARM_UP_S = 10.0
BUILT_WITHIN_S = 120.0
BARE = "bare Kivy window that shows a label"
# Longer than the rest between two bursts of the resting screen's motion: counted as often as they come.
PIECES, A_PIECE_S = 77, 2.0


def run(say: Say) -> list[Row]:
    with restaurant() as house, house.hardware():
        control = house.folder / "c"
        with (
            child("kiosk.app", "--config", house.kiosk_config()) as kiosk,
            child("benchmarks.bare_kivy", env=bare_kivy.environment()) as window,
        ):
            say("warming up")
            until(lambda: is_ready(control), "the server's answer and the last screen", BUILT_WITHIN_S)
            time.sleep(WARM_UP_S)
            say(f"looking for {PIECES * A_PIECE_S:g} s")
            ours, bare = _percents(kiosk, window)
    return [
        Row(
            "idle_cpu",
            "% of a core",
            # Of the whole time: the median piece would not see a burst of motion.
            statistics.mean(ours),
            max(ours),
            BARE,
            statistics.mean(bare),
            Goal("median", 1.5),
        ),
        # Most pieces see no burst of motion: their median is what a still picture costs.
        Row(
            "idle_cpu_still",
            "% of a core",
            *_middle_and_worst(ours),
            BARE,
            statistics.median(bare),
            Goal("median", 0.5),
        ),
    ]


def _middle_and_worst(pieces: list[float]) -> tuple[float, float]:
    return statistics.median(pieces), max(pieces)


def _percents(kiosk: Child, window: Child) -> tuple[list[float], list[float]]:
    """Both at the same time, piece by piece."""
    pieces: tuple[list[float], list[float]] = ([], [])
    for _ in range(PIECES):
        before, began = (kiosk.cpu_s(), window.cpu_s()), time.monotonic()
        time.sleep(A_PIECE_S)
        after, took_s = (kiosk.cpu_s(), window.cpu_s()), time.monotonic() - began
        for piece, first, last in zip(pieces, before, after, strict=True):
            piece.append(100 * (last - first) / took_s)
    return pieces


def is_ready(control: Path) -> bool:
    """Whether a kiosk answers there, hears the server and has built every screen."""
    try:
        state = call(control, "state")
    except ControlError:
        return False
    return bool(state["online"] and state["built"])
