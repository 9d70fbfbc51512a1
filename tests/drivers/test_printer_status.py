"""What a printer's answers mean, byte by byte."""

from __future__ import annotations

import pytest

from drivers.ports import Paper, PrinterStatus, PrintFault
from drivers.printer.status import fault_of, is_barrier, is_status, parse

ALL = range(256)
FINE = 0x12


@pytest.mark.parametrize("byte", ALL)
def test_every_byte_gives_a_status_or_an_unknown_and_never_a_guess(byte: int) -> None:
    status = parse(byte, byte, byte)

    if is_status(byte):
        assert status.online is (byte & 0x08 == 0)
        assert status.cover_open is (byte & 0x04 != 0)
        assert status.paper is (Paper.OUT if byte & 0x60 else Paper.LOW if byte & 0x0C else Paper.OK)
    else:
        assert status == PrinterStatus()
    assert not (is_status(byte) and is_barrier(byte))


def test_sixteen_bytes_are_answers_and_all_others_are_junk() -> None:
    assert sum(map(is_status, ALL)) == 16
    assert sum(map(is_barrier, ALL)) == 4


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        # As recorded from a printer in these states.
        ((0x12, 0x12, 0x12), PrinterStatus(True, Paper.OK, False)),
        ((0x1A, 0x32, 0x7E), PrinterStatus(False, Paper.OUT, False)),
        ((0x1A, 0x16, 0x12), PrinterStatus(False, Paper.OK, True)),
        ((0x12, 0x12, 0x1E), PrinterStatus(True, Paper.LOW, False)),
        ((None, None, None), PrinterStatus()),
        ((0x12, None, 0xFF), PrinterStatus(True, Paper.UNKNOWN, None)),
        ((0x00, 0x12, 0x12), PrinterStatus(None, Paper.OK, False)),
    ],
)
def test_recorded_answers(answers: tuple[int | None, int | None, int | None], status: PrinterStatus) -> None:
    assert parse(*answers) == status


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (PrinterStatus(True, Paper.OK, False), None),
        (PrinterStatus(True, Paper.LOW, False), None),
        (PrinterStatus(True, Paper.UNKNOWN, None), None),
        (PrinterStatus(False, Paper.OUT, False), PrintFault.PAPER_OUT),
        (PrinterStatus(False, Paper.OK, True), PrintFault.COVER_OPEN),
        (PrinterStatus(False, Paper.OK, False), PrintFault.OFFLINE),
        (PrinterStatus(), PrintFault.UNKNOWN),
    ],
)
def test_why_a_printer_would_not_print(status: PrinterStatus, fault: PrintFault | None) -> None:
    assert fault_of(status) is fault
