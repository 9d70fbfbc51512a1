"""Reader, scanner and printer without threads: each says what it has to say when the monkey turns its hand."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from pathlib import Path

from drivers.light.none import NoLight
from drivers.light.runner import LightRunner
from drivers.ports import (
    CardTapped,
    CodeScanned,
    DeviceBack,
    DeviceLost,
    Emit,
    Printed,
    PrinterChanged,
    PrinterStatus,
    PrintFault,
    PrintRefused,
)
from drivers.printer import status as bits
from drivers.printer.emulator import Emulator, Fault
from drivers.printer.encode import encoder
from drivers.printer.roll import Roll
from drivers.printer.ticket import Ticket
from drivers.scanner.lines import LineCutter
from kiosk.config import Config
from kiosk.state import State

WIDTH_MM = 80
UNPLUGGED = "unplugged"


@dataclass
class Underway:
    """A job of which `sent` bytes are in the printer."""

    job: str
    data: bytes
    sent: int = 0


class Printer:
    """Prints on the emulated printer, half a ticket a turn: what breaks between the halves breaks in mid-ticket."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._emulator, self._encode = Emulator(WIDTH_MM), encoder(WIDTH_MM)
        self._jobs: deque[tuple[str, Ticket]] = deque()
        self._underway: Underway | None = None
        self._status: PrinterStatus | None = None
        self.plugged = True
        self.last: Ticket | None = None
        # The codes on the paper that has come out.
        self.paper: list[str] = []

    def submit(self, job_id: str, ticket: Ticket) -> None:
        self._jobs.append((job_id, ticket))

    def fault(self, fault: Fault | None) -> None:
        self._emulator.set_fault(fault)
        self._collect()

    def plug(self, plugged: bool) -> None:
        if plugged is self.plugged:
            return
        self.plugged, self._status = plugged, None
        self._emulator.hang_up()
        self._emit(DeviceBack("printer") if plugged else DeviceLost("printer", UNPLUGGED))

    @property
    def busy(self) -> bool:
        return bool(self._jobs or self._underway)

    def turn(self) -> None:
        """One look at the printer, and half a ticket."""
        status = self._look() if self.plugged else None
        if status is not None and status != self._status:
            self._status = status
            self._emit(PrinterChanged(status))
        if self._underway is not None:
            self._go_on(self._underway)
        elif self._jobs:
            self._begin(*self._jobs.popleft(), status)

    def _begin(self, job: str, ticket: Ticket, status: PrinterStatus | None) -> None:
        fault = PrintFault.OFFLINE if status is None else bits.fault_of(status)
        if fault is not None:
            self._emit(PrintRefused(job, fault, may_be_on_paper=False))
            return
        data, self.last = self._encode(ticket), ticket
        self._underway = Underway(job, data, len(data) // 2)
        self._emulator.feed(data[: len(data) // 2])

    def _go_on(self, it: Underway) -> None:
        self._underway = None
        if not self.plugged:
            self._emit(PrintRefused(it.job, PrintFault.OFFLINE, may_be_on_paper=True))
            return
        answers = self._emulator.feed(it.data[it.sent :] + bits.BARRIER)
        self._collect()
        if len(answers) == 1 and bits.is_barrier(answers[0]):
            self._emit(Printed(it.job))
            return
        self._emit(PrintRefused(it.job, bits.fault_of(self._look()) or PrintFault.UNKNOWN, may_be_on_paper=True))

    def _look(self) -> PrinterStatus:
        printer, cause, paper = (self._ask(kind) for kind in (bits.ASK_PRINTER, bits.ASK_CAUSE, bits.ASK_PAPER))
        return PrinterStatus() if printer is None else bits.parse(printer, cause, paper)

    def _ask(self, kind: int) -> int | None:
        answers = self._emulator.feed(bits.question(kind))
        return answers[0] if len(answers) == 1 and bits.is_status(answers[0]) else None

    def _collect(self) -> None:
        while self._emulator.cuts:
            self.paper += self._emulator.cuts.popleft().sheet.codes


class Devices:
    """What `Machine` takes for its devices: made with the same arguments. They outlive the kiosk that uses them."""

    backlight = None

    def __init__(self, folder: Path) -> None:
        self._emit: Emit = lambda _signal: None
        self.printer = Printer(lambda signal: self._emit(signal))
        self.roll = Roll(folder / "roll.json", WIDTH_MM)
        self.light = LightRunner("light", NoLight(), lambda _signal: None)
        self._plugged = {"reader": True, "scanner": True}

    def attach(self, _config: Config, emit: Emit) -> Devices:
        self._emit = emit
        return self

    def start(self) -> None:
        """A kiosk that starts looks at everything."""
        for device, plugged in self._plugged.items():
            if not plugged:
                self._emit(DeviceLost(device, UNPLUGGED))

    def show(self, before: State, after: State) -> None:
        """Nothing beeps here."""

    def stop(self) -> None:
        self._emit = lambda _signal: None

    def works(self, device: str) -> bool:
        """Whether reader or scanner is plugged in."""
        return self._plugged[device]

    def tap(self, uid: str) -> None:
        if self.works("reader"):
            self._emit(CardTapped(uid))

    def scan(self, code: str) -> None:
        """The scanner sends bytes; what comes of them is decided as on a real one."""
        if self.works("scanner"):
            for scan in LineCutter().feed(code.encode("utf-8", "surrogateescape") + b"\r\n"):
                self._emit(CodeScanned(scan))

    def plug(self, device: str, plugged: bool) -> None:
        if device == "printer":
            self.printer.plug(plugged)
        elif self._plugged[device] is not plugged:
            self._plugged[device] = plugged
            self._emit(DeviceBack(device) if plugged else DeviceLost(device, UNPLUGGED))
