"""The metres left on the roll."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from drivers.ports import Paper, Printed
from drivers.printer.encode import encoder
from drivers.printer.roll import FULL_M, LOW_M, Roll, length_mm
from drivers.printer.simulated import PrinterDevice, SimulatedPrinter
from drivers.printer.ticket import Gap, Text, Ticket
from drivers.runner import PrinterRunner

JOB = encoder(80)(Ticket((Text("Coupon"), Gap(5))))


def test_a_job_is_as_long_as_the_paper_it_uses() -> None:
    # The air above a line, it and five blank ones of 28 dots, and six of 30 to the knife; 8 dots are a millimetre.
    assert length_mm(JOB, 80) == (6 + 6 * 28 + 6 * 30) // 8
    assert length_mm(JOB * 3, 80) == 3 * length_mm(JOB, 80)
    assert length_mm(b"", 58) == 0


def test_the_roll_is_counted_down_and_remembered(tmp_path: Path) -> None:
    roll = Roll(tmp_path / "roll.json")
    assert roll.left_m == FULL_M[80]
    for _job in range(30):
        roll.printed(JOB)
    left = FULL_M[80] * 1000 - 30 * length_mm(JOB, 80)
    assert roll.left_mm == left
    assert Roll(tmp_path / "roll.json").left_mm == left


def test_the_printers_word_corrects_the_estimate(tmp_path: Path) -> None:
    roll = Roll(tmp_path / "roll.json", 58)
    roll.saw(Paper.LOW)
    assert roll.left_m == LOW_M
    roll.saw(Paper.OK)
    assert roll.left_m == LOW_M
    roll.saw(Paper.OUT)
    assert roll.left_m == 0
    # The kiosk may be restarted while the lid is open.
    roll = Roll(tmp_path / "roll.json", 58)
    roll.saw(Paper.UNKNOWN)
    assert roll.left_m == 0
    roll.saw(Paper.OK)
    assert roll.left_m == FULL_M[58]


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"left_mm": "x", "out": 1}', '{"left_mm": 99999999, "out": false}'])
def test_a_file_with_nonsense_is_a_full_roll(text: str, tmp_path: Path) -> None:
    (tmp_path / "roll.json").write_text(text)
    assert Roll(tmp_path / "roll.json").left_m == FULL_M[80]


def test_a_folder_that_cannot_be_written_is_only_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        Roll(tmp_path / "none" / "roll.json").printed(JOB)
    assert "cannot be remembered" in caplog.text


def test_a_runner_counts_what_came_out_and_sees_the_new_roll(
    ear: Any, socket_path: str, tmp_path: Path, until: Any
) -> None:
    device = PrinterDevice(socket_path)
    device.start()
    roll = Roll(tmp_path / "roll.json")
    runner = PrinterRunner("printer", SimulatedPrinter(socket_path), encoder(80), ear, poll_s=0.02, roll=roll)
    runner.start()
    runner.submit("1", Ticket((Text("Coupon"),)))
    ear.wait(lambda heard: Printed("1") in heard)
    until(lambda: roll.left_mm < FULL_M[80] * 1000)
    device.fault = "paper_out"
    until(lambda: roll.left_mm == 0)
    device.fault = None
    until(lambda: roll.left_m == FULL_M[80])
    runner.stop()
    device.stop()
