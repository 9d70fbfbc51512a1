"""The thread round a device we read from."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from drivers.nfc.simulated import ReaderDevice, SimulatedReader
from drivers.ports import CardTapped, CodeScanned, DeviceBack, DeviceError, DeviceLost, Signal
from drivers.recovery import Backoff
from drivers.runner import SourceRunner
from drivers.scanner.simulated import ScannerDevice, SimulatedScanner

Until = Callable[[Callable[[], bool]], None]


def attached(device: ReaderDevice, until: Until, uid: str = "00000000") -> None:
    """Wait until the kiosk's driver is attached, by tapping until somebody reads it."""
    until(lambda: device.tap(uid))


def test_each_tap_becomes_one_signal(ear: Any, socket_path: str, until: Until) -> None:
    device = ReaderDevice(socket_path)
    device.start()
    runner = SourceRunner("reader", SimulatedReader(socket_path), CardTapped, ear)
    runner.start()
    attached(device, until)

    uids = [f"{number:08x}" for number in range(1, 501)]
    for number, uid in enumerate(uids, 1):
        assert device.tap(uid)
        # The socket holds some 250 that nobody has read yet.
        if number % 100 == 0:
            ear.wait(lambda heard, number=number: len(heard) == number + 1)
    assert ear.heard[1:] == [CardTapped(uid) for uid in uids]
    runner.stop()
    device.stop()


def test_no_card_is_lost_once_the_reader_is_back_in_200_replugs(ear: Any, socket_path: str, until: Until) -> None:
    """A tap that the reader took (True) after DeviceBack is always read; loss and return are each said once."""
    device = ReaderDevice(socket_path)
    device.start()
    runner = SourceRunner("reader", SimulatedReader(socket_path), CardTapped, ear, retry_s=0.001)
    runner.start()
    attached(device, until)

    for cycle in range(200):
        device.unplug()
        ear.wait(lambda heard, n=cycle: _count(heard, DeviceLost) == n + 1)
        device.plug()
        ear.wait(lambda heard, n=cycle: _count(heard, DeviceBack) == n + 1)
        assert device.tap(f"{cycle + 1:08x}")
        ear.wait(lambda heard, n=cycle: heard[-1] == CardTapped(f"{n + 1:08x}"))

    assert [type(signal) for signal in ear.heard[1:]] == [DeviceLost, DeviceBack, CardTapped] * 200
    runner.stop()
    device.stop()


def test_a_scanner_unplugged_in_the_middle_of_a_code_gives_no_half_code(
    ear: Any, socket_path: str, until: Until
) -> None:
    device = ScannerDevice(socket_path)
    device.start()
    runner = SourceRunner("scanner", SimulatedScanner(socket_path), CodeScanned, ear, retry_s=0.001)
    runner.start()
    until(lambda: device.scan("first"))

    device._server.send(b"half a co")
    device.unplug()
    ear.wait(lambda heard: _count(heard, DeviceLost) == 1)
    device.plug()
    ear.wait(lambda heard: _count(heard, DeviceBack) == 1)
    assert device.scan("whole")

    ear.wait(lambda heard: heard[-1] == CodeScanned("whole"))
    assert ear.all_of(CodeScanned) == [CodeScanned("first"), CodeScanned("whole")]
    runner.stop()
    device.stop()


def test_a_reader_missing_at_the_start_is_reported_once_and_found_later(ear: Any, socket_path: str) -> None:
    runner = SourceRunner("reader", SimulatedReader(socket_path), CardTapped, ear, retry_s=0.001)
    runner.start()
    ear.wait(lambda heard: len(heard) == 1)

    device = ReaderDevice(socket_path)
    device.start()

    ear.wait(lambda heard: len(heard) == 2)
    assert ear.heard == [DeviceLost("reader", "cannot reach d: No such file or directory"), DeviceBack("reader")]
    runner.stop()
    device.stop()


class ScriptedSource:
    """A source that does what the test says at each read."""

    def __init__(self, read: Callable[[int], str | None]) -> None:
        self._read, self.reads, self.closed = read, 0, 0

    def open(self) -> None:
        pass

    def read(self, timeout_s: float) -> str | None:
        self.reads += 1
        return self._read(self.reads)

    def close(self) -> None:
        self.closed += 1


def test_a_bug_in_a_driver_is_logged_with_its_traceback_and_survived(
    ear: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def read(number: int) -> str | None:
        if number == 1:
            raise ZeroDivisionError("a bug")
        time.sleep(0.01)
        return "04a1b2c3" if number == 2 else None

    runner = SourceRunner("reader", ScriptedSource(read), CardTapped, ear, retry_s=0.001)
    with caplog.at_level(logging.ERROR):
        runner.start()
        ear.wait(lambda heard: len(heard) == 3)
    runner.stop()

    assert ear.heard == [DeviceLost("reader", "a bug"), DeviceBack("reader"), CardTapped("04a1b2c3")]
    assert "ZeroDivisionError" in caplog.text and "Traceback" in caplog.text


def test_a_listener_that_fails_is_not_the_devices_fault(caplog: pytest.LogCaptureFixture, until: Until) -> None:
    def emit(signal: Signal) -> None:
        raise RuntimeError("inbox closed")

    def read(number: int) -> str | None:
        time.sleep(0.01)
        return "04a1b2c3" if number < 4 else None

    source = ScriptedSource(read)
    runner = SourceRunner("reader", source, CardTapped, emit)
    runner.start()
    until(lambda: source.reads > 4)
    runner.stop()

    assert source.closed == 1
    assert caplog.text.count("nobody could take a CardTapped") == 3
    # A card's number is personal: it stays out of the log.
    assert "04a1b2c3" not in caplog.text


def test_a_device_that_hangs_never_holds_up_the_stop_nor_speaks_after_it(ear: Any) -> None:
    hanging, release = threading.Event(), threading.Event()

    def read(_number: int) -> str | None:
        hanging.set()
        release.wait(10)
        return "04a1b2c3"

    runner = SourceRunner("reader", ScriptedSource(read), CardTapped, ear)
    runner.start()
    assert hanging.wait(10)

    began = time.monotonic()
    runner.stop()
    took_s = time.monotonic() - began
    release.set()
    runner._thread.join(10)

    # The promise is a second; the slack is for a machine under load.
    assert took_s < 3.0
    assert ear.heard == []


def test_a_runner_that_was_never_started_can_be_stopped(ear: Any) -> None:
    SourceRunner("reader", ScriptedSource(lambda _n: None), CardTapped, ear).stop()


def test_waits_double_up_to_their_limit_and_begin_anew_after_success() -> None:
    random.seed(7)
    backoff = Backoff(0.25, 8.0)

    waits = [backoff.wait_s() for _try in range(9)]
    backoff.reset()

    limits = [0.25, 0.5, 1, 2, 4, 8, 8, 8, 8]
    assert all(limit / 2 <= wait <= limit for wait, limit in zip(waits, limits, strict=True))
    assert backoff.wait_s() <= 0.25


def _count(heard: list[Signal], kind: type) -> int:
    return sum(isinstance(signal, kind) for signal in heard)


def test_a_device_error_is_no_bug_and_leaves_no_traceback(ear: Any, caplog: pytest.LogCaptureFixture) -> None:
    def read(_number: int) -> str | None:
        raise DeviceError("unplugged")

    runner = SourceRunner("reader", ScriptedSource(read), CardTapped, ear, retry_s=0.001)
    runner.start()
    ear.wait(lambda heard: DeviceBack("reader") in heard)
    runner.stop()

    assert "Traceback" not in caplog.text


def test_a_source_that_waits_long_for_a_card_ends_at_once_all_the_same(
    ear: Any, socket_path: str, until: Until, caplog: pytest.LogCaptureFixture
) -> None:
    device = ReaderDevice(socket_path)
    device.start()
    for _ in range(3):
        source = SimulatedReader(socket_path)
        runner = SourceRunner("reader", source, CardTapped, ear)
        runner.start()
        attached(device, until)
        runner.stop()
        assert "hangs" not in caplog.text
    # What was ended can be opened and read again.
    source.open()
    assert device.tap("04a1b2c3")
    assert source.read(5.0) == "04a1b2c3"
    source.wake()
    began_s = time.monotonic()
    assert source.read(30.0) is None
    assert time.monotonic() - began_s < 10.0
    source.close()
    device.stop()
