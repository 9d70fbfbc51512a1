"""A reader that is plugged in and not listed gets its power taken and given back: rarely, and only if it is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.nfc.power import AGAIN_S, MISSING_S, OFF_S, VENDOR, Power


class Usb:
    """A /sys with one device on its bus; `states` is what the switch said while it was off."""

    def __init__(self, sys: Path, vendor: str = VENDOR, switches: tuple[str, ...] = ("authorized",)) -> None:
        self.sys, self.device = sys, sys / "bus/usb/devices/1-1"
        self.device.mkdir(parents=True)
        (self.device / "idVendor").write_text(f"{vendor}\n")
        for switch in switches:
            file = self.device / switch
            file.parent.mkdir(exist_ok=True)
            file.write_text("0\n" if switch == "port/disable" else "1\n")
        self.states: list[dict[str, str]] = []

    def look(self, off_s: float) -> None:
        assert off_s == OFF_S
        self.states.append(self.switches())

    def switches(self) -> dict[str, str]:
        files = [file for file in self.device.rglob("*") if file.is_file() and file.name != "idVendor"]
        return {str(file.relative_to(self.device)): file.read_text().strip() for file in files}


def test_a_reader_that_stays_unlisted_is_switched_off_and_on(tmp_path: Path) -> None:
    usb = Usb(tmp_path)
    power = Power(usb.sys, usb.look)

    assert not power.missing(100.0)
    assert not power.missing(100.0 + MISSING_S - 0.1)
    assert power.missing(100.0 + MISSING_S)

    assert usb.states == [{"authorized": "0"}]
    assert usb.switches() == {"authorized": "1"}


def test_the_port_is_switched_where_it_can_be(tmp_path: Path) -> None:
    usb = Usb(tmp_path, switches=("authorized", "port/disable"))
    power = Power(usb.sys, usb.look)
    power.missing(0.0)

    assert power.missing(MISSING_S)

    assert usb.states == [{"authorized": "1", "port/disable": "1"}]
    assert usb.switches() == {"authorized": "1", "port/disable": "0"}


def test_it_is_not_done_again_at_once_and_a_reader_that_came_back_starts_the_wait_anew(tmp_path: Path) -> None:
    usb = Usb(tmp_path)
    power = Power(usb.sys, usb.look)
    helped = [now_s for now_s in range(200) if power.missing(float(now_s))]
    assert helped == [MISSING_S, MISSING_S + AGAIN_S, MISSING_S + 2 * AGAIN_S, MISSING_S + 3 * AGAIN_S]

    power.listed()
    assert not power.missing(1000.0)
    assert power.missing(1000.0 + MISSING_S)


@pytest.mark.parametrize("vendor", ["0c2e", ""])
def test_what_is_no_reader_of_this_maker_keeps_its_power(vendor: str, tmp_path: Path) -> None:
    usb = Usb(tmp_path, vendor)
    power = Power(usb.sys, usb.look)

    assert not any(power.missing(float(now_s)) for now_s in range(200))
    assert usb.states == []


def test_a_machine_without_usb_has_nothing_to_switch(tmp_path: Path) -> None:
    assert not Power(tmp_path / "no-sys").missing(1000.0)


def test_a_switch_that_is_not_ours_to_use_is_said_and_survived(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    usb = Usb(tmp_path, switches=())
    # A folder cannot be written to, whoever asks: tests may run as root.
    (usb.device / "authorized").mkdir()
    power = Power(usb.sys, usb.look)
    power.missing(0.0)

    assert not power.missing(MISSING_S)
    assert "cannot be helped" in caplog.text
