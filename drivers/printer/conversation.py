"""An ESC/POS conversation over any byte stream: ask for the status, send a job, wait for the printer's word."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from drivers.ports import DeviceError, Paper, PrinterStatus, PrintFailed, PrintFault
from drivers.printer import models
from drivers.printer import status as bits
from drivers.printer.ticket import Ticket

ANSWER_S = 0.15
LISTEN_S = 0.25
WRITE_S = 2.0


class Stream(Protocol):
    """A two-way byte stream to a printer."""

    def open(self) -> None: ...
    def write(self, data: bytes, timeout_s: float) -> int:
        """Send; returns the bytes taken, fewer than given when the printer took no more for `timeout_s`."""

    def read(self, timeout_s: float) -> bytes:
        """What the printer sent; b"" after `timeout_s` of silence. Raises DeviceError."""

    def close(self) -> None: ...


class Conversation:
    """A printer at the other end of `stream`. `barrier_s` is how long a job may take to come out, in seconds."""

    def __init__(self, stream: Stream, width_mm: int = 80, barrier_s: float = 10.0, model: str = "generic") -> None:
        if width_mm not in (58, 80):
            raise ValueError(f"width_mm: the paper is 58 or 80 mm wide, not {width_mm!r}")
        self.width_mm, self.model = width_mm, models.model(model)
        self._stream, self._barrier_s = stream, barrier_s
        # Answers to GS r that the printer still owes: for this job, and for jobs it held when something was wrong.
        self._owed = 0
        self._garbled = False

    def encoder(self) -> Callable[[Ticket], bytes]:
        """The function that turns tickets into jobs for this printer."""
        # Typefaces and pictures are loaded only where something is printed.
        from drivers.printer.encode import encoder

        return encoder(self.width_mm, self.model.native_qr, self.model.chinese)

    def open(self) -> None:
        """Connect and ask for no unasked answers. Raises DeviceError."""
        self._stream.open()
        self._owed = 0
        self._stream.write(bits.QUIET, WRITE_S)

    def close(self) -> None:
        self._stream.close()

    def status(self) -> PrinterStatus:
        """Ask DLE EOT 1, 2 and 4 (at most 0.5 s). Parts without a proper answer are unknown. Raises DeviceError."""
        self._drain()
        printer = self._ask(bits.ASK_PRINTER)
        if printer is None:
            return PrinterStatus()
        status = bits.parse(printer, self._ask(bits.ASK_CAUSE), self._ask(bits.ASK_PAPER))
        if status.paper is Paper.OK and not self.model.near_end:
            return replace(status, paper=Paper.UNKNOWN)
        return status

    def print(self, job: bytes) -> None:
        """Send `job` once and return when the printer says it is through. Raises PrintFailed, and never sends again."""
        deadline = time.monotonic() + self._barrier_s
        try:
            self._drain()
        except DeviceError as error:
            raise PrintFailed(PrintFault.OFFLINE, may_be_on_paper=False, why=str(error)) from error
        self._garbled = False
        try:
            self._send(job + bits.BARRIER)
            self._await_barrier(deadline)
        except PrintFailed:
            raise
        except DeviceError as error:
            raise PrintFailed(PrintFault.OFFLINE, may_be_on_paper=True, why=str(error)) from error

    def _send(self, data: bytes) -> None:
        sent = self._stream.write(data, WRITE_S)
        if sent < len(data):
            raise PrintFailed(PrintFault.UNKNOWN, may_be_on_paper=sent > 0, why=f"took {sent} of {len(data)} bytes")
        self._owed += 1

    def _await_barrier(self, deadline: float) -> None:
        while True:
            self._listen(LISTEN_S)
            fault = None if not self._owed or self._garbled else self._fault()
            if self._garbled:
                raise PrintFailed(PrintFault.UNKNOWN, may_be_on_paper=True, why="the printer answers junk")
            if not self._owed:
                return
            # The printer has the whole job and will print it when it is helped: it may well be on paper.
            if fault not in (None, PrintFault.UNKNOWN):
                raise PrintFailed(fault, may_be_on_paper=True)
            if time.monotonic() > deadline:
                raise PrintFailed(PrintFault.UNKNOWN, may_be_on_paper=True, why="the printer fell silent")

    def _fault(self) -> PrintFault | None:
        printer = self._ask(bits.ASK_PRINTER)
        if printer is None:
            return PrintFault.UNKNOWN
        return bits.fault_of(bits.parse(printer, self._ask(bits.ASK_CAUSE), self._ask(bits.ASK_PAPER)))

    def _ask(self, kind: int) -> int | None:
        """The one byte the printer answers; None when it is silent or answers anything else."""
        self._stream.write(bits.question(kind), ANSWER_S)
        answers = [byte for byte in self._listen(ANSWER_S) if not bits.is_barrier(byte)]
        return answers[0] if len(answers) == 1 and bits.is_status(answers[0]) else None

    def _listen(self, timeout_s: float) -> bytes:
        heard = self._stream.read(timeout_s)
        self._owed = max(0, self._owed - sum(map(bits.is_barrier, heard)))
        self._garbled = self._garbled or any(not bits.is_barrier(byte) and not bits.is_status(byte) for byte in heard)
        return heard

    def _drain(self) -> None:
        """Forget late answers, so that the next one belongs to the next question."""
        # Bounded: a printer that never stops talking is not worth listening to.
        for _round in range(16):
            if not self._listen(0.0):
                return
