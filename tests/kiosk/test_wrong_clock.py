"""Somebody sets the kiosk's clock, or its battery is empty: nothing expires, nothing is sent, and no day is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from devstack.headless import HeadlessFront
from devstack.monkey.centre import Centre, Network, Wire
from devstack.monkey.devices import Devices
from drivers.ports import CardTapped
from kiosk.config import Config
from kiosk.events import Touched
from kiosk.machine import Machine
from kiosk.screens import CheckedIn, Greeting, JoinCode
from kiosk.state import State
from server.demo.persons import LIN

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
WRONG = {"1970": datetime(1970, 1, 1, 0, 0, 9, tzinfo=UTC), "a year ahead": NOON + timedelta(days=365)}
WRONG |= {"a year back": NOON - timedelta(days=365), "a day back": NOON - timedelta(days=1)}


class Front(HeadlessFront):
    """Runs what is asked for at once, when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Callable[[], None]] = []

    def post_from_any_thread(self, fn: Callable[[], None]) -> None:
        self.calls.append(fn)

    def settle(self) -> None:
        while self.calls:
            self.calls.pop(0)()


class Place:
    """One kiosk and its centre. True time is turned by hand; the wall is off by `wall_off`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now, self.wall_off, self.up_s = folder, NOON, timedelta(0), 100.0
        self.centre = Centre(folder / "centre", lambda: self.now)
        (folder / "kiosk").mkdir()
        self.start()

    def start(self) -> None:
        self.front, self.up_s = Front(), 100.0
        config = Config(kiosk="k1", data_dir=str(self.folder / "kiosk"))
        self.machine = Machine(
            config,
            State(),
            self.front,
            self._connect,
            Devices(config.data).attach,
            lambda: (self.now + self.wall_off).timestamp(),
            lambda: self.up_s,
        )
        self.machine.start()
        self.front.settle()

    def _connect(self, **options) -> Wire:
        self.wire = Wire(self.centre, **options)
        return self.wire

    def passes(self, **how_long: float) -> None:
        self.now += timedelta(**how_long)
        self.up_s += timedelta(**how_long).total_seconds()

    def set_wall(self, to: datetime) -> None:
        self.wall_off = to - self.now

    def network(self, up: bool) -> None:
        self.wire.switch(Network.UP if up else Network.DOWN)
        self.front.settle()

    def post(self, *events) -> object:
        for event in events:
            self.machine.loop.post(event)
            self.front.settle()
        return self.machine.loop.state.screen

    def check_in(self) -> CheckedIn:
        screen = self.post(CardTapped(LIN.card), Touched("check_in"))
        assert isinstance(screen, CheckedIn)
        return screen

    def days(self) -> list[date]:
        """On which days the centre counts the member as here, since the test began."""
        member = self.centre.house.store.members.get(LIN.id)
        rows = self.centre.house.store.database.all(
            "SELECT on_date FROM check_in WHERE member = ? AND on_date >= ? ORDER BY 1", member.id, "2026-11-22"
        )
        return [date.fromisoformat(on) for (on,) in rows]

    def dead(self) -> int:
        return self.machine.memory.outbox.counts()[1]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    it = Place(tmp_path)
    yield it
    it.machine.stop()
    it.centre.close()


@pytest.mark.parametrize("wrong", WRONG.values(), ids=list(WRONG))
def test_a_clock_set_while_offline_loses_no_day_and_makes_none(place: Place, wrong: datetime) -> None:
    place.post(CardTapped(LIN.card))
    place.network(up=False)
    place.set_wall(wrong)
    assert place.check_in().points > 0
    assert place.check_in().points == 0
    place.passes(days=1)
    assert place.check_in().points > 0
    place.wall_off = timedelta(0)
    place.passes(hours=1)
    assert place.check_in().points == 0

    place.network(up=True)

    assert place.dead() == 0
    assert place.days() == [date(2026, 11, 22), date(2026, 11, 23)]


@pytest.mark.parametrize("wrong", WRONG.values(), ids=list(WRONG))
def test_a_start_without_network_and_with_a_wrong_clock_loses_no_visit(place: Place, wrong: datetime) -> None:
    place.post(CardTapped(LIN.card))
    place.machine.stop()
    place.passes(hours=2)
    place.set_wall(wrong)
    place.start()
    place.network(up=False)
    assert isinstance(place.post(CardTapped(LIN.card)), Greeting)
    place.check_in()

    place.network(up=True)

    assert place.dead() == 0
    assert place.days() == [date(2026, 11, 22)]
    assert abs(place.machine.now() - place.now) < timedelta(seconds=1)


@pytest.mark.parametrize("wrong", WRONG.values(), ids=list(WRONG))
def test_a_new_code_is_sent_when_the_time_has_passed_and_not_when_the_clock_says_so(
    place: Place, wrong: datetime
) -> None:
    home = place.post(Touched("join"))
    assert home is not None
    screen = place.post(*[Touched("digit", digit) for digit in "13812346688"], Touched("next"))
    assert isinstance(screen, JoinCode)
    place.set_wall(wrong)
    sent = len(place.centre.house.store.notices.waiting())

    assert place.post(Touched("resend")).error == "too_soon"
    assert len(place.centre.house.store.notices.waiting()) == sent

    place.passes(seconds=61)
    place.post(Touched("resend"))
    assert len(place.centre.house.store.notices.waiting()) == sent + 1
