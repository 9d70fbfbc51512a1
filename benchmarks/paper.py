"""printer_status, coupon_to_paper: the driver's question, and a coupon from the flow's hands to the printer's word."""

from __future__ import annotations

import queue
import socket
import tempfile
import time
from pathlib import Path

from benchmarks.rows import MS, Goal, Row, Say, row
from drivers.ports import Printed, Signal
from drivers.printer.encode import encoder
from drivers.printer.simulated import PrinterDevice, SimulatedPrinter
from drivers.printer.status import BARRIER, question
from drivers.runner import PrinterRunner
from kiosk.layouts.examples import examples

STATUSES, COUPONS = 500, 60
WAIT_S = 10.0
COUPON = examples()["coupon.zh"]


def run(say: Say) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="rg-") as folder:
        path = str(Path(folder) / "printer")
        device = PrinterDevice(path)
        device.start()
        try:
            say(f"{STATUSES} questions, {COUPONS} coupons")
            return [
                row(
                    *("printer_status", "ms", _statuses_ms(path), "one raw byte asked for over the same socket"),
                    *(_raw_ms(path, question(1), STATUSES), Goal("median", 50.0)),
                ),
                row(
                    *("coupon_to_paper", "ms", _coupons_ms(path), "the same bytes written to the same socket"),
                    _raw_ms(path, encoder(80)(COUPON) + BARRIER, COUPONS),
                ),
            ]
        finally:
            device.stop()


def _statuses_ms(path: str) -> list[float]:
    printer = SimulatedPrinter(path)
    printer.open()
    samples = []
    for _question in range(STATUSES):
        began_s = time.perf_counter()
        assert printer.status().online
        samples.append((time.perf_counter() - began_s) * MS)
    printer.close()
    return samples


def _coupons_ms(path: str) -> list[float]:
    signals: queue.Queue[Signal] = queue.Queue()
    runner = PrinterRunner("printer", SimulatedPrinter(path), encoder(80), signals.put)
    runner.start()
    samples = []
    for number in range(COUPONS):
        began_s = time.perf_counter()
        runner.submit(str(number), COUPON)
        while not isinstance(signals.get(timeout=WAIT_S), Printed):
            pass
        samples.append((time.perf_counter() - began_s) * MS)
    runner.stop()
    return samples


def _raw_ms(path: str, asked: bytes, times: int) -> list[float]:
    """One byte comes back for each time this is sent."""
    samples = []
    with socket.socket(socket.AF_UNIX) as wire:
        wire.settimeout(WAIT_S)
        wire.connect(path)
        for _time in range(times):
            began_s = time.perf_counter()
            wire.sendall(asked)
            assert wire.recv(1)
            samples.append((time.perf_counter() - began_s) * MS)
    return samples
