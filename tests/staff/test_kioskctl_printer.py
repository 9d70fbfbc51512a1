"""`kioskctl printer`: paper moves, what was printed is printed once more, and the centre is told."""

from __future__ import annotations

import io
import json

import pytest
from PIL import Image

TESTED = ("RGC-SELFTEST00000000",)


@pytest.fixture
def paper(kiosk, until):
    """The kiosk with its printer in order, and how many tickets there were before."""
    until(lambda: kiosk.state()["devices"]["printer"] == "ok", "the printer")
    yield kiosk, len(kiosk.printer.tickets)
    kiosk.printer.fault = None
    until(lambda: kiosk.state()["devices"]["printer"] == "ok", "the cured printer")


def test_paper_is_fed_without_a_cut_and_then_cut(paper):
    kiosk, before = paper
    kiosk.ctl("test", "printer")
    plain = Image.open(io.BytesIO(kiosk.printer.tickets[-1].picture))

    fed = kiosk.ctl("printer", "feed", "--lines", "20")
    assert (fed.returncode, fed.stdout) == (0, "the printer took it and said it is through\n")
    assert len(kiosk.printer.tickets) == before + 1
    kiosk.ctl("test", "printer")

    after = Image.open(io.BytesIO(kiosk.printer.tickets[-1].picture))
    assert after.height >= plain.height + 20 * 28
    assert kiosk.ctl("printer", "cut").returncode == 0


def test_the_last_ticket_is_printed_once_more_and_reported(paper):
    kiosk, before = paper
    kiosk.ctl("test", "printer")
    kiosk.ctl("printer", "feed")
    kiosk.ctl("printer", "cut")

    done = kiosk.ctl("printer", "reprint-last", "--json")

    assert done.returncode == 0
    assert json.loads(done.stdout)["passed"] is True
    # The ticket, blank paper cut off, and the ticket once more: not the blank paper.
    assert [ticket.qr for ticket in kiosk.printer.tickets[before:]] == [TESTED, (), TESTED]
    waiting = json.loads(kiosk.ctl("queue", "show", "--json").stdout)
    assert any("device" in row["type"] for row in waiting)


def test_a_printer_without_paper_is_said_and_ends_with_one(paper, until):
    kiosk, before = paper
    kiosk.printer.fault = "paper_out"
    until(lambda: kiosk.state()["devices"]["printer"] == "paper_out", "the end of the paper")

    done = kiosk.ctl("printer", "boot-ticket")

    assert (done.returncode, done.stdout) == (1, "the printer said paper_out\n")
    assert "kioskctl doctor --only printer" in done.stderr
    assert len(kiosk.printer.tickets) == before


def test_the_boot_ticket_says_which_kiosk_this_is(paper):
    kiosk, before = paper

    assert kiosk.ctl("printer", "boot-ticket").returncode == 0

    assert len(kiosk.printer.tickets) == before + 1
    assert "kioskctl doctor" in kiosk.printer.tickets[-1].text


def test_a_number_of_lines_no_printer_should_feed_is_a_slip_of_the_pen(kiosk):
    assert kiosk.ctl("printer", "feed", "--lines", "21").returncode == 2
