"""Every ticket that ships, on both papers: the same bytes as ever, small, and its code can be read from the paper."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from drivers.printer.emulator import DOTS, Emulator
from drivers.printer.encode import encoder
from drivers.printer.layout import BadLayout
from drivers.printer.ticket import Bars, Qr
from kiosk.layouts import NAMES, layout, ticket
from kiosk.layouts.examples import HOUSE, examples
from kiosk.screens._people import BIRTHDAY, EVENING
from kiosk.tickets import coupon_ticket

GOLDEN = Path(__file__).parent / "golden" / "tickets"
EXAMPLES = examples()
EVERY = pytest.mark.parametrize("name", EXAMPLES)
PAPERS = pytest.mark.parametrize("width_mm", [58, 80])


def paper(job: bytes, width_mm: int) -> Image.Image:
    """The picture of the one ticket this job makes, all of it commands the printer knows."""
    printer = Emulator(width_mm)
    assert printer.feed(job) == b""
    assert (len(printer.cuts), printer.unknown_commands) == (1, 0)
    return printer.cuts[0].sheet.whole()


@PAPERS
@pytest.mark.parametrize("chinese", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_a_ticket_is_the_same_bytes_as_ever(name: str, chinese: bool, width_mm: int) -> None:
    """WRITE_GOLDEN=1 writes the files anew; look at the paper before you commit them."""
    job = encoder(width_mm, chinese=chinese)(EXAMPLES[name])
    golden = GOLDEN / f"{name}_{width_mm}mm{'_gb18030' if chinese else ''}.bin"
    if os.environ.get("WRITE_GOLDEN"):
        golden.write_bytes(job)

    assert job == golden.read_bytes()


@PAPERS
@pytest.mark.parametrize(("native_qr", "chinese"), [(True, False), (True, True), (False, False), (False, True)])
@EVERY
def test_a_ticket_is_small_enough_to_start_at_once_and_its_codes_can_be_read(
    name: str, native_qr: bool, chinese: bool, width_mm: int
) -> None:
    job = encoder(width_mm, native_qr, chinese)(EXAMPLES[name])

    # With texts no programme should have, too, and staff's lists.
    assert len(job) <= 15_000
    read = {code.text for code in zxingcpp.read_barcodes(paper(job, width_mm))}
    assert read == {element.data for element in EXAMPLES[name].elements if isinstance(element, Qr | Bars)}


@PAPERS
@EVERY
def test_the_paper_keeps_its_margins(name: str, width_mm: int) -> None:
    picture = paper(encoder(width_mm)(EXAMPLES[name]), width_mm)

    left, _top, right, _bottom = picture.point(lambda grey: 255 - grey).getbbox()
    margin = (picture.width - DOTS[width_mm]) // 2
    assert margin <= left < right <= picture.width - margin


def test_every_layout_is_an_example_and_there_is_no_other() -> None:
    folder = Path(__file__).parents[2] / "kiosk" / "layouts"

    assert {file.stem for file in folder.glob("*.ticket")} == set(NAMES)
    assert {name.removesuffix(".bare").removesuffix(".long").removesuffix(".ill") for name in EXAMPLES} == set(NAMES)
    with pytest.raises(KeyError):
        layout("../../etc/passwd")


@pytest.mark.parametrize(("language", "like"), [("ja", "en"), ("zh-hant", "zh")])
def test_a_language_without_layouts_of_its_own_gets_the_nearest(language: str, like: str) -> None:
    assert coupon_ticket(BIRTHDAY, HOUSE, language, EVENING) == coupon_ticket(BIRTHDAY, HOUSE, like, EVENING)


@pytest.mark.parametrize("name", NAMES)
def test_a_value_that_is_missing_is_named(name: str) -> None:
    with pytest.raises(BadLayout, match="there is no value"):
        ticket(name, {})
