"""Our tickets and our printer, judged by programs we did not write.

emupos (PyPI, needs Python 3.13) prints our bytes, tesseract reads the Chinese back, zxing-cpp the codes, and receiptio
(npm) asks our simulated printer how it is. What is missing on a machine is said in the reason for the skip.
"""

from __future__ import annotations

import glob
import os
import shutil
import signal
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


@pytest.mark.parametrize("width_mm", [58, 80])
def test_the_chinese_on_a_ticket_is_read_back_by_tesseract(width_mm: int, tmp_path: Path) -> None:
    printer = Emulator(width_mm)
    printer.feed(encoder(width_mm)(COUPON))
    picture = printer.cuts[0].sheet.whole()

    assert unread(picture, (*SAID, "有效期至", "2026-12-31"), tmp_path) == []
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [CODE]


# -- emupos: a thermal printer of somebody else's ----------------------------------------------------


def _emupos() -> str:
    """The program, set up for the project on first use; skips saying what is missing."""
    for known in (os.environ.get("REGULARS_EMUPOS"), str(VAR / "emupos/bin/emupos"), shutil.which("emupos")):
        if known and Path(known).exists():
            return known
    pythons = glob.glob(os.path.expanduser("~/.pyenv/versions/3.1[34].*/bin/python"))
    found = [shutil.which("python3.13"), shutil.which("python3.14"), *pythons]
    for python in filter(None, found):
        if subprocess.run([python, "-m", "venv", str(VAR / "emupos")], capture_output=True).returncode == 0:
            pip = [str(VAR / "emupos/bin/python"), "-m", "pip", "install", "-q", "emupos>=0.4,<1"]
            done = subprocess.run(pip, capture_output=True, text=True)
            if done.returncode == 0:
                return str(VAR / "emupos/bin/emupos")
            pytest.skip(f"emupos cannot be installed: {done.stderr.strip()[-200:]}")
    pytest.skip("emupos needs Python 3.13 or newer, and none was found")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


class Emupos:
    """One running emupos with one printer."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program, self._folder = program, folder
        self.port, api = _free_port(), _free_port()
        self._api = f"http://127.0.0.1:{api}"
        (folder / "emupos.yaml").write_text(
            f"schema: 1\napi: {{host: 127.0.0.1, port: {api}}}\ndevices:\n  - id: front\n    type: printer\n"
            f"    profile: epson-tm-t20iii\n    receipts_dir: {folder}/receipts\n    job_idle_timeout_ms: 300\n"
            f"    connections:\n      - tcp: {{port: {self.port}}}\n"
        )
        self._log = (folder / "log").open("wb")
        self._process = subprocess.Popen(
            [program, "run", "--config", str(folder / "emupos.yaml")],
            stdout=self._log, stderr=self._log, stdin=subprocess.DEVNULL, cwd=folder,
        )  # fmt: skip
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                assert self._process.poll() is None and time.monotonic() < deadline, (folder / "log").read_text()
                time.sleep(0.05)

    def fault(self, verb: str, name: str) -> None:
        command = [self._program, "--api", self._api, "fault", verb, "front", name]
        subprocess.run(command, check=True, capture_output=True)

    def picture(self) -> Image.Image:
        """The latest receipt."""
        file = self._folder / "latest.png"
        command = [self._program, "--api", self._api, "receipt", "show", "--save", str(file)]
        subprocess.run(command, check=True, capture_output=True)
        return Image.open(file).convert("L")

    def stop(self) -> None:
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()


@pytest.fixture
def emupos(tmp_path: Path) -> Iterator[Emupos]:
    emupos = Emupos(_emupos(), tmp_path)
    yield emupos
    emupos.stop()


@pytest.fixture
def printer(emupos: Emupos) -> Iterator[NetworkPrinter]:
    """Our driver, once that printer answers."""
    printer = NetworkPrinter("127.0.0.1", emupos.port)
    printer.open()
    deadline = time.monotonic() + 10
    while printer.status().online is None:
        assert time.monotonic() < deadline
    yield printer
    printer.close()


def told(printer: NetworkPrinter, status: PrinterStatus) -> None:
    """Wait until the printer says this: emupos may be slow to answer on a busy machine."""
    deadline = time.monotonic() + 10
    while (said := printer.status()) != status:
        assert time.monotonic() < deadline, said


@pytest.mark.slow
def test_a_printer_we_did_not_write_prints_our_coupon_and_everything_on_it_is_read_back(
    emupos: Emupos, printer: NetworkPrinter, tmp_path: Path
) -> None:
    told(printer, PrinterStatus(True, Paper.OK, False))
    began = time.perf_counter()
    printer.status()
    print(f"status of emupos: {(time.perf_counter() - began) * 1000:.1f} ms")
    both = Ticket((*COUPON.elements, Bars("RGC-7GQ2M9XK")))
    for native_qr in (True, False):
        job = encoder(80, native_qr)(both)
        printer.print(job)
        deadline = time.monotonic() + 10
        codes: set[str] = set()
        while codes != {CODE, "RGC-7GQ2M9XK"}:
            assert time.monotonic() < deadline, codes
            codes = {code.text for code in zxingcpp.read_barcodes(emupos.picture())}
        assert unread(emupos.picture(), SAID, tmp_path) == []


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
    emupos: Emupos, printer: NetworkPrinter, fault: str, status: PrinterStatus, refused: PrintFault | None
) -> None:
    emupos.fault("set", fault)
    told(printer, status)
    if refused is not None:
        with pytest.raises(PrintFailed) as failed:
            printer.print(encoder(80)(COUPON))
        assert (failed.value.fault, failed.value.may_be_on_paper) == (refused, True)
    emupos.fault("clear", fault)


# -- receiptio: a client of somebody else's ------------------------------------------------------------


def _receiptio() -> str:
    program = VAR / "receiptio/node_modules/.bin/receiptio"
    if not program.exists():
        if shutil.which("npm") is None:
            pytest.skip("receiptio needs npm, which is not installed")
        command = ["npm", "install", "--prefix", str(VAR / "receiptio"), "--ignore-scripts", "receiptio@2"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"receiptio cannot be installed: {done.stderr.strip()[-200:]}")
    return str(program)


@pytest.mark.slow
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
