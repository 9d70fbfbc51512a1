"""The printer without the metal: commands, faults, and whatever else comes down the wire."""

from __future__ import annotations

import random

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.printer.emulator import Emulator, Fault
from drivers.printer.press import LONGEST_SHEET
from drivers.printer.tokens import Tokenizer

CUT = b"\x1dV\x00"
STARTS = (b"\x1b", b"\x1d", b"\x1c", b"\x10", b"\x1d(k", b"\x1dv0", b"\x1dk", b"\x1dV", b"\x10\x04", b"\x1b*", b"\x1d!")
WIRE = st.lists(st.one_of(st.sampled_from(STARTS), st.binary(max_size=12)), max_size=30).map(b"".join)


def paper(*commands: bytes, width_mm: int = 80) -> Emulator:
    printer = Emulator(width_mm)
    printer.feed(b"".join(commands) + CUT)
    return printer


def test_text_comes_out_as_text() -> None:
    printer = paper(b"\x1b@One\n\x1ba\x01\x1bE\x01\x1d!\x11Two\n")

    assert printer.cuts[0].sheet.lines == ["One", "Two"]


def test_a_line_longer_than_the_paper_goes_on_on_the_next() -> None:
    assert paper(b"x" * 50).cuts[0].sheet.lines == ["x" * 48, "xx"]
    assert paper(b"x" * 50, width_mm=58).cuts[0].sheet.lines == ["x" * 32, "x" * 18]
    assert paper(b"\x1d!\x10" + b"x" * 25).cuts[0].sheet.lines == ["x" * 24, "x"]


def test_native_chinese_is_understood_even_when_a_character_arrives_in_two_halves() -> None:
    printer = Emulator()
    wire = b"\x1c&" + "会员 ¥20".encode("gb18030") + b"\x1c.\n" + CUT
    for byte in wire:
        printer.feed(bytes((byte,)))

    assert printer.cuts[0].sheet.lines == ["会员 ¥20"]


def test_bars_are_drawn_and_can_be_read() -> None:
    printer = paper(b"\x1dh\x50\x1dw\x02\x1dH\x02\x1dkI\x0c{BCOUPON-123")

    (code,) = zxingcpp.read_barcodes(printer.cuts[0].sheet.whole())
    assert (code.text, code.format) == ("COUPON-123", zxingcpp.BarcodeFormat.Code128)
    assert "COUPON-123" in printer.cuts[0].sheet.lines


def test_each_cut_ends_a_ticket_and_a_cut_of_nothing_makes_none() -> None:
    printer = Emulator()
    printer.feed(b"one\n" + CUT + CUT + b"two\n\x1dVB\x10" + b"three\n\x1bi")

    assert [cut.sheet.lines for cut in printer.cuts] == [["one"], ["two"], ["three"]]
    assert [cut.job for cut in printer.cuts] == [b"one\n" + CUT, b"two\n\x1dVB\x10", b"three\n\x1bi"]


def test_an_unknown_command_is_skipped_and_counted() -> None:
    printer = paper(b"\x1b\xfe\x1d\xfeHello\n")

    assert printer.unknown_commands == 2
    assert printer.cuts[0].sheet.lines[0].endswith("Hello")


def test_a_raster_header_that_promises_gigabytes_is_junk() -> None:
    printer = paper(b"\x1dv0\x00\xff\xff\xff\xffHello\n")

    assert printer.unknown_commands == 1
    assert printer.cuts[0].sheet.lines[-1].endswith("Hello")


def test_paper_that_is_never_cut_is_torn_off_at_two_metres() -> None:
    printer = Emulator()
    for _line in range(2000):
        printer.feed(b"line\n")

    assert len(printer.cuts) == 3
    assert all(cut.sheet.used <= LONGEST_SHEET + 30 for cut in printer.cuts)


@pytest.mark.parametrize(
    ("fault", "answers"),
    [
        (None, "12121212"),
        (Fault.PAPER_OUT, "1a32127e"),
        (Fault.COVER_OPEN, "1a161212"),
        (Fault.PAPER_LOW, "1212121e"),
        (Fault.OFFLINE, "1a121212"),
        (Fault.HUNG, ""),
        (Fault.GARBLED, "ff5aa5" * 4),
    ],
)
def test_the_answers_are_those_of_the_reference(fault: Fault | None, answers: str) -> None:
    printer = Emulator()
    printer.set_fault(fault)

    assert printer.feed(b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04").hex() == answers
    assert printer.feed(b"\x10\x04\x09") in (b"", b"\xff\x5a\xa5")


@pytest.mark.parametrize("fault", [Fault.PAPER_OUT, Fault.COVER_OPEN, Fault.OFFLINE, Fault.HUNG])
def test_a_held_job_comes_out_once_when_the_printer_is_cured(fault: Fault) -> None:
    printer = Emulator()
    printer.set_fault(fault)
    assert printer.feed(b"held\n" + CUT + b"\x1dr\x01") == b""
    assert not printer.cuts

    assert printer.set_fault(None) == b"\x00"
    assert printer.set_fault(None) == b""

    assert [cut.sheet.lines for cut in printer.cuts] == [["held"]]


def test_what_does_not_fit_a_broken_printers_memory_is_lost_and_counted() -> None:
    printer = Emulator()
    printer.set_fault(Fault.PAPER_OUT)
    for _piece in range(20):
        printer.feed(b"x" * 65_536)

    assert printer.lost_bytes == 12 * 65_536


@settings(max_examples=300, deadline=None)
@given(WIRE, st.lists(st.integers(1, 40), min_size=1, max_size=20), st.sampled_from([None, *Fault]))
def test_it_survives_any_bytes_in_any_pieces_and_prints_the_same(
    wire: bytes, sizes: list[int], fault: Fault | None
) -> None:
    whole, pieces = Emulator(58), Emulator(58)
    whole.set_fault(fault)
    pieces.set_fault(fault)

    answer = whole.feed(wire)
    answers, at, turn = b"", 0, 0
    while at < len(wire):
        size = sizes[turn % len(sizes)]
        answers += pieces.feed(wire[at : at + size])
        at, turn = at + size, turn + 1

    assert answers == answer
    assert pieces.unknown_commands == whole.unknown_commands
    assert [cut.sheet.lines for cut in pieces.cuts] == [cut.sheet.lines for cut in whole.cuts]


@given(WIRE)
def test_the_commands_are_made_of_every_byte_there_is(wire: bytes) -> None:
    tokenizer = Tokenizer()
    raw = b"".join(raw for _token, raw in tokenizer.feed(wire))

    assert raw == wire[: len(raw)]
    assert len(wire) - len(raw) < 5 + 65_535


def _fuzz(runs: int, seed: int) -> None:
    """Random wire with real commands in it; a new printer now and then, faults coming and going."""
    source = random.Random(seed)
    printer = Emulator(58)
    for run in range(runs):
        if run % 500 == 0:
            printer = Emulator(source.choice((58, 80)))
        if source.random() < 0.05:
            printer.set_fault(source.choice([None, None, *Fault]))
        if source.random() < 0.05:
            # Else a command that promises 64 kB would swallow most of the run.
            printer.hang_up()
        printer.feed(source.choice(STARTS) + source.randbytes(source.randrange(8)))
        printer.cuts.clear()


def test_it_survives_20_000_random_commands() -> None:
    _fuzz(20_000, seed=1)


@pytest.mark.slow
def test_it_survives_a_million_random_commands() -> None:
    _fuzz(1_000_000, seed=2)
