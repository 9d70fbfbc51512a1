"""The USB printer through real libusb and pyusb, on a usbfs that is not there: strict recordings of both endpoints."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.ports import DeviceError, Paper, PrinterStatus
from drivers.printer.usb import UsbPrinter
from drivers.rig.umockdev import Testbed
from drivers.rig.usbprinter import UsbPrinterDevice, read, status, write

pytestmark = pytest.mark.testbed

JOB = b"\x1b@Coupon\n\x1dV\x00"
HELLO = write(b"\x1da\x00")
BARRIER = b"\x1dr\x01"


@pytest.fixture(scope="module")
def one_bed() -> Iterator[Testbed]:
    """One testbed for the module: libusb listens to one udev in a process."""
    with Testbed() as bed:
        yield bed


PORTS = itertools.count(3)


@pytest.fixture
def device(one_bed: Testbed, tmp_path: Path) -> Iterator[UsbPrinterDevice]:
    device = UsbPrinterDevice(one_bed, tmp_path)
    yield device
    device.unplug()


def opened(printer: UsbPrinter) -> float:
    """Open a printer that was just plugged in: libusb hears of it a moment later. Returns the seconds that took."""
    began = time.monotonic()
    while True:
        try:
            printer.open()
            return time.monotonic() - began
        except DeviceError:
            assert time.monotonic() - began < 5
            time.sleep(0.002)


def gone(printer: UsbPrinter) -> None:
    began = time.monotonic()
    while time.monotonic() - began < 5:
        try:
            printer.open()
        except DeviceError as error:
            assert "not plugged in" in str(error)
            return
        printer.close()
    pytest.fail("an unplugged printer can still be opened")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ((0x12, 0x12, 0x12), PrinterStatus(True, Paper.OK, False)),
        ((0x1A, 0x32, 0x7E), PrinterStatus(False, Paper.OUT, False)),
        ((0x1A, 0x16, 0x12), PrinterStatus(False, Paper.OK, True)),
        ((0x12, 0x12, 0x1E), PrinterStatus(True, Paper.LOW, False)),
    ],
)
def test_a_usb_printer_tells_its_status_within_50_milliseconds(
    device: UsbPrinterDevice, said: tuple[int, int, int], expected: PrinterStatus
) -> None:
    device.plug(next(PORTS), HELLO + status(*said))
    printer = UsbPrinter("04b8", "0202")
    opened(printer)
    began = time.perf_counter()
    assert printer.status() == expected
    took_ms = (time.perf_counter() - began) * 1000
    print(f"status over USB: {took_ms:.1f} ms")
    assert took_ms < 50
    printer.close()
    printer.close()


def test_a_job_goes_out_once_and_the_printers_word_is_waited_for(device: UsbPrinterDevice) -> None:
    device.plug(next(PORTS), HELLO + status() + read() + write(JOB + BARRIER) + read(b"\x00"))
    printer = UsbPrinter()
    opened(printer)
    assert printer.status().online
    printer.print(JOB)
    printer.close()


def test_a_printer_that_is_not_there_or_is_two_is_said_plainly(
    device: UsbPrinterDevice, one_bed: Testbed, tmp_path: Path
) -> None:
    gone(UsbPrinter())
    with pytest.raises(DeviceError, match="04b8:0202 is not open"):
        UsbPrinter("04b8", "0202").status()
    device.plug(next(PORTS), HELLO)
    first = UsbPrinter("04b8", "0202")
    opened(first)
    first.close()
    other = UsbPrinterDevice(one_bed, tmp_path)
    other.plug(next(PORTS), HELLO)
    deadline = time.monotonic() + 5
    said = ""
    while "is 2 devices" not in said:
        assert time.monotonic() < deadline
        try:
            UsbPrinter("04b8", "0202").open()
        except DeviceError as error:
            said = str(error)
    other.unplug()
    with pytest.raises(ValueError, match="vendor: 'epson' is not four hex digits"):
        UsbPrinter("epson")


@pytest.mark.parametrize("cycles", [20, pytest.param(100, marks=pytest.mark.slow)])
def test_a_usb_printer_is_back_at_once_however_often_it_is_replugged(cycles: int, device: UsbPrinterDevice) -> None:
    printer = UsbPrinter("04b8", "0202")
    worst_s = 0.0
    for _cycle in range(cycles):
        device.plug(next(PORTS), HELLO + status())
        worst_s = max(worst_s, opened(printer))
        assert printer.status().online
        printer.close()
        device.unplug()
        gone(printer)
    print(f"USB printer back after at most {worst_s:.3f} s")
    assert worst_s <= 3.0
