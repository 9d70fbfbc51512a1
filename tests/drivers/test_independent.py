"""Our tickets and our printer, judged by programs we did not write.

emupos (PyPI, needs Python 3.13) prints our bytes, tesseract reads the Chinese back, zxing-cpp the codes, and receiptio
(npm) asks our simulated printer how it is. What is missing on a machine is said in the reason for the skip.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from drivers.ports import Paper, PrinterStatus, PrintFailed, PrintFault
from drivers.printer.emulator import Emulator, Fault
from drivers.printer.encode import encoder
from drivers.printer.network import NetworkPrinter
from drivers.printer.ticket import Align, Bars, Pair, Qr, Rule, Text, Ticket
from drivers.rig.emupos import Emupos, NoEmupos, driver, program
from kiosk.layouts.examples import examples

VAR = Path(__file__).parents[2] / "var"
CODE = "RGC-7GQ2M9XK4T8VB3NC"
SAID = ("会员专享券", "满100元减20元", "结账时请出示此券")
COUPON = Ticket(
    (
        Text("LOTUS & EMBER", size=2, bold=True, align=Align.CENTER),
        Rule(),
        Text(SAID[0], size=2, bold=True, align=Align.CENTER),
        Text(SAID[1], size=2, align=Align.CENTER),
        Qr(CODE, CODE),
        Pair("有效期至", "2026-12-31"),
        Text(SAID[2], size=2),
    )
)


# How tesseract looks at a picture as coarse as paper, the best way first: its size, its layout mode.
LOOKS = ((0.75, 3), (1.0, 6), (1.0, 3), (0.75, 11))


def unread(picture: Image.Image, lines: tuple[str, ...], folder: Path) -> list[str]:
    """Which of these lines tesseract cannot read from the picture, however it looks at it."""
    if shutil.which("tesseract") is None:
        pytest.skip("tesseract is not installed (Debian packages tesseract-ocr, tesseract-ocr-chi-sim)")
    file, left = folder / "ticket.png", list(lines)
    for size, layout in LOOKS:
        sized = (round(picture.width * size), round(picture.height * size))
        picture.convert("L").resize(sized, Image.Resampling.LANCZOS).save(file)
        command = ["tesseract", str(file), "-", "-l", "chi_sim", "--psm", str(layout)]
        # One thread: it is quicker for a small picture.
        environment = dict(os.environ, OMP_THREAD_LIMIT="1")
        read = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)
        if "Failed loading language" in read.stderr:
            pytest.skip("tesseract knows no Chinese (Debian package tesseract-ocr-chi-sim)")
        text = "".join(read.stdout.split())
        left = [line for line in left if line not in text]
        if not left:
            break
    return left


SHIPPED = examples()["coupon.zh"]


@pytest.mark.parametrize("native_qr", [True, False], ids=["its QR", "our QR"])
@pytest.mark.parametrize("width_mm", [58, 80])
def test_the_coupon_that_ships_is_small_and_its_chinese_and_its_code_are_read_back(
    width_mm: int, native_qr: bool, tmp_path: Path
) -> None:
    job, printer = encoder(width_mm, native_qr)(SHIPPED), Emulator(width_mm)
    printer.feed(job)
    picture = printer.cuts[0].sheet.whole()

    print(f"the coupon on {width_mm} mm paper: {len(job)} bytes")
    assert len(job) <= 15_000
    assert unread(picture, ("会员优惠券", "满100减20", "全场通用", "有效期至", "2026-11-25"), tmp_path) == []
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [
        element.data for element in SHIPPED.elements if isinstance(element, Qr)
    ]


# -- emupos: a thermal printer of somebody else's ----------------------------------------------------


@pytest.fixture(scope="module")
def emupos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emupos]:
    try:
        found = program(VAR / "emupos")
    except NoEmupos as missing:
        pytest.skip(str(missing))
    emupos = Emupos(found, tmp_path_factory.mktemp("emupos"))
    yield emupos
    emupos.stop()


def told(printer: NetworkPrinter, status: PrinterStatus) -> None:
    """Wait until the printer says this: emupos may be slow to answer on a busy machine."""
    deadline = time.monotonic() + 10
    while (said := printer.status()) != status:
        assert time.monotonic() < deadline, said


@pytest.mark.parametrize("native_qr", [True, False], ids=["its QR", "our QR"])
@pytest.mark.parametrize("width_mm", [58, 80])
def test_a_printer_we_did_not_write_prints_our_coupon_and_everything_on_it_is_read_back(
    width_mm: int, native_qr: bool, emupos: Emupos, tmp_path: Path
) -> None:
    job = encoder(width_mm, native_qr)(Ticket((*COUPON.elements, Bars("RGC-7GQ2M9XK"))))

    picture = emupos.printed(width_mm, job)

    assert {code.text for code in zxingcpp.read_barcodes(picture)} == {CODE, "RGC-7GQ2M9XK"}
    # The last is a label whose value stands far from it: that line is sent in columns.
    assert unread(picture, (*SAID, "有效期至"), tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("width_mm", [58, 80])
@pytest.mark.parametrize("name", examples())
def test_a_printer_we_did_not_write_prints_every_ticket_that_ships(name: str, width_mm: int, emupos: Emupos) -> None:
    ticket = examples()[name]
    job = encoder(width_mm)(ticket)

    picture = emupos.printed(width_mm, job)

    codes = {code.text for code in zxingcpp.read_barcodes(picture)}
    assert codes == {element.data for element in ticket.elements if isinstance(element, Qr | Bars)}
    # Printed as broad and as long as on our own emulator: nothing fell off, nothing was read as text.
    ours = Emulator(width_mm)
    ours.feed(job)
    (wide, high), (ours_wide, ours_high) = inked(picture), inked(ours.cuts[0].sheet.whole())
    assert wide == ours_wide
    assert abs(high - ours_high) <= 24


def inked(picture: Image.Image) -> tuple[int, int]:
    """How broad and how high what is printed is, in dots."""
    left, top, right, bottom = picture.point(lambda grey: 255 - grey).getbbox()
    return right - left, bottom - top


@pytest.mark.slow
def test_a_printer_we_did_not_write_answers_our_question_within_50_milliseconds(emupos: Emupos) -> None:
    with driver(emupos.ports[80]) as printer:
        told(printer, PrinterStatus(True, Paper.OK, False))
        took_ms = []
        for _question in range(20):
            began = time.perf_counter()
            assert printer.status().online
            took_ms.append((time.perf_counter() - began) * 1000)
    print(f"status of emupos: median {sorted(took_ms)[10]:.1f} ms, worst {max(took_ms):.1f} ms")
    assert sorted(took_ms)[10] <= 50


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "status", "refused"),
    [
        ("paper-out", PrinterStatus(False, Paper.OUT, False), PrintFault.PAPER_OUT),
        ("cover-open", PrinterStatus(False, Paper.OK, True), PrintFault.COVER_OPEN),
        ("offline", PrinterStatus(False, Paper.OK, False), PrintFault.OFFLINE),
        ("paper-near-end", PrinterStatus(True, Paper.LOW, False), None),
    ],
)
def test_the_faults_of_a_printer_we_did_not_write_are_understood(
    emupos: Emupos, fault: str, status: PrinterStatus, refused: PrintFault | None
) -> None:
    emupos.fault("set", fault)
    try:
        with driver(emupos.ports[80]) as printer:
            told(printer, status)
            if refused is not None:
                with pytest.raises(PrintFailed) as failed:
                    printer.print(encoder(80)(COUPON))
                assert (failed.value.fault, failed.value.may_be_on_paper) == (refused, True)
    finally:
        emupos.fault("clear", fault)


# -- receiptio: a client of somebody else's ------------------------------------------------------------


RECEIPTIO = "receiptio@2.1.2"


def _receiptio() -> str:
    program = VAR / "receiptio/node_modules/.bin/receiptio"
    if not program.exists():
        if shutil.which("npm") is None:
            pytest.skip("receiptio needs npm, which is not installed")
        command = ["npm", "install", "--prefix", str(VAR / "receiptio"), "--ignore-scripts", RECEIPTIO]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"{RECEIPTIO} cannot be installed: {done.stderr.strip()[-200:]}")
    return str(program)


def test_a_client_we_did_not_write_understands_our_simulated_printer() -> None:
    program, printer = _receiptio(), Emulator(80)
    # receiptio speaks to port 9100 and no other; nobody else is at this address of our own machine.
    host = "127.0.91.100"
    listener = socket.create_server((host, 9100))

    def serve() -> None:
        while True:
            try:
                peer, _address = listener.accept()
            except OSError:
                return
            with peer:
                while data := peer.recv(4096):
                    peer.sendall(printer.feed(data))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    said = {}
    for fault in (None, Fault.PAPER_OUT, Fault.COVER_OPEN, Fault.PAPER_LOW):
        printer.set_fault(fault)
        answer = subprocess.run([program, "-d", host, "-q"], capture_output=True, text=True, timeout=60)
        said[fault] = (answer.returncode, (answer.stdout + answer.stderr).strip())
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)

    assert said == {
        None: (100, "online"),
        Fault.PAPER_OUT: (102, "paperempty"),
        Fault.COVER_OPEN: (101, "coveropen"),
        Fault.PAPER_LOW: (100, "online"),
    }
