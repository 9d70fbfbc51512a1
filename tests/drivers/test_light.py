"""Buzzer, lamp, backlight, presence, temperature: real gpiozero without a board, real files in a sysfs of our own."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.bench import DeviceServer
from drivers.board import temperature_c
from drivers.light.backlight import SysfsBacklight
from drivers.light.gpio import GpioLight
from drivers.light.ports import Beep
from drivers.light.runner import BacklightRunner, LightRunner
from drivers.light.simulated import SimulatedBacklight, SimulatedLight
from drivers.ports import DeviceBack, DeviceError, DeviceLost, PresenceSeen
from drivers.presence.gpio import HERE, GpioPresence
from drivers.presence.simulated import PresenceDevice, SimulatedPresence
from drivers.rig.umockdev import Testbed
from drivers.runner import SourceRunner


@pytest.fixture
def pins() -> Iterator[object]:
    """gpiozero's own pins without a board."""
    from gpiozero import Device
    from gpiozero.pins.mock import MockFactory

    before, Device.pin_factory = Device.pin_factory, MockFactory()
    yield Device.pin_factory
    Device.pin_factory.reset()
    Device.pin_factory = before


def _wait(condition: object) -> None:
    deadline = time.monotonic() + 5
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.005)


@pytest.mark.parametrize(("beep", "times"), [(Beep.OK, 1), (Beep.REFUSED, 2), (Beep.WARN, 3)])
def test_a_beep_sounds_and_flashes_and_returns_at_once(pins: object, beep: Beep, times: int) -> None:
    light = GpioLight(buzzer=18, lamp=17)
    began = time.monotonic()
    light.beep(beep)
    assert time.monotonic() - began < 0.5
    for number in (18, 17):
        pin = pins.pin(number)  # type: ignore[attr-defined]
        _wait(lambda pin=pin: [state.state for state in pin.states].count(True) == times and not pin.state)
    light.close()
    light.close()


def test_a_kiosk_without_pins_is_silent_and_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    light = GpioLight()
    with caplog.at_level(logging.WARNING), pytest.warns():
        for _beep in range(3):
            light.beep(Beep.OK)
    assert caplog.text.count("no buzzer and no lamp") == 1
    with pytest.raises(ValueError, match="lamp: 40"):
        GpioLight(lamp=40)


@pytest.mark.testbed
def test_the_backlight_and_the_temperature_of_a_board(bed: Testbed) -> None:
    with pytest.raises(DeviceError, match="cannot be dimmed"):
        SysfsBacklight().get()
    bed.add(
        "P: /devices/platform/i2c/10-0045/backlight/10-0045\nE: SUBSYSTEM=backlight\n"
        "A: brightness=200\\n\nA: max_brightness=255\\n\n\n"
        "P: /devices/virtual/thermal/thermal_zone0\nE: SUBSYSTEM=thermal\nA: temp=48312\\n\n\n"
        "P: /devices/virtual/thermal/thermal_zone1\nE: SUBSYSTEM=thermal\nA: temp=0\\n\n\n"
    )
    light = SysfsBacklight()
    with pytest.raises(DeviceError, match="there is no panel 'rpi_backlight'"):
        SysfsBacklight("rpi_backlight").get()
    assert light.get() == 78
    for wanted, raw in ((100, "255"), (30, "76"), (1, "10"), (0, "0")):
        light.set(wanted)
        assert Path("/sys/class/backlight/10-0045/brightness").read_text() == raw
    with pytest.raises(ValueError, match="percent: 101"):
        light.set(101)
    assert temperature_c() == 48


def test_a_board_that_does_not_say_has_no_temperature(tmp_path: Path) -> None:
    assert temperature_c(tmp_path / "none") is None
    zone = tmp_path / "thermal_zone0"
    zone.mkdir()
    for nonsense in ("hot", "", "-1", "9999999"):
        (zone / "temp").write_text(nonsense)
        assert temperature_c(tmp_path) is None


def test_a_panel_with_nonsense_in_its_files_is_a_failed_device(tmp_path: Path) -> None:
    panel = tmp_path / "panel"
    panel.mkdir()
    (panel / "max_brightness").write_text("bright")
    with pytest.raises(DeviceError, match="max_brightness"):
        SysfsBacklight(folder=str(tmp_path)).set(50)
    with pytest.raises(ValueError, match="the name of a panel"):
        SysfsBacklight("../../etc")


# -- the threads round them -----------------------------------------------------------------------


def test_beeps_are_made_one_after_the_other_and_a_slow_buzzer_holds_nobody_up(ear: Any, until: Any) -> None:
    class Slow(SimulatedLight):
        def beep(self, beep: Beep) -> None:
            time.sleep(0.02)
            super().beep(beep)

    light = Slow()
    runner = LightRunner("light", light, ear)
    runner.start()
    began = time.monotonic()
    for _round in range(100):
        runner.beep(Beep.OK)
    assert time.monotonic() - began < 0.5
    until(lambda: len(light.beeps) >= 8)
    runner.stop()
    # What waits longer than a moment is no answer to anything any more.
    assert len(light.beeps) < 60


def test_a_light_that_fails_is_survived(ear: Any, until: Any, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(SimulatedLight):
        def beep(self, beep: Beep) -> None:
            super().beep(beep)
            raise RuntimeError("burnt out")

    light = Broken()
    runner = LightRunner("light", light, ear)
    runner.start()
    runner.beep(Beep.OK)
    runner.beep(Beep.WARN)
    until(lambda: list(light.beeps) == [Beep.OK, Beep.WARN])
    runner.stop()
    assert caplog.text.count("no beep") == 2


@pytest.mark.parametrize("cycles", [4, pytest.param(100, marks=pytest.mark.slow)])
def test_a_panel_that_comes_back_is_made_as_bright_as_was_last_wanted(
    cycles: int, tmp_path: Path, ear: Any, until: Any
) -> None:
    panel = tmp_path / "10-0045"

    def plug() -> None:
        panel.mkdir()
        (panel / "max_brightness").write_text("100")
        (panel / "brightness").write_text("100")

    plug()
    runner = BacklightRunner("backlight", SysfsBacklight(folder=str(tmp_path)), ear)
    runner.start()
    worst_s = 0.0
    for cycle in range(cycles):
        shutil.rmtree(panel)
        runner.set(30)
        ear.wait(lambda heard, n=cycle: sum(isinstance(s, DeviceLost) for s in heard) == n + 1)
        plug()
        began = time.monotonic()
        ear.wait(lambda heard, n=cycle: sum(isinstance(s, DeviceBack) for s in heard) == n + 1)
        worst_s = max(worst_s, time.monotonic() - began)
        assert (panel / "brightness").read_text() == "30"
    print(f"panel back after at most {worst_s:.3f} s")
    assert worst_s <= 3.0
    runner.set(100)
    runner.stop()
    until(lambda: (panel / "brightness").read_text() == "100")


def test_a_panel_is_left_as_was_said_last_however_slow_it_is(ear: Any) -> None:
    class Slow(SimulatedBacklight):
        def set(self, percent: int) -> None:
            time.sleep(0.05)
            super().set(percent)

    backlight = Slow()
    runner = BacklightRunner("backlight", backlight, ear)
    runner.start()
    for percent in (30, 0, 100):
        runner.set(percent)
    runner.stop()
    assert runner.get() == 100


# -- presence -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("active", "there"), [("high", "drive_high"), ("low", "drive_low")])
def test_a_sensor_sees_who_stands_there_and_says_so_every_other_second(pins: Any, active: str, there: str) -> None:
    sensor = GpioPresence(17, active)
    away = {"drive_high": "drive_low", "drive_low": "drive_high"}[there]
    sensor.open()
    pin = pins.pin(17)
    getattr(pin, away)()
    assert sensor.read(0.05) is None
    getattr(pin, there)()
    assert sensor.read(5.0) == HERE
    # Still there: not again at once, but again.
    assert sensor.read(0.1) is None
    assert sensor.read(5.0) == HERE
    sensor.close()
    sensor.close()
    with pytest.raises(DeviceError, match="not open"):
        sensor.read(0.0)


def test_a_kiosk_without_pins_sees_nobody_and_says_why() -> None:
    sensor = GpioPresence()
    with pytest.raises(DeviceError, match="pin 17 cannot be read"), pytest.warns():
        sensor.open()
    for wrong, words in ((lambda: GpioPresence(pin=0), "pin: 0"), (lambda: GpioPresence(active="up"), "active: 'up'")):
        with pytest.raises(ValueError, match=words):
            wrong()


@pytest.mark.parametrize("cycles", [4, pytest.param(100, marks=pytest.mark.slow)])
def test_whoever_walks_up_is_seen_also_after_the_sensor_was_unplugged(cycles: int, socket_path: str, ear: Any) -> None:
    device = PresenceDevice(socket_path)
    device.start()
    runner = SourceRunner("presence", SimulatedPresence(socket_path), lambda _here: PresenceSeen(), ear)
    runner.start()
    worst_s = 0.0

    def seen(heard: list[Any]) -> int:
        return sum(isinstance(signal, PresenceSeen) for signal in heard)

    for cycle in range(cycles):
        while not device.come():
            time.sleep(0.01)
        ear.wait(lambda heard, n=cycle: seen(heard) == n + 1)
        lost = len(ear.all_of(DeviceLost))
        device.unplug()
        ear.wait(lambda heard, n=lost: sum(isinstance(s, DeviceLost) for s in heard) == n + 1)
        assert not device.come()
        began = time.monotonic()
        device.plug()
        ear.wait(lambda heard, n=cycle: sum(isinstance(s, DeviceBack) for s in heard) == n + 1)
        worst_s = max(worst_s, time.monotonic() - began)
    runner.stop()
    device.stop()
    print(f"presence sensor back after at most {worst_s:.3f} s")
    assert worst_s <= 3.0
    assert seen(ear.heard) == cycles


@pytest.mark.parametrize("junk", [b"", b"hello\n", b"ready\nwho?\n", b"ready\n\xff\xfe\n", b"x" * 5000])
def test_something_else_behind_the_sensors_socket_is_a_failed_device(junk: bytes, socket_path: str) -> None:
    stranger = DeviceServer(socket_path, greeting=junk)
    stranger.start()
    sensor = SimulatedPresence(socket_path)
    with pytest.raises(DeviceError):
        sensor.open()
        for _try in range(3):
            sensor.read(0.2)
    sensor.close()
    stranger.stop()
