"""The thread round a printer, with a printer on the bench behind a real socket."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from drivers.ports import (
    DeviceBack,
    DeviceLost,
    Paper,
    Printed,
    PrinterChanged,
    PrinterStatus,
    PrintFailed,
    PrintFault,
    PrintRefused,
)
from drivers.printer.encode import encoder
from drivers.printer.simulated import PrinterDevice, SimulatedPrinter
from drivers.printer.ticket import Gap, Qr, Text, Ticket
from drivers.runner import PrinterRunner

FINE = PrinterStatus(True, Paper.OK, False)
TICKET = Ticket((Text("Coupon"), Text("优惠券"), Qr("RG1:7GQ2")))


@pytest.fixture
def device(socket_path: str) -> Iterator[PrinterDevice]:
    printer = PrinterDevice(socket_path)
    printer.start()
    yield printer
    printer.stop()


@pytest.fixture
def runner(device: PrinterDevice, socket_path: str, ear: Any) -> Iterator[PrinterRunner]:
    thread = PrinterRunner("printer", SimulatedPrinter(socket_path), encoder(80), ear, retry_s=0.001, poll_s=0.02)
    thread.start()
    ear.wait(lambda heard: heard == [PrinterChanged(FINE)])
    yield thread
    thread.stop()


def test_a_ticket_is_printed_and_said_so_once(runner: PrinterRunner, device: PrinterDevice, ear: Any) -> None:
    runner.submit("c1", TICKET)

    ear.wait(lambda heard: Printed("c1") in heard)
    assert ear.heard == [PrinterChanged(FINE), Printed("c1")]
    (ticket,) = device.tickets
    assert (ticket.id, ticket.bytes, ticket.text, ticket.qr) == ("1", encoder(80)(TICKET), "Coupon", ("RG1:7GQ2",))


@pytest.mark.parametrize(
    ("fault", "status", "refused"),
    [
        ("paper_out", PrinterStatus(False, Paper.OUT, False), PrintFault.PAPER_OUT),
        ("cover_open", PrinterStatus(False, Paper.OK, True), PrintFault.COVER_OPEN),
        ("offline", PrinterStatus(False, Paper.OK, False), PrintFault.OFFLINE),
        ("garbled", PrinterStatus(), PrintFault.UNKNOWN),
        ("hung", PrinterStatus(), PrintFault.UNKNOWN),
    ],
)
def test_a_broken_printer_refuses_and_surely_printed_nothing(
    fault: str, status: PrinterStatus, refused: PrintFault, runner: PrinterRunner, device: PrinterDevice, ear: Any
) -> None:
    device.fault = fault
    ear.wait(lambda heard: heard[-1] == PrinterChanged(status))

    runner.submit("c1", TICKET)
    ear.wait(lambda heard: len(heard) == 3)
    device.fault = None
    ear.wait(lambda heard: len(heard) == 4)

    assert ear.heard == [
        PrinterChanged(FINE),
        PrinterChanged(status),
        PrintRefused("c1", refused, may_be_on_paper=False),
        PrinterChanged(FINE),
    ]
    assert device.tickets == []


def test_low_paper_is_said_and_prints(runner: PrinterRunner, device: PrinterDevice, ear: Any) -> None:
    device.fault = "paper_low"
    ear.wait(lambda heard: heard[-1] == PrinterChanged(PrinterStatus(True, Paper.LOW, False)))

    runner.submit("c1", TICKET)

    ear.wait(lambda heard: heard[-1] == Printed("c1"))
    assert len(device.tickets) == 1


def test_paper_that_ends_in_the_middle_is_refilled_and_the_held_job_comes_out_exactly_once(
    runner: PrinterRunner, device: PrinterDevice, ear: Any
) -> None:
    device.load_roll(left_mm=15)

    runner.submit("c1", TICKET)
    ear.wait(lambda heard: PrintRefused("c1", PrintFault.PAPER_OUT, may_be_on_paper=True) in heard)
    ear.wait(lambda heard: heard[-1] == PrinterChanged(PrinterStatus(False, Paper.OUT, False)))
    assert device.tickets == []
    device.fault = None
    ear.wait(lambda heard: heard[-1] == PrinterChanged(FINE))
    runner.submit("c2", TICKET)
    ear.wait(lambda heard: heard[-1] == Printed("c2"))

    job = encoder(80)(TICKET)
    assert [ticket.bytes for ticket in device.tickets] == [job, job]


def test_a_job_held_by_a_hung_printer_is_never_sent_again(socket_path: str, device: PrinterDevice) -> None:
    driver = SimulatedPrinter(socket_path)
    driver._barrier_s = 0.1
    driver.open()
    device.fault = "hung"

    with pytest.raises(PrintFailed) as failed:
        driver.print(b"\x1b@Coupon\n\x1dV\x00")
    device.fault = None

    assert (failed.value.fault, failed.value.may_be_on_paper) == (PrintFault.UNKNOWN, True)
    assert driver.status() == FINE
    assert [ticket.text for ticket in device.tickets] == ["Coupon"]
    driver.close()


@pytest.mark.parametrize("fault", ["paper_out", "cover_open", "offline"])
def test_a_fault_between_the_question_and_the_job_leaves_the_paper_in_doubt(
    fault: str, socket_path: str, device: PrinterDevice
) -> None:
    driver = SimulatedPrinter(socket_path)
    driver.open()
    device.fault = fault

    with pytest.raises(PrintFailed) as failed:
        driver.print(b"\x1b@Coupon\n\x1dV\x00")
    assert (failed.value.fault, failed.value.may_be_on_paper, device.tickets) == (PrintFault(fault), True, [])
    device.fault = None

    assert [ticket.text for ticket in device.tickets] == ["Coupon"]
    driver.close()


def test_junk_for_an_answer_to_a_job_leaves_the_paper_in_doubt(socket_path: str, device: PrinterDevice) -> None:
    driver = SimulatedPrinter(socket_path)
    driver.open()
    device.fault = "garbled"

    with pytest.raises(PrintFailed) as failed:
        driver.print(b"\x1b@Coupon\n\x1dV\x00")

    assert (failed.value.fault, failed.value.may_be_on_paper) == (PrintFault.UNKNOWN, True)
    assert len(device.tickets) == 1
    driver.close()


def test_unplugging_is_said_once_and_a_job_meanwhile_is_surely_not_on_paper(
    runner: PrinterRunner, device: PrinterDevice, ear: Any
) -> None:
    device.unplug()
    ear.wait(lambda heard: isinstance(heard[-1], DeviceLost))
    runner.submit("c1", TICKET)
    ear.wait(lambda heard: heard[-1] == PrintRefused("c1", PrintFault.OFFLINE, may_be_on_paper=False))
    device.plug()
    ear.wait(lambda heard: heard[-1] == PrinterChanged(FINE))
    runner.submit("c2", TICKET)
    ear.wait(lambda heard: heard[-1] == Printed("c2"))

    assert [type(signal) for signal in ear.heard[1:]] == [DeviceLost, PrintRefused, DeviceBack, PrinterChanged, Printed]
    assert len(device.tickets) == 1


def test_100_replugs_lose_no_ticket_and_double_none(runner: PrinterRunner, device: PrinterDevice, ear: Any) -> None:
    for cycle in range(100):
        device.unplug()
        ear.wait(lambda heard: isinstance(heard[-1], DeviceLost))
        device.plug()
        ear.wait(lambda heard: heard[-1] == PrinterChanged(FINE))
        runner.submit(f"c{cycle}", Ticket((Text(f"no. {cycle}"),)))
        ear.wait(lambda heard, n=cycle: heard[-1] == Printed(f"c{n}"))

    assert [ticket.text for ticket in device.tickets] == [f"no. {cycle}" for cycle in range(100)]


def test_a_ticket_that_cannot_be_encoded_is_refused_and_the_next_one_prints(
    runner: PrinterRunner, device: PrinterDevice, ear: Any, caplog: pytest.LogCaptureFixture
) -> None:
    runner.submit("bad", Ticket((Qr("x" * 301),)))
    runner.submit("good", TICKET)

    ear.wait(lambda heard: heard[-1] == Printed("good"))
    assert ear.heard[1:] == [PrintRefused("bad", PrintFault.UNKNOWN, may_be_on_paper=False), Printed("good")]
    assert "1 to 300 bytes" in caplog.text


class HangingPrinter:
    """A printer whose cable swallows everything: nothing ever returns until it is released."""

    def __init__(self) -> None:
        self.busy, self.release = threading.Event(), threading.Event()

    def open(self) -> None:
        pass

    def status(self) -> PrinterStatus:
        return FINE

    def print(self, job: bytes) -> None:
        self.busy.set()
        self.release.wait(10)

    def close(self) -> None:
        pass


def test_a_hanging_printer_blocks_neither_submit_nor_stop_and_the_queue_is_bounded(ear: Any) -> None:
    printer = HangingPrinter()
    runner = PrinterRunner("printer", printer, lambda _ticket: b"", ear, jobs=4)
    runner.start()
    runner.submit("c0", TICKET)
    assert printer.busy.wait(10)

    for number in range(1, 1001):
        runner.submit(f"c{number}", TICKET)
    began = time.monotonic()
    runner.stop()
    took_s = time.monotonic() - began
    refused = ear.all_of(PrintRefused)
    printer.release.set()
    runner._thread.join(10)

    # The promise is a second; the slack is for a machine under load.
    assert took_s < 3.0
    assert refused == [PrintRefused(f"c{n}", PrintFault.UNKNOWN, may_be_on_paper=False) for n in range(5, 1001)]
    assert ear.all_of(PrintRefused, Printed) == refused


def test_jobs_still_waiting_at_the_stop_are_refused_and_surely_not_on_paper(ear: Any) -> None:
    printer = HangingPrinter()
    runner = PrinterRunner("printer", printer, lambda _ticket: b"", ear)
    runner.start()
    runner.submit("c0", TICKET)
    assert printer.busy.wait(10)
    runner.submit("c1", TICKET)

    threading.Timer(0.05, printer.release.set).start()
    runner.stop()
    runner.submit("c2", TICKET)

    assert ear.all_of(Printed, PrintRefused) == [
        Printed("c0"),
        PrintRefused("c1", PrintFault.OFFLINE, may_be_on_paper=False),
    ]


def test_a_bug_while_printing_leaves_the_paper_in_doubt_and_the_thread_alive(
    ear: Any, caplog: pytest.LogCaptureFixture
) -> None:
    class Buggy(HangingPrinter):
        def print(self, job: bytes) -> None:
            if not self.busy.is_set():
                self.busy.set()
                raise KeyError("a bug")

    runner = PrinterRunner("printer", Buggy(), lambda _ticket: b"", ear, retry_s=0.001)
    runner.start()
    runner.submit("c1", TICKET)
    ear.wait(lambda heard: any(isinstance(signal, DeviceBack) for signal in heard))
    runner.submit("c2", TICKET)
    ear.wait(lambda heard: Printed("c2") in heard)
    runner.stop()

    assert PrintRefused("c1", PrintFault.UNKNOWN, may_be_on_paper=True) in ear.heard
    assert "Traceback" in caplog.text


def test_a_kiosk_killed_in_the_middle_of_a_job_does_not_spoil_the_next_ticket(
    device: PrinterDevice, socket_path: str
) -> None:
    whole = encoder(80)(TICKET)
    killed = SimulatedPrinter(socket_path)
    killed.open()
    # In the middle of a picture, whose missing bytes would swallow what comes next.
    killed._stream.write(whole[: whole.index(b"\x1dv0") + 40], 1.0)
    killed.close()

    restarted = SimulatedPrinter(socket_path)
    restarted.open()
    restarted.print(whole)

    (ticket,) = device.tickets
    assert ticket.qr == ("RG1:7GQ2",)
    assert ticket.bytes.endswith(whole)
    restarted.close()


def test_the_last_ticket_that_may_be_on_paper_is_remembered(
    runner: PrinterRunner, device: PrinterDevice, ear: Any
) -> None:
    runner.submit("c1", TICKET)
    ear.wait(lambda heard: Printed("c1") in heard)
    for job, blank in (("feed", Ticket((Gap(2),), cut=False)), ("cut", Ticket(()))):
        runner.submit(job, blank)
        ear.wait(lambda heard, name=job: Printed(name) in heard)
    device.fault = "paper_out"
    ear.wait(lambda heard: heard[-1] == PrinterChanged(PrinterStatus(False, Paper.OUT, False)))
    runner.submit("c2", Ticket((Text("surely not printed"),)))
    ear.wait(lambda heard: PrintRefused("c2", PrintFault.PAPER_OUT, may_be_on_paper=False) in heard)

    assert runner.last == TICKET
    assert [ticket.qr for ticket in device.tickets] == [("RG1:7GQ2",), ()]


def test_paper_already_printed_survives_the_kiosk(
    device: PrinterDevice, socket_path: str, until: Callable[[Callable[[], bool]], None]
) -> None:
    changes: list[int] = []
    device.on_change = lambda: changes.append(len(device.tickets))
    for number in range(3):
        kiosk = SimulatedPrinter(socket_path)
        kiosk.open()
        kiosk.print(b"\x1b@%d\n\x1dV\x00" % number)
        kiosk.close()

    assert [ticket.text for ticket in device.tickets] == ["0", "1", "2"]
    assert changes == [1, 2, 3]
