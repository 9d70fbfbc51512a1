"""The demo's till, as a person uses it, against a running till and real printers' bytes."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import zxingcpp
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from devstack.till.__main__ import main
from devstack.till.client import TillClient, TillRefused
from devstack.till.menu import MENU
from devstack.till.paper import as_escpos, as_png, as_text
from devstack.till.sale import Piece, discounted
from drivers.printer.simulated import PrinterDevice
from drivers.printer.ticket import Pair, Text, Ticket
from mqtt_bridge.codes import CodeKind, read_code
from mqtt_bridge.messages import RedemptionCommitted, RewardHold

CARD = "04aa00bb11cc80"
Program = Callable[..., Result]


@pytest.fixture
def program(till: httpx.Client, centre: Any) -> Program:
    """Runs one command of the till; the clock of the centre is today's, as that of the program is."""
    centre.now = datetime.now(UTC)
    address = str(till.base_url.copy_with(path="/"))

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["--url", address, "--token", "token-of-s1", "--store", "s1", *arguments])

    return run


def codes_on(png: bytes) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L"))]


def test_a_guests_receipt_carries_the_code_that_claims_its_points(program: Program, tmp_path: Path) -> None:
    picture, job = tmp_path / "receipt.png", tmp_path / "receipt.bin"

    done = program("order", "duck", "tea=2", "--png", str(picture), "--escpos", str(job))

    assert done.exit_code == 0
    (code,) = codes_on(picture.read_bytes())
    found = read_code(code)
    assert found is not None and found.kind is CodeKind.RECEIPT
    assert code in done.output and "¥304.00" in done.output
    assert as_png(job.read_bytes()) == picture.read_bytes()


def test_a_members_receipt_says_what_was_earned_and_why_and_carries_no_code(program: Program, centre: Any) -> None:
    centre.member(points=0, card=CARD)

    done = program("order", "duck=2", "--member", f"card:{CARD}")

    assert "+60" in done.output and "首单奖励" in done.output
    assert "RGR-" not in done.output
    assert "林晓雨" not in done.output


def test_a_printed_coupon_is_taken_off_the_bill_and_comes_back_with_the_refund(program: Program, centre: Any) -> None:
    member = centre.member(points=30, card=CARD)
    kiosk = centre.kiosk()
    held = kiosk.ask(RewardHold(redemption="r1", member=member.id, reward="off-10"))
    kiosk.tell(RedemptionCommitted(redemption="r1", member=member.id))
    code = held.coupon.code

    sold = json.loads(program("order", "dan-dan", "tea", "--coupon", code, "--member", f"card:{CARD}", "--json").output)
    again = program("order", "tea", "--coupon", code)
    back = program("refund", sold["order_id"])

    assert sold["total_fen"] == MENU["dan-dan"].fen + MENU["tea"].fen - 1_000
    assert again.exit_code == 1 and "coupon-refused" in again.output
    assert code in back.output and "¥34.00" in back.output
    assert centre.store.coupons.get(code).coupon.state == "issued"


def test_a_coupon_that_does_not_apply_stops_the_sale_and_the_others_are_free_again(
    program: Program, centre: Any
) -> None:
    code = centre.joined("13812346688").member.coupons[0].code
    member = centre.member(points=30)
    kiosk = centre.kiosk()
    held = kiosk.ask(RewardHold(redemption="r1", member=member.id, reward="off-10"))
    kiosk.tell(RedemptionCommitted(redemption="r1", member=member.id))

    refused = program("order", "tea", "--coupon", held.coupon.code, "--coupon", code)

    assert refused.exit_code == 1 and "does-not-apply" in refused.output
    assert centre.store.coupons.get(held.coupon.code).coupon.state == "issued"
    assert centre.store.database.one("SELECT count(*) FROM order_seen") == (0,)


def test_a_receipt_comes_out_of_the_printer(program: Program, tmp_path: Path) -> None:
    device = PrinterDevice(str(tmp_path / "printer"))
    device.start()
    try:
        done = program("order", "mapo-tofu", "--printer", str(tmp_path / "printer"))
        (ticket,) = device.tickets
    finally:
        device.stop()

    assert done.exit_code == 0
    assert ticket.qr and ticket.qr[0] in done.output
    assert program("order", "tea", "--printer", str(tmp_path / "nothing")).exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("order",), 2),
        (("order", "pizza"), 2),
        (("order", "tea=0"), 2),
        (("order", "tea", "--member", "name:Lin"), 2),
        (("order", "tea", "--member", "card:04ff"), 1),
        (("refund", "nothing"), 1),
        (("member", "card:04ff"), 1),
        (("menu",), 0),
    ],
    ids=str,
)
def test_the_exit_code_tells_a_refusal_from_a_slip_of_the_pen(
    program: Program, arguments: tuple[str, ...], status: int
) -> None:
    assert program(*arguments).exit_code == status


def test_what_the_till_may_know_of_a_member_is_shown(program: Program, centre: Any) -> None:
    member = centre.member(points=30, card=CARD)

    shown = json.loads(program("member", f"card:{CARD}").output)

    assert (shown["member"], shown["name_masked"], shown["available"]) == (member.id, "林*雨", 30)


def test_a_till_that_does_not_answer_is_a_refusal_too() -> None:
    with pytest.raises(TillRefused, match="does not answer"):
        TillClient("http://127.0.0.1:9", "t", "s1").member("card", CARD)


@settings(deadline=None)
@given(st.lists(st.integers(1, 20), min_size=1, max_size=8), st.integers(0, 10**6))
def test_a_discount_is_spread_over_the_lines_without_a_rest(counts: list[int], off_fen: int) -> None:
    pieces = tuple(Piece(dish, qty) for dish, qty in zip(MENU.values(), counts, strict=False))
    full = sum(piece.full_fen for piece in pieces)

    paid = discounted(pieces, min(off_fen, full))

    assert sum(piece.amount_fen for piece in paid) == full - min(off_fen, full)
    assert all(0 <= piece.amount_fen <= piece.full_fen for piece in paid)


ASCII = st.text(st.characters(max_codepoint=127), max_size=80)


@settings(deadline=None)
@given(ASCII, ASCII)
def test_no_name_of_a_dish_can_command_a_printer_or_a_terminal(name: str, other: str) -> None:
    ticket = Ticket((Text(name), Pair(name, other)))

    shown, job = as_text(ticket), as_escpos(ticket)

    assert all(char.isprintable() or char == "\n" for char in shown)
    assert b"\x1bp" not in job and job.count(b"\x1dV") == 1
