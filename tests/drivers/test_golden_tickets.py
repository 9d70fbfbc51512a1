"""Tickets as bytes and as paper: golden files, and codes read back from the picture of the paper."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from drivers.printer.emulator import Emulator
from drivers.printer.encode import encoder
from drivers.printer.paper import Sheet
from drivers.printer.ticket import Align, Gap, Pair, Qr, Rule, Text, Ticket

GOLDEN = Path(__file__).parent / "golden"
CODE = "RG1:7GQ2M9XK4T8VB3NC"

COUPON_ZH = Ticket(
    (
        Text("巷口小馆", size=2, bold=True, align=Align.CENTER),
        Text("ALLEY KITCHEN", align=Align.CENTER),
        Rule(),
        Text("会员专享券", bold=True, align=Align.CENTER),
        Text("减 ¥20", size=3, bold=True, align=Align.CENTER),
        Text("满 ¥100 可用", align=Align.CENTER),
        Qr(CODE, "7GQ2 M9XK 4T8V B3NC"),
        Rule(),
        Pair("会员", "林女士 **** 5678"),
        Pair("有效期至", "2026-12-31"),
        Pair("适用门店", "全部门店"),
        Pair("本次使用积分", "500", bold=True),
        Rule(),
        Text("结账前请出示此券，一券一用，不找零、不与其他优惠同享。"),
        Text("Show this at the till before paying. One use only."),
        Gap(),
        Text("2026-11-22 12:30   kiosk-01", align=Align.CENTER),
    )
)
COUPON_EN = Ticket(
    (
        Text("ALLEY KITCHEN", size=2, bold=True, align=Align.CENTER),
        Rule(),
        Text("Member coupon", bold=True, align=Align.CENTER),
        Text("20 OFF", size=3, bold=True, align=Align.CENTER),
        Text("with 100 or more", align=Align.CENTER),
        Qr(CODE, "7GQ2 M9XK 4T8V B3NC"),
        Rule(),
        Pair("Member", "Ms Lin **** 5678"),
        Pair("Valid until", "2026-12-31"),
        Pair("Points used", "500", bold=True),
    )
)
TICKETS = {"coupon_zh": COUPON_ZH, "coupon_en": COUPON_EN}
EVERY = pytest.mark.parametrize(
    ("name", "width_mm", "native_qr"),
    [(name, width_mm, native) for name in TICKETS for width_mm in (58, 80) for native in (True, False)],
)


def printed(job: bytes, width_mm: int) -> Sheet:
    """The paper `job` gives, all of it one ticket of commands the printer knows."""
    printer = Emulator(width_mm)
    assert printer.feed(job) == b""
    assert (len(printer.cuts), printer.unknown_commands) == (1, 0)
    return printer.cuts[0].sheet


@EVERY
def test_a_ticket_is_the_same_bytes_as_ever(name: str, width_mm: int, native_qr: bool) -> None:
    """WRITE_GOLDEN=1 writes the files anew; look at the paper before you commit them."""
    job = encoder(width_mm, native_qr)(TICKETS[name])
    golden = GOLDEN / f"{name}_{width_mm}mm{'' if native_qr else '_raster_qr'}.bin"
    if os.environ.get("WRITE_GOLDEN"):
        golden.write_bytes(job)

    assert job == golden.read_bytes()
    assert job == encoder(width_mm, native_qr)(TICKETS[name])


@EVERY
def test_the_code_on_the_paper_is_read_back_from_its_picture(name: str, width_mm: int, native_qr: bool) -> None:
    sheet = printed(encoder(width_mm, native_qr)(TICKETS[name]), width_mm)

    (code,) = zxingcpp.read_barcodes(sheet.whole())

    assert (code.text, code.format) == (CODE, zxingcpp.BarcodeFormat.QRCode)


@pytest.mark.parametrize("width_mm", [58, 80])
def test_a_coupon_with_chinese_and_a_code_is_small_enough_to_start_at_once(width_mm: int) -> None:
    for native_qr in (True, False):
        assert len(encoder(width_mm, native_qr)(COUPON_ZH)) <= 15_000
        assert len(encoder(width_mm, native_qr)(COUPON_EN)) <= 5_500


def test_ascii_is_native_text_and_chinese_is_a_picture() -> None:
    sheet = printed(
        encoder(80)(Ticket((Text("Points"), Text("积分"), Pair("Now", "1,280"), Pair("现有", "1,280")))), 80
    )

    assert [line for line in sheet.lines if line] == ["Points", "Now" + " " * 40 + "1,280"]
    assert sum(_has_ink(strip) for strip in sheet.strips) == 4


@pytest.mark.parametrize("width_mm", [58, 80])
@pytest.mark.parametrize("data", ["A" * 300, "https://k.example/c/" + "7gQ2m9" * 40])
def test_the_longest_code_still_fits_the_paper_and_can_be_read(data: str, width_mm: int) -> None:
    for native in (True, False):
        sheet = printed(encoder(width_mm, native)(Ticket((Qr(data),))), width_mm)
        assert [code.text for code in zxingcpp.read_barcodes(sheet.whole())] == [data]


@pytest.mark.parametrize(
    ("ticket", "why"),
    [
        (Ticket((Qr(""),)), "1 to 300 bytes"),
        (Ticket((Qr("x" * 301),)), "1 to 300 bytes"),
        (Ticket((Rule(),) * 201), "at most 200 elements"),
    ],
)
def test_a_ticket_no_paper_can_hold_is_refused(ticket: Ticket, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        encoder()(ticket)


@pytest.mark.parametrize("width_mm", [0, 57, 112])
def test_paper_of_another_width_is_refused(width_mm: int) -> None:
    with pytest.raises(ValueError, match="58 or 80"):
        encoder(width_mm)


def _has_ink(strip: Image.Image) -> bool:
    return strip.getextrema()[0] == 0
