"""What the till prints: every reason for the points, or the code that claims them, readable on both papers."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
import zxingcpp

from devstack.till.menu import MENU
from devstack.till.paper import as_text
from devstack.till.receipt import receipt, refund_slip
from devstack.till.sale import Piece, Sale
from drivers.printer.emulator import Emulator
from drivers.printer.encode import encoder
from drivers.printer.ticket import Ticket

PIECES = tuple(Piece(dish, 2) for dish in list(MENU.values())[:4])
WHY = (
    {
        "points": 12,
        "zh": "¥612 ÷ 50 = 12 点；周末双倍未满足：今天周四",
        "en": "¥612 ÷ 50 = 12; no double on a Thursday",
    },
    {"points": 5, "zh": "生日月：+5", "en": "Your birthday month: +5"},
)
CODE = "RGR-7QK2M9X4TA3B8C1D"
EVENING = datetime(2026, 11, 26, 18, 42, tzinfo=timezone(timedelta(hours=8)))
MEMBERS = Sale("t-1", EVENING, PIECES, 17, 1292, CODE, True, WHY, {"RGC-1": ("满100减20", 2000)})
GUESTS = Sale("t-1", EVENING, PIECES, 0, 0, CODE, False)


def codes(ticket: Ticket, width_mm: int) -> list[str]:
    printer = Emulator(width_mm)
    printer.feed(encoder(width_mm)(ticket))
    assert (len(printer.cuts), printer.unknown_commands) == (1, 0)
    return [code.text for code in zxingcpp.read_barcodes(printer.cuts[0].sheet.whole())]


@pytest.mark.parametrize("width_mm", [58, 80])
def test_a_guests_receipt_carries_the_code_that_claims_its_points(width_mm: int) -> None:
    assert codes(receipt(GUESTS, "lotus"), width_mm) == [CODE]
    assert CODE in as_text(receipt(GUESTS, "lotus"))


@pytest.mark.parametrize("native_qr", [True, False])
@pytest.mark.parametrize("width_mm", [58, 80])
def test_a_receipt_is_small_enough_to_start_at_once(width_mm: int, native_qr: bool) -> None:
    jobs = [encoder(width_mm, native_qr)(receipt(sale, "lotus")) for sale in (MEMBERS, GUESTS)]

    assert max(map(len, jobs)) <= 15_000, list(map(len, jobs))


def test_a_members_receipt_says_its_points_and_every_reason_in_both_languages_and_no_code() -> None:
    said = as_text(receipt(MEMBERS, "lotus"))

    assert "+17" in said and "1,292" in said and "-¥20.00" in said
    assert all(why["zh"] in said and why["en"] in said for why in WHY)
    assert codes(receipt(MEMBERS, "lotus"), 80) == []


def test_a_refund_says_what_became_of_points_and_coupons() -> None:
    points = {"taken_back": 12, "given_back": 0, "balance": 1280, "debt": 0}
    answer = {"amount_fen": 61200, "points": points, "coupons": ["RGC-7QK2M9X4TA3B8C1D"]}

    said = as_text(refund_slip("t-1", answer, "lotus"))

    assert "¥612.00" in said and "1,280" in said and "RGC-7QK2M9X4TA3B8C1D" in said
    assert "Points owed" not in said
    owing = as_text(refund_slip("t-1", answer | {"points": points | {"debt": 3}}, "lotus"))
    assert "Points owed" in owing
