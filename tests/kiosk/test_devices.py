"""The devices of a kiosk put together, with its real loop, memory and threads: only plastic and glass are missing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devstack.headless import HeadlessFront, build
from devstack.toml import dumps
from drivers.light.ports import Beep
from drivers.nfc.simulated import ReaderDevice
from drivers.presence.simulated import PresenceDevice
from kiosk import config as configuration
from kiosk.screens import Attract

LOOK_S, PATIENCE_S = 0.02, 20.0


class Front(HeadlessFront):
    """Counts who woke it, and keeps what dims it."""

    woken = 0
    backlight: Callable[[int], None] | None = None

    def wake(self) -> None:
        self.woken += 1

    def dim_with(self, backlight: Callable[[int], None]) -> None:
        self.backlight = backlight

    def run_until(self, true: Callable[[], bool]) -> None:
        """Run the loop until it is so."""
        looks = 0

        def look() -> None:
            nonlocal looks
            looks += 1
            assert looks * LOOK_S < PATIENCE_S, "it did not happen"
            if true():
                self.stop()
            else:
                self.after(LOOK_S, look)

        self._running = True
        self.after(0.0, look)
        self.run()


class Bench:
    def __init__(self, folder: Path, light: str) -> None:
        (folder / "data").mkdir()
        self.reader = ReaderDevice(str(folder / "r"))
        self.presence = PresenceDevice(str(folder / "e"))
        for device in (self.reader, self.presence):
            device.start()
        plain = {
            "kiosk": "k1",
            "data_dir": str(folder / "data"),
            "mqtt": {"port": 1},
            "nfc": {"settings": {"socket": str(folder / "r")}},
            "scanner": {"settings": {"socket": str(folder / "s")}},
            "printer": {"settings": {"socket": str(folder / "p")}},
            "presence": {"driver": "simulated", "settings": {"socket": str(folder / "e")}},
            "backlight": {"driver": "simulated"},
            "light": {"driver": "simulated"},
        }
        self.front = Front()
        self.machine = build(configuration.parse(f"{dumps(plain)}{light}\n"), self.front)
        self.machine.start()

    @property
    def beeps(self) -> list[Beep]:
        return list(self.machine.devices.light._light.beeps)  # type: ignore[attr-defined]

    def close(self) -> None:
        self.machine.stop()
        for device in (self.reader, self.presence):
            device.stop()


@pytest.fixture
def bench() -> Iterator[Callable[..., Bench]]:
    with tempfile.TemporaryDirectory(prefix="rg-") as folder:
        opened: list[Bench] = []

        def start(light: str = "") -> Bench:
            opened.append(Bench(Path(folder), light))
            return opened[-1]

        yield start
        for one in opened:
            one.close()


def test_whoever_walks_up_wakes_the_screen_and_moves_nothing(bench):
    kiosk = bench()
    kiosk.front.run_until(lambda: kiosk.presence.come() or True)
    kiosk.front.run_until(lambda: kiosk.front.woken > 0 or (kiosk.presence.come() and False))

    assert isinstance(kiosk.machine.loop.state.screen, Attract)


def test_a_tap_is_heard_and_one_that_nobody_knows_offline_is_heard_too(bench):
    kiosk = bench()
    kiosk.front.run_until(lambda: kiosk.reader.tap("04a1b2c3d4e580"))
    kiosk.front.run_until(lambda: len(kiosk.beeps) >= 1)

    # Offline nobody knows this card: in one turn it was read and could not be placed.
    assert kiosk.beeps[-1] is Beep.REFUSED


def test_a_house_that_wants_to_hear_warnings_only_hears_no_tap(bench):
    kiosk = bench('on = ["warning"]')
    kiosk.front.run_until(lambda: kiosk.reader.tap("04a1b2c3d4e580"))
    kiosk.front.run_until(lambda: not isinstance(kiosk.machine.loop.state.screen, Attract))

    assert kiosk.beeps == []


def test_the_panel_is_dimmed_by_whoever_draws_and_left_bright(bench):
    kiosk = bench()
    assert kiosk.front.backlight is not None
    kiosk.front.backlight(30)
    light = kiosk.machine.devices.backlight
    kiosk.front.run_until(lambda: light.get() == 30)

    kiosk.machine.devices.stop()
    assert light.get() == 100
