"""How often the clock of the picture looks, and what wakes it in between."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.ui.nudge import Nudge
from kiosk.ui.pace import LINGER_S, MOVING_FPS, STILL_FPS, VISIT_FPS, Pace

FELT_S = 5.0


class HandClock:
    """A clock that is turned by hand."""

    def __init__(self) -> None:
        self._max_fps = 0.0
        self._now_s = 0.0
        self._due: list[tuple[float, Callable[[float], None]]] = []

    def get_time(self) -> float:
        return self._now_s

    def schedule_once(self, callback: Callable[[float], None], timeout: float) -> None:
        self._due.append((self._now_s + timeout, callback))

    def turn(self, passed_s: float) -> float:
        """Let time pass; what is due happens. Returns the rate afterwards."""
        self._now_s += passed_s
        due, self._due = (
            [one for one in self._due if one[0] <= self._now_s],
            [one for one in self._due if one[0] > self._now_s],
        )
        for _, callback in due:
            callback(passed_s)
        return self._max_fps


def test_a_visit_is_drawn_as_fast_as_it_can_be() -> None:
    clock = HandClock()
    Pace(clock, STILL_FPS).visit(True)
    assert clock.turn(60.0) == VISIT_FPS


def test_when_nobody_is_here_and_nothing_moves_it_looks_seldom() -> None:
    clock = HandClock()
    pace = Pace(clock, STILL_FPS)
    pace.visit(False)
    assert clock.turn(LINGER_S / 2) == MOVING_FPS
    assert clock.turn(LINGER_S / 2) == STILL_FPS


def test_what_moves_goes_on_being_drawn_and_ends_with_its_last_picture() -> None:
    clock = HandClock()
    pace = Pace(clock, STILL_FPS)
    pace.visit(False)
    for _ in range(40):
        assert clock.turn(1 / MOVING_FPS) == MOVING_FPS
        pace.stirred()
    assert clock.turn(LINGER_S * 0.9) == MOVING_FPS
    assert clock.turn(LINGER_S) == STILL_FPS


def test_a_visit_that_begins_while_the_clock_slows_down_stays_fast() -> None:
    clock = HandClock()
    pace = Pace(clock, STILL_FPS)
    pace.visit(False)
    pace.visit(True)
    assert clock.turn(LINGER_S * 2) == VISIT_FPS


def test_while_pages_are_built_it_looks_as_often_as_in_a_visit() -> None:
    clock = HandClock()
    pace = Pace(clock, STILL_FPS)
    pace.visit(False)
    pace.work(True)
    assert clock.turn(LINGER_S * 2) == VISIT_FPS
    pace.work(False)
    assert clock.turn(LINGER_S * 2) == STILL_FPS


@contextmanager
def listening(folder: Path) -> Iterator[threading.Event]:
    woken = threading.Event()
    nudge = Nudge(woken.set, lambda: sorted(folder.glob("event*")))
    nudge.start()
    try:
        yield woken
    finally:
        nudge.stop()


def panel(folder: Path, name: str) -> int:
    """A pipe with a name stands for the kernel's device: both are read the same way."""
    os.mkfifo(folder / name)
    return os.open(folder / name, os.O_RDWR)


def test_each_touch_of_a_panel_wakes_the_clock_at_once(tmp_path: Path) -> None:
    finger = panel(tmp_path, "event0")
    with listening(tmp_path) as woken:
        for _ in range(3):
            assert not woken.is_set()
            os.write(finger, bytes(24))
            assert woken.wait(FELT_S)
            woken.clear()
    os.close(finger)


def test_a_panel_that_is_pulled_out_takes_nothing_with_it(tmp_path: Path) -> None:
    gone, stays = panel(tmp_path, "event0"), panel(tmp_path, "event1")
    with listening(tmp_path) as woken:
        os.write(gone, bytes(24))
        assert woken.wait(FELT_S)
        (tmp_path / "event0").unlink()
        os.close(gone)
        woken.clear()
        os.write(stays, bytes(24))
        assert woken.wait(FELT_S)
    os.close(stays)


def test_a_device_that_may_not_be_read_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "event0").symlink_to(tmp_path / "nowhere")
    (tmp_path / "event1").symlink_to(tmp_path / "event1")
    finger = panel(tmp_path, "event2")
    with listening(tmp_path) as woken:
        os.write(finger, bytes(24))
        assert woken.wait(FELT_S)
    os.close(finger)
