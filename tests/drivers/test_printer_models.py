"""What differs from printer to printer: Chinese as text, bars, sensors; and printers on serial lines."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest
import zxingcpp

from drivers.ports import DeviceError, Paper, PrinterStatus, PrintFailed, PrintFault
from drivers.printer import gb18030
from drivers.printer.conversation import Conversation
from drivers.printer.emulator import Emulator, Fault
from drivers.printer.encode import encoder
from drivers.printer.models import MODELS
from drivers.printer.network import NetworkPrinter
from drivers.printer.serial import SerialPrinter
from drivers.printer.ticket import Align, Bars, Pair, Text, Ticket
from drivers.rig.umockdev import Wire

JOB = b"\x1b@Coupon\n\x1dV\x00"
ZH = Ticket(
    (
        Text("会员专享券", size=2, bold=True, align=Align.CENTER),
        Text("满100元减20元"),
        Pair("有效期至", "2026-12-31"),
        Text("减 ¥20"),
        Text("𠮷野家"),
    )
)


@pytest.mark.parametrize("width_mm", [58, 80])
def test_chinese_is_text_for_a_printer_with_the_font_but_for_what_that_font_lacks(width_mm: int) -> None:
    job = encoder(width_mm, chinese=True)(ZH)
    printer = Emulator(width_mm)
    printer.feed(job)
    sheet = printer.cuts[0].sheet
    # The yen sign and the rare character are four bytes in GB18030: these two lines stay pictures.
    text = [line for line in sheet.lines if line]
    assert text[:2] == ["会员专享券", "满100元减20元"]
    assert text[2].startswith("有效期至") and text[2].endswith("2026-12-31")
    assert gb18030.columns(text[2]) == {58: 32, 80: 48}[width_mm]
    assert len(text) == 3 and printer.unknown_commands == 0
    assert len(job) < len(encoder(width_mm)(ZH)) / 2
    assert job.count(b"\x1c&") == job.count(b"\x1c.") == 3


def test_text_a_gb18030_font_surely_shows() -> None:
    assert gb18030.can_say("满100减20，有效期至：2026-12-31")
    for text in ("¥20", "𠮷", "ø", "\ud800", "🎁"):
        assert not gb18030.can_say(text)


@pytest.mark.parametrize(("width_mm", "code"), [(58, "RGC-7GQ2M9XK"), (80, "RGC-7GQ2M9XK4T8VB3NC")])
def test_bars_are_read_back_from_the_paper(width_mm: int, code: str) -> None:
    printer = Emulator(width_mm)
    printer.feed(encoder(width_mm)(Ticket((Text("Show at the till"), Bars(code, caption=code)))))
    (read,) = zxingcpp.read_barcodes(printer.cuts[0].sheet.whole())
    assert (read.text, read.format) == (code, zxingcpp.BarcodeFormat.Code128)
    assert code in "\n".join(printer.cuts[0].sheet.lines)


@pytest.mark.parametrize("code", ["", "熟客", "x" * 40, "a\nb"])
def test_what_bars_cannot_say_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="cannot say"):
        encoder(58)(Ticket((Bars(code),)))


def test_a_printer_without_the_sensor_never_says_that_the_paper_is_fine() -> None:
    class Fine:
        def open(self) -> None: ...
        def close(self) -> None: ...
        def write(self, data: bytes, timeout_s: float) -> int:
            return len(data)

        def read(self, timeout_s: float) -> bytes:
            return b"\x12" if timeout_s else b""

    assert Conversation(Fine()).status() == PrinterStatus(True, Paper.OK, False)
    assert Conversation(Fine(), model="basic").status() == PrinterStatus(True, Paper.UNKNOWN, False)


def test_every_model_makes_an_encoder_and_a_wrong_one_is_refused_by_name() -> None:
    for name in MODELS:
        assert NetworkPrinter("h", model=name).encoder()(ZH).startswith(b"\x1b@")
    with pytest.raises(ValueError, match="model: no kind of printer is called 'epsno'; known: basic"):
        NetworkPrinter("h", model="epsno")


@pytest.fixture
def on_a_line() -> Iterator[tuple[SerialPrinter, Emulator, Wire]]:
    wire, printer = Wire(), Emulator()

    def serve() -> None:
        try:
            while data := os.read(wire.near, 4096):
                os.write(wire.near, printer.feed(data))
        except OSError:
            return

    thread = threading.Thread(target=serve, daemon=True)
    driver = SerialPrinter(wire.name, 115200)
    thread.start()
    driver.open()
    yield driver, printer, wire
    driver.close()
    wire.cut()


def test_a_printer_on_a_serial_line_prints_and_tells_its_status(
    on_a_line: tuple[SerialPrinter, Emulator, Wire],
) -> None:
    driver, printer, _wire = on_a_line
    assert driver.status() == PrinterStatus(True, Paper.OK, False)
    driver.print(JOB)
    driver.print(b"\x1b@" + b"a long line\n" * 3000 + b"\x1dV\x00")
    assert printer.cuts[0].sheet.lines == ["Coupon"]
    assert sum(len(cut.sheet.lines) for cut in printer.cuts) == 3001
    printer.set_fault(Fault.COVER_OPEN)
    with pytest.raises(PrintFailed) as failed:
        driver.print(JOB)
    assert (failed.value.fault, failed.value.may_be_on_paper) == (PrintFault.COVER_OPEN, True)


def test_a_serial_printer_that_is_unplugged_or_missing_is_a_failed_device() -> None:
    wire = Wire()
    driver = SerialPrinter(wire.name)
    driver.open()
    wire.cut()
    with pytest.raises(DeviceError):
        driver.status()
    driver.close()
    with pytest.raises(DeviceError, match="No such file"):
        SerialPrinter("/dev/nonesuch").open()
    with pytest.raises(DeviceError, match="not open"):
        SerialPrinter("/dev/nonesuch").status()
    for settings in ({"baud": 1}, {"path": ""}, {"width_mm": 57}):
        with pytest.raises(ValueError, match=r"baud|path|width_mm"):
            SerialPrinter(**settings)
