"""What staff may ask of the living kiosk's printer: each is a job like any other, and says what became of it."""

from __future__ import annotations

import asyncio
import queue
import time
from collections.abc import Callable
from typing import Any

from drivers.ports import Printed, PrintRefused, Signal
from drivers.printer.ticket import Gap, Ticket
from kiosk import identity
from kiosk.control.server import CommandError, OnScreen
from kiosk.machine import Machine
from mqtt_bridge.messages import DeviceChanged

ACTS = ("feed", "cut", "reprint_last", "boot_ticket")
PRINT_S = 15.0
FEED_LINES, FEED_LINES_MAX = 5, 20

Verdict = dict[str, Any]


class Paper:
    """`on_screen` runs work on the screen's thread."""

    def __init__(self, machine: Machine, on_screen: OnScreen) -> None:
        self._machine, self._on_screen = machine, on_screen

    async def run(self, request: dict[str, Any]) -> Verdict:
        """Do one of ACTS; `lines` says how far to feed. Raises CommandError."""
        act = request.get("act")
        if act not in ACTS:
            raise CommandError("bad_request", f"printer takes act: {', '.join(ACTS)}")
        ticket = await self._on_screen(lambda: self._ticket(act, request))
        verdict = await asyncio.to_thread(print_out, self._machine, ticket)
        await self._on_screen(lambda: self._machine.record(DeviceChanged(device="staff", state=f"printer_{act}")))
        return verdict

    def _ticket(self, act: str, request: dict[str, Any]) -> Ticket:
        machine = self._machine
        match act:
            case "feed":
                return Ticket((Gap(_lines(request)),), cut=False)
            case "cut":
                return Ticket(())
            case "boot_ticket":
                return machine.boot_ticket()
            case _:
                if machine.printer.last is None:
                    raise CommandError("nothing_printed", "this kiosk has printed nothing since it was started")
                return machine.printer.last


def print_out(machine: Machine, ticket: Ticket) -> Verdict:
    """Print one ticket and wait for the printer's word. Blocks at most PRINT_S; not for the screen's thread."""
    job = f"staff-{identity.uuid7(time.time())}"
    with machine.witness.watching() as signals:
        machine.printer.submit(job, ticket)
        signal = wait_for(signals, PRINT_S, lambda s: isinstance(s, Printed | PrintRefused) and s.job == job)
    match signal:
        case Printed():
            return verdict(True, "the printer took it and said it is through")
        case PrintRefused(fault=fault, may_be_on_paper=doubt):
            return verdict(False, f"the printer said {fault.value}" + ("; it may be on paper all the same" * doubt))
        case _:
            return verdict(False, f"no answer within {PRINT_S:g} s")


def verdict(passed: bool, evidence: str) -> Verdict:
    return {"passed": passed, "evidence": evidence}


def wait_for(signals: queue.Queue[Signal], timeout_s: float, wanted: Callable[[Signal], bool]) -> Signal | None:
    """The next signal that is wanted; None when it did not come within `timeout_s`."""
    deadline = time.monotonic() + timeout_s
    while (left_s := deadline - time.monotonic()) > 0:
        try:
            signal = signals.get(timeout=left_s)
        except queue.Empty:
            return None
        if wanted(signal):
            return signal
    return None


def _lines(request: dict[str, Any]) -> int:
    lines = request.get("lines", FEED_LINES)
    if not isinstance(lines, int) or isinstance(lines, bool) or not 1 <= lines <= FEED_LINES_MAX:
        raise CommandError("bad_request", f"lines is a number from 1 to {FEED_LINES_MAX}")
    return lines
