"""One real window without a display for all tests of this folder: Kivy has one per process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from devstack.book import FINE, SETTLED
from kiosk.config import Brand, Display
from kiosk.screens import Attract, Screen
from kiosk.screens._people import EVENING
from kiosk.state import State, Surroundings
from kiosk.ui import Ui


class Stand:
    """A kiosk's face on a stand: shows what it is told, keeps what was touched, and its clock is turned by hand."""

    def __init__(self) -> None:
        self.touched: list[tuple[str, str]] = []
        self.ui = Ui(
            Display(width=1280, height=800, window="offscreen", px_per_mm=5.9),
            Brand(),
            lambda what, arg: self.touched.append((what, arg)),
            now=lambda: EVENING,
            moving=False,
        )
        self.ui.step()
        from kivy.clock import Clock

        self._now_s = Clock.time()
        Clock.time = lambda: self._now_s

    @property
    def stage(self):  # type: ignore[no-untyped-def]
        return self.ui._stage

    def show(  # type: ignore[no-untyped-def]
        self,
        screen: Screen,
        around: Surroundings = FINE,
        warning: bool = False,
        timeout_s: float | None = 45.0,
        draw: bool = False,
    ):
        self.ui.show(State(screen=screen, around=around, warning=warning), timeout_s)
        self.settle(draw)
        return self

    def settle(self, draw: bool = False) -> None:
        """Until everything has its place. Drawing takes most of the time: only for who counts or looks at pictures."""
        for step in range(SETTLED):
            self.pass_time(0.05, draw=draw and step == SETTLED - 1)

    def pass_time(self, seconds: float, step_s: float = 0.05, draw: bool = True) -> None:
        for _ in range(max(1, round(seconds / step_s))):
            self._now_s += min(step_s, seconds)
            self.ui.step(draw=draw)

    def texts(self) -> list[str]:
        """Every text that is drawn on the screen shown, icons left out."""
        from kiosk.design.text import Txt

        parts = self.stage._slot.walk(restrict=True)
        return [part.text for part in parts if isinstance(part, Txt) and part.face != "ico"]


@pytest.fixture(scope="session")
def only_stand() -> Iterator[Stand]:
    stand = Stand()
    yield stand
    stand.ui.stop()


@pytest.fixture
def stand(only_stand: Stand) -> Stand:
    only_stand.show(Attract(), timeout_s=None)
    only_stand.pass_time(1.0, 0.5, draw=False)
    only_stand.touched.clear()
    return only_stand


@pytest.fixture
def in_english() -> Callable[[Surroundings], Surroundings]:
    return lambda around: replace(around, language="en")
