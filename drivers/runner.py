"""The one thread round a device: open it, use it, reopen it when it fails. Its signals go to `emit`, nowhere else.

`emit` is called in the device's thread and must return at once: it posts to a bounded queue.
"""

from __future__ import annotations

import logging
import math
import queue
import time
from collections.abc import Callable

from drivers.ports import (
    CardTapped,
    Emit,
    Printed,
    Printer,
    PrinterChanged,
    PrinterStatus,
    PrintFailed,
    PrintFault,
    PrintRefused,
    Signal,
    Source,
    TwoCards,
)
from drivers.printer.roll import Roll
from drivers.printer.status import fault_of
from drivers.printer.ticket import Ticket
from drivers.recovery import FIRST_RETRY_S, close
from drivers.thread import Runner

READ_S = 0.5
# Of a source that can be woken: each look costs as much as all the rest of a kiosk where nobody is.
LONG_READ_S = 3.0
POLL_S = 2.0
JOBS = 8

log = logging.getLogger(__name__)


class SourceRunner(Runner):
    """Runs one source until stopped and turns what it reads into signals.

    The first retry comes after about `retry_s` seconds, later ones up to `LONGEST_RETRY_S`.
    """

    def __init__(
        self, name: str, source: Source, signal: Callable[[str], Signal], emit: Emit, retry_s: float = FIRST_RETRY_S
    ) -> None:
        super().__init__(name, emit, retry_s)
        self._source, self._signal = source, signal
        self.patience_s = getattr(source, "patience_s", self.patience_s)
        self._wake: Callable[[], None] | None = getattr(source, "wake", None)
        self._read_s = READ_S if self._wake is None else LONG_READ_S
        self._rescued_s = -math.inf

    def stop(self) -> None:
        self._stopping.set()
        if self._wake is not None:
            self._wake()
        super().stop()

    def came(self, usb_class: str) -> None:
        """Some sources must know: `came` of theirs is called, from this thread."""
        tell = getattr(self._source, "came", None)
        if tell is not None:
            tell(usb_class)

    def _rescue(self) -> None:
        rescue = getattr(self._source, "rescue", None)
        if rescue is not None and time.monotonic() - self._rescued_s > self.patience_s:
            self._rescued_s = time.monotonic()
            rescue()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._called_s = time.monotonic()
                self._source.open()
                self._health.works()
                self._read_until_stopped()
            except Exception as error:
                self._health.fails(error)
            finally:
                close(self._name, self._source)
                self._called_s = None
            self._rest(self._backoff.wait_s())

    def _read_until_stopped(self) -> None:
        while not self._stopping.is_set():
            self._called_s = time.monotonic()
            reading = self._source.read(self._read_s)
            self._health.works()
            # Only a whole read counts as health: a device that opens and fails at once must not be hammered.
            self._backoff.reset()
            if reading is not None:
                self._voice.say(reading if isinstance(reading, CardTapped | TwoCards) else self._signal(reading))


class PrinterRunner(Runner):
    """Runs one printer until stopped: prints the jobs one after the other and watches its status when idle.

    Every submitted job gets exactly one answer, Printed or PrintRefused, unless the printer hangs while the
    runner is stopped. A job is sent at most once. `roll` keeps count of the paper. `last` is the last ticket that came
    out or may have, for whoever asks for it once more.
    """

    # A long ticket takes its time, and so does a printer that says nothing.
    patience_s = 60.0

    def __init__(
        self,
        name: str,
        printer: Printer,
        encode: Callable[[Ticket], bytes],
        emit: Emit,
        retry_s: float = FIRST_RETRY_S,
        poll_s: float = POLL_S,
        jobs: int = JOBS,
        roll: Roll | None = None,
    ) -> None:
        super().__init__(name, emit, retry_s)
        self._printer, self._encode, self._poll_s, self._roll = printer, encode, poll_s, roll
        self._jobs: queue.Queue[tuple[str, Ticket] | None] = queue.Queue(jobs)
        self._open = False
        self._status: PrinterStatus | None = None
        self._pause_s = 0.0
        self.last: Ticket | None = None

    def submit(self, job: str, ticket: Ticket) -> None:
        """Queue one ticket; returns at once. With the queue full or the runner stopping, the job is refused."""
        try:
            if self._stopping.is_set():
                raise queue.Full
            self._jobs.put_nowait((job, ticket))
        except queue.Full:
            self._refuse(job, PrintFault.UNKNOWN, may_be_on_paper=False)

    def nudge(self) -> None:
        """Look at the printer now. From any thread; returns at once."""
        try:
            self._jobs.put_nowait(None)
        except queue.Full:
            # The thread is not waiting for a job then, and looks at `_stopping` after the one it has.
            return

    def _run(self) -> None:
        while not self._stopping.is_set():
            entry = self._next()
            if entry is None and self._stopping.is_set():
                break
            self._turn(entry)
        self._refuse_the_rest()
        close(self._name, self._printer)

    def _next(self) -> tuple[str, Ticket] | None:
        """The next job; None when it is time to look at the printer."""
        pause_s, self._pause_s = self._pause_s, self._poll_s
        try:
            return self._jobs.get(timeout=pause_s) if pause_s > 0 else self._jobs.get_nowait()
        except queue.Empty:
            return None

    def _turn(self, entry: tuple[str, Ticket] | None) -> None:
        self._called_s = time.monotonic()
        try:
            self._take(entry)
        finally:
            self._called_s = None

    def _take(self, entry: tuple[str, Ticket] | None) -> None:
        try:
            status = self._look()
        except Exception as error:
            self._lose(error)
            if entry is not None:
                self._refuse(entry[0], PrintFault.OFFLINE, may_be_on_paper=False)
            return
        if entry is not None:
            self._print(*entry, status)

    def _look(self) -> PrinterStatus:
        """Open the printer if need be and ask how it is; a change is said once."""
        if not self._open:
            self._printer.open()
            self._open = True
        status = self._printer.status()
        self._health.works()
        self._backoff.reset()
        if status != self._status:
            self._status = status
            if self._roll is not None:
                self._roll.saw(status.paper)
            self._voice.say(PrinterChanged(status))
        if status.online is None:
            # Silence may be a dead connection that no error will ever tell of: the next look is at a new one.
            self._shut()
        return status

    def _print(self, job: str, ticket: Ticket, status: PrinterStatus) -> None:
        fault = fault_of(status)
        if fault is not None:
            self._refuse(job, fault, may_be_on_paper=False)
            return
        try:
            data = self._encode(ticket)
        except Exception:
            log.exception("ticket %s cannot be encoded", job)
            self._refuse(job, PrintFault.UNKNOWN, may_be_on_paper=False)
            return
        self._send(job, ticket, data)

    def _send(self, job: str, ticket: Ticket, data: bytes) -> None:
        before = self.last
        if ticket.cut and ticket.elements:
            self.last = ticket
        try:
            self._printer.print(data)
        except PrintFailed as error:
            if not error.may_be_on_paper:
                self.last = before
            self._refuse(job, error.fault, error.may_be_on_paper)
            # Why it failed is known better after another look, at once.
            self._pause_s = 0.0
        except Exception as error:
            self._refuse(job, PrintFault.UNKNOWN, may_be_on_paper=True)
            self._lose(error)
        else:
            self._voice.say(Printed(job))
            if self._roll is not None:
                self._roll.printed(data)

    def _lose(self, error: Exception) -> None:
        self._shut()
        self._status = None
        self._health.fails(error)
        self._pause_s = self._backoff.wait_s()

    def _shut(self) -> None:
        self._open = False
        close(self._name, self._printer)

    def _refuse(self, job: str, fault: PrintFault, may_be_on_paper: bool) -> None:
        self._voice.say(PrintRefused(job, fault, may_be_on_paper))

    def _refuse_the_rest(self) -> None:
        while not self._jobs.empty():
            entry = self._jobs.get_nowait()
            if entry is not None:
                self._refuse(entry[0], PrintFault.OFFLINE, may_be_on_paper=False)
