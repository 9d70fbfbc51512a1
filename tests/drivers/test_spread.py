"""A label and its value as columns: the same dots as rows would make, in fewer bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from drivers.printer.emulator import DOTS, Emulator
from drivers.printer.encode import encoder
from drivers.printer.job import Job
from drivers.printer.ticket import Align, Pair, Ticket

BOXES = st.lists(st.tuples(st.integers(0, 570), st.integers(0, 33), st.integers(1, 90), st.integers(1, 30)), max_size=6)


def printed(job: bytes, width_mm: int = 80) -> Image.Image:
    printer = Emulator(width_mm)
    printer.feed(job)
    assert printer.unknown_commands == 0
    return printer.cuts[0].sheet.whole()


def as_rows(picture: Image.Image) -> bytes:
    job = Job(80)
    job.picture(picture, Align.LEFT)
    job.line("next", 1, False, Align.LEFT)
    return job.finished(cut=True)


def as_columns(picture: Image.Image) -> bytes:
    job = Job(80)
    job.spread(picture)
    job.line("next", 1, False, Align.LEFT)
    return job.finished(cut=True)


@given(BOXES, st.integers(20, 40))
def test_whatever_is_spread_is_on_paper_as_rows_would_be_and_never_larger(boxes, high) -> None:
    picture = Image.new("L", (DOTS[80], high), 255)
    for x, y, wide, tall in boxes:
        picture.paste(0, (x, y, x + wide, y + tall))

    assert ImageChops.difference(printed(as_columns(picture)), printed(as_rows(picture))).getbbox() is None
    # Four commands round the columns are all that it may cost.
    assert len(as_columns(picture)) <= len(as_rows(picture)) + 24


@pytest.mark.parametrize("width_mm", [58, 80])
def test_a_label_and_its_value_are_a_fraction_of_the_line(width_mm: int) -> None:
    job = encoder(width_mm)(Ticket((Pair("时钟 Clock", "已校准"),)))

    assert len(job) < DOTS[width_mm] // 8 * 22


@pytest.mark.parametrize(
    ("mode", "bits", "size"),
    [(0, 8, (20, 24)), (1, 8, (10, 24)), (32, 24, (20, 24)), (33, 24, (10, 24))],
)
def test_columns_are_as_broad_and_high_as_their_mode_says(mode: int, bits: int, size: tuple[int, int]) -> None:
    columns = b"\xff" * (bits // 8 * 10)
    paper = printed(b"\x1b@\x1b$\x40\x00\x1b*" + bytes((mode, 10, 0)) + columns + b"\n\x1dV\x00")

    left, top, right, bottom = paper.point(lambda grey: 255 - grey).getbbox()
    assert (right - left, bottom - top) == size
    assert left == (paper.width - DOTS[80]) // 2 + 0x40


def test_a_line_of_columns_and_letters_is_one_line_in_its_middle() -> None:
    columns = b"\x1b*\x21\x18\x00" + b"\xff" * 72
    paper = printed(b"\x1b@\x1ba\x01" + columns + b"AB\n\x1dV\x00")

    left, top, _right, bottom = paper.point(lambda grey: 255 - grey).getbbox()
    assert bottom - top == 24
    assert abs(left + 24 - paper.width // 2) <= 2


@given(st.sampled_from([0, 1, 2, 32, 33, 255]), st.integers(0, 2000), st.binary(max_size=50))
def test_columns_of_junk_print_something_or_nothing_and_never_break_the_printer(mode, count, junk) -> None:
    printer = Emulator(80)
    head = b"\x1b*" + bytes((mode,)) + count.to_bytes(2, "little")

    printer.feed(head + junk + b"\xff" * (count * 3) + b"\n\x1b$" + junk + b"\n")
