"""Buzzer, lamp, backlight and temperature: real gpiozero without a board, real files in a sysfs that is not there."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.board import temperature_c
from drivers.light.backlight import Backlight
from drivers.light.gpio import GpioLight
from drivers.light.ports import Beep
from drivers.ports import DeviceError
from drivers.rig.umockdev import Testbed


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


@pytest.mark.parametrize(("beep", "times"), [(Beep.OK, 1), (Beep.REFUSED, 2)])
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
        Backlight().get()
    bed.add(
        "P: /devices/platform/i2c/10-0045/backlight/10-0045\nE: SUBSYSTEM=backlight\n"
        "A: brightness=200\\n\nA: max_brightness=255\\n\n\n"
        "P: /devices/virtual/thermal/thermal_zone0\nE: SUBSYSTEM=thermal\nA: temp=48312\\n\n\n"
        "P: /devices/virtual/thermal/thermal_zone1\nE: SUBSYSTEM=thermal\nA: temp=0\\n\n\n"
    )
    light = Backlight()
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
        Backlight(tmp_path).set(50)
