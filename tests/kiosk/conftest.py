"""A kiosk without screen or hardware: say what happens, look at what it shows and asks."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from kiosk.effects import Ask, Effect, Record
from kiosk.events import Event, Turn
from kiosk.flow import step
from kiosk.screens import Screen
from kiosk.state import State, Surroundings
from kiosk.tickets import House
from kiosk.values import Link, PrinterHealth
from mqtt_bridge.messages import EventData

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=8)))


class PaperKiosk:
    """The flow and nothing else. Every turn gets the next minute and the next id."""

    def __init__(self, link: Link = Link.ONLINE) -> None:
        around = Surroundings(link=link, printer=PrinterHealth.OK)
        self.state = State(around=around, house=House("莲火小馆", "Lotus & Ember", "s1", "k1"))
        self.effects: list[Effect] = []
        self.turns = 0
        self.now = NOON

    def given(self, *events: Event) -> PaperKiosk:
        for event in events:
            self.turns += 1
            self.state, effects = step(self.state, event, Turn(self.now, f"id-{self.turns}"))
            self.effects += effects
        return self

    @property
    def screen(self) -> Screen:
        return self.state.screen

    @property
    def recorded(self) -> list[EventData]:
        return [effect.event for effect in self.effects if isinstance(effect, Record)]

    @property
    def asked(self) -> list[object]:
        return [effect.question for effect in self.effects if isinstance(effect, Ask)]


@pytest.fixture
def kiosk() -> PaperKiosk:
    return PaperKiosk()


@pytest.fixture
def offline_kiosk() -> PaperKiosk:
    return PaperKiosk(Link.OFFLINE)


class HandTimer:
    """Time that a test turns by hand."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self._due: list[tuple[float, int, object]] = []
        self._made = 0

    def __call__(self, delay_s, call):
        self._made += 1
        entry = (self.now_s + delay_s, self._made, call)
        self._due.append(entry)

        def cancel() -> None:
            if entry in self._due:
                self._due.remove(entry)

        return cancel

    def pass_time(self, seconds: float) -> None:
        end = self.now_s + seconds
        while due := [entry for entry in self._due if entry[0] <= end]:
            first = min(due)
            self._due.remove(first)
            self.now_s = first[0]
            first[2]()
        self.now_s = end


@pytest.fixture
def timer() -> HandTimer:
    return HandTimer()


@pytest.fixture
def memory(tmp_path):
    from kiosk.memory import Memory

    opened = Memory(tmp_path / "kiosk", stamp="t")
    yield opened
    opened.close()
