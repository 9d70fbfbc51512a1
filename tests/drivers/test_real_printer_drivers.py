"""The network and the device-file printer, over a real TCP port and a real character device."""

from __future__ import annotations

import os
import pty
import socket
import threading
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.ports import DeviceError, Paper, Printer, PrinterStatus, PrintFailed, PrintFault
from drivers.printer.emulator import Emulator, Fault
from drivers.printer.file import FilePrinter
from drivers.printer.network import NetworkPrinter

JOB = b"\x1b@Coupon\n\x1dV\x00"


class Wire:
    """An emulated printer at the far end of any two file descriptors' worth of wire, in a thread of its own."""

    def __init__(self) -> None:
        self.printer = Emulator()
        self.thread: threading.Thread | None = None

    def serve(self, listener: socket.socket) -> None:
        with listener:
            while True:
                try:
                    peer, _address = listener.accept()
                except OSError:
                    return
                with peer:
                    while data := peer.recv(4096):
                        peer.sendall(self.printer.feed(data))

    def serve_file(self, file: int) -> None:
        try:
            while data := os.read(file, 4096):
                os.write(file, self.printer.feed(data))
        except OSError:
            return


@pytest.fixture
def on_the_network() -> Iterator[tuple[Printer, Emulator]]:
    wire, listener = Wire(), socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=wire.serve, args=(listener,))
    thread.start()
    driver = NetworkPrinter("127.0.0.1", listener.getsockname()[1])
    yield driver, wire.printer
    driver.close()
    listener.shutdown(socket.SHUT_RDWR)
    thread.join()


@pytest.fixture
def behind_a_file() -> Iterator[tuple[Printer, Emulator]]:
    wire = Wire()
    near, far = pty.openpty()
    tty.setraw(far)
    thread = threading.Thread(target=wire.serve_file, args=(near,))
    thread.start()
    driver = FilePrinter(os.ttyname(far))
    driver.open()
    # Only the driver holds the far end now, so its close ends the thread.
    os.close(far)
    yield driver, wire.printer
    driver.close()
    thread.join()
    os.close(near)


@pytest.mark.parametrize("place", ["on_the_network", "behind_a_file"])
def test_a_job_is_printed_and_the_status_is_told(place: str, request: pytest.FixtureRequest) -> None:
    driver, printer = request.getfixturevalue(place)
    if place == "on_the_network":
        driver.open()

    assert driver.status() == PrinterStatus(True, Paper.OK, False)
    driver.print(JOB)
    driver.print(b"\x1b@" + b"a long line\n" * 5000 + b"\x1dV\x00")

    assert printer.cuts[0].sheet.lines == ["Coupon"]
    assert sum(len(cut.sheet.lines) for cut in printer.cuts) == 5001


@pytest.mark.parametrize("place", ["on_the_network", "behind_a_file"])
@pytest.mark.parametrize(
    ("fault", "refused"), [(Fault.PAPER_OUT, PrintFault.PAPER_OUT), (Fault.GARBLED, PrintFault.UNKNOWN)]
)
def test_a_printer_that_breaks_after_the_question_leaves_the_paper_in_doubt(
    place: str, fault: Fault, refused: PrintFault, request: pytest.FixtureRequest
) -> None:
    driver, printer = request.getfixturevalue(place)
    if place == "on_the_network":
        driver.open()
    assert driver.status().online
    printer.set_fault(fault)

    with pytest.raises(PrintFailed) as failed:
        driver.print(JOB)

    assert (failed.value.fault, failed.value.may_be_on_paper) == (refused, True)


def test_a_port_nobody_listens_on_is_a_failed_device() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(DeviceError, match=r"cannot reach 127\.0\.0\.1"):
        NetworkPrinter("127.0.0.1", port).open()


def test_a_printer_that_hung_up_before_the_job_surely_printed_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        driver = NetworkPrinter("127.0.0.1", listener.getsockname()[1])
        driver.open()
        peer, _address = listener.accept()
        peer.close()

        with pytest.raises(PrintFailed) as failed:
            driver.print(JOB)
        driver.close()

    assert (failed.value.fault, failed.value.may_be_on_paper) == (PrintFault.OFFLINE, False)


def test_a_printer_that_takes_nothing_surely_printed_nothing_and_does_not_hang() -> None:
    near, far = pty.openpty()
    tty.setraw(far)
    driver = FilePrinter(os.ttyname(far))
    driver.open()
    # Nobody reads the near end: fill the wire up, then try to print.
    while driver._stream.write(b"x" * 65_536, 0.05):
        pass

    with pytest.raises(PrintFailed) as failed:
        driver.print(JOB)

    assert (failed.value.fault, failed.value.may_be_on_paper) == (PrintFault.UNKNOWN, False)
    driver.close()
    os.close(near)
    os.close(far)


def test_a_device_file_that_is_missing_or_closed_is_a_failed_device(tmp_path: Path) -> None:
    driver = FilePrinter(str(tmp_path / "lp0"))
    with pytest.raises(DeviceError, match="No such file"):
        driver.open()
    with pytest.raises(DeviceError, match="not open"):
        driver.status()
    with pytest.raises(DeviceError, match="not open"):
        NetworkPrinter("127.0.0.1").status()


def test_a_plain_file_is_a_printer_that_never_answers(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    driver = FilePrinter(str(tmp_path / "out"))
    driver.open()

    assert driver.status() == PrinterStatus()
    driver.close()
    assert (tmp_path / "out").read_bytes() == b"\x1da\x00\x10\x04\x01"


def test_a_printer_that_hangs_up_in_the_middle_of_a_job_leaves_the_paper_in_doubt() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        driver = NetworkPrinter("127.0.0.1", listener.getsockname()[1])
        driver.open()

        def take_a_little() -> None:
            peer, _address = listener.accept()
            taken = 0
            with peer:
                # More than the greeting, so that the job has surely begun.
                while taken < 10_000:
                    taken += len(peer.recv(4096))

        thread = threading.Thread(target=take_a_little)
        # Far more than the wire holds: the driver is still sending when the printer leaves.
        with pytest.raises(PrintFailed) as failed:
            thread.start()
            driver.print(b"x" * 20_000_000)
        thread.join()
        driver.close()

    assert (failed.value.fault, failed.value.may_be_on_paper) == (PrintFault.OFFLINE, True)
