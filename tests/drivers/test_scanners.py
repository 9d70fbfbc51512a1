"""Scanners on serial lines and scanners that type: real pyserial, evdev and udev; only the plastic is simulated."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.names import find
from drivers.ports import CodeScanned, DeviceBack, DeviceError, DeviceLost
from drivers.rig.devices import Keyboard, SerialPort
from drivers.rig.umockdev import Testbed, Wire
from drivers.runner import SourceRunner
from drivers.scanner.hid import HidScanner
from drivers.scanner.serial import SerialScanner

CODE = "RGM-0123456789ABCDEF"


def texts(heard: list[Any]) -> list[str]:
    return [signal.text for signal in heard if isinstance(signal, CodeScanned)]


def count(heard: list[Any], kind: type) -> int:
    return sum(isinstance(signal, kind) for signal in heard)


@pytest.fixture
def line() -> Iterator[tuple[SerialScanner, Wire]]:
    wire = Wire()
    scanner = SerialScanner(wire.name)
    scanner.open()
    yield scanner, wire
    scanner.close()
    wire.cut()


@pytest.mark.parametrize(
    ("pieces", "scans"),
    [
        ([b"RGM-1\r\n"], ["RGM-1"]),
        ([b"RGM-1\r"], ["RGM-1"]),
        ([b"RGM-1\n"], ["RGM-1"]),
        ([b"RGM-1\t"], ["RGM-1"]),
        ([b"RGM-1"], ["RGM-1"]),
        ([b"]Q1RGM-1\r", b"]C0RGM-2\r", b"]d2RGM-3\r", b"]RGM-4\r"], ["RGM-1", "RGM-2", "RGM-3", "]RGM-4"]),
        ([b"RG", b"M-", b"1\r\n"], ["RGM-1"]),
        ([b"RGM-1\r\nRGM-2\r\nRGM-3\r\n"], ["RGM-1", "RGM-2", "RGM-3"]),
        ([b"RGM-1\r\nRGM-1\r\nRGM-1\r\n"], ["RGM-1"]),
        ([b"\r\n\r\n]Q1\r\nRGM-1\r\n"], ["RGM-1"]),
        (["熟客\r".encode(), b"\xff\xfe\r"], ["熟客", "\ufffd\ufffd"]),
    ],
)
def test_a_serial_scanner_reads_codes_however_they_arrive(
    line: tuple[SerialScanner, Wire], pieces: list[bytes], scans: list[str]
) -> None:
    scanner, wire = line
    for piece in pieces:
        wire.send(piece)
    assert [scanner.read(5.0) for _scan in scans] == scans
    assert scanner.read(0.0) is None


def test_a_code_is_not_cut_in_two_by_the_end_of_our_patience(line: tuple[SerialScanner, Wire]) -> None:
    scanner, wire = line
    wire.send(b"RGM-012345")
    # The patience ends at once, in the middle of the code.
    begun = time.monotonic()
    assert scanner.read(0.0) == "RGM-012345"
    assert time.monotonic() - begun >= 0.1


def test_a_line_that_never_falls_silent_does_not_hold_the_runner(line: tuple[SerialScanner, Wire]) -> None:
    scanner, wire = line
    stop = threading.Event()

    def babble() -> None:
        while not stop.wait(0.02):
            wire.send(b"x" * 50)

    thread = threading.Thread(target=babble)
    thread.start()
    began = time.monotonic()
    try:
        assert scanner.read(0.1) is None
        assert time.monotonic() - began < 3.0
    finally:
        stop.set()
        thread.join()


def test_what_was_scanned_before_the_port_was_opened_is_forgotten() -> None:
    wire = Wire()
    wire.send(b"OLD\r\n")
    scanner = SerialScanner(wire.name)
    scanner.open()
    wire.send(b"NEW\r\n")
    assert scanner.read(5.0) == "NEW"
    scanner.close()
    wire.cut()


def test_a_scan_on_a_serial_line_is_a_signal_within_milliseconds(ear: Any) -> None:
    wire = Wire()
    runner = SourceRunner("scanner", SerialScanner(wire.name), CodeScanned, ear)
    runner.start()
    times_ms: list[float] = []
    # The first one waits until the port is open.
    while not ear.heard:
        wire.send(b"HELLO\r\n")
        time.sleep(0.02)
    for number in range(200):
        code = f"RGM-{number:08d}"
        began = time.perf_counter()
        wire.send(f"]Q1{code}\r\n".encode())
        ear.wait(lambda heard, code=code: texts(heard)[-1] == code)
        times_ms.append((time.perf_counter() - began) * 1000)
    runner.stop()
    wire.cut()
    print(f"scan to signal: median {statistics.median(times_ms):.3f} ms, worst {max(times_ms):.2f} ms")
    assert statistics.median(times_ms) < 10


def test_a_port_that_is_missing_or_a_setting_that_is_wrong_is_said_plainly(tmp_path: Path) -> None:
    for scanner in (SerialScanner(str(tmp_path / "tty")), HidScanner(str(tmp_path / "event"))):
        with pytest.raises(DeviceError, match=r"cannot open .*: No such file or directory"):
            scanner.open()
        with pytest.raises(DeviceError, match="not open"):
            scanner.read(0.0)
        scanner.close()
    for wrong in (lambda: SerialScanner(baud=7), lambda: SerialScanner(path=""), lambda: HidScanner(path="")):
        with pytest.raises(ValueError, match=r"(baud|path): "):
            wrong()
    with pytest.raises(DeviceError, match="is not usb:VVVV:PPPP"):
        find("tty", "usb:12")


# -- with udev and evdev ----------------------------------------------------------------------------


@pytest.fixture
def keyboard(bed: Testbed, tmp_path: Path) -> Iterator[Keyboard]:
    keyboard = Keyboard(bed, tmp_path)
    keyboard.plug(5)
    yield keyboard
    keyboard.unplug()


@pytest.mark.testbed
def test_a_scanner_that_types_is_grabbed_and_read(keyboard: Keyboard) -> None:
    scanner = HidScanner(keyboard.node)
    scanner.open()
    assert scanner._keyboard is not None and scanner._keyboard.name == "Barcode Scanner"
    keyboard.type(f"]Q1{CODE}")
    assert scanner.read(5.0) == CODE
    keyboard.type("https://k.example/c?a=1&b_2", end=15)
    assert scanner.read(5.0) == "https://k.example/c?a=1&b_2"
    keyboard.type("no suffix", end=0)
    assert scanner.read(5.0) == "no suffix"
    keyboard.type("twice")
    keyboard.type("twice")
    keyboard.type("glued")
    assert [scanner.read(5.0), scanner.read(5.0), scanner.read(0.0)] == ["twice", "glued", None]
    scanner.close()


@pytest.mark.testbed
def test_keys_that_were_lost_spoil_only_their_own_code(keyboard: Keyboard) -> None:
    scanner = HidScanner(keyboard.node)
    scanner.open()
    keyboard.type("RGM-0123", end=0)
    keyboard.event(0, 3, 0)  # SYN_DROPPED
    keyboard.type("4567")
    keyboard.type("whole")
    assert scanner.read(5.0) == "whole"
    scanner.close()


@pytest.mark.testbed
def test_control_keys_repeats_and_caps_lock_are_what_they_are(keyboard: Keyboard) -> None:
    scanner = HidScanner(keyboard.node)
    scanner.open()
    for code, value in (
        (30, 1),
        (30, 2),
        (30, 0),
        (29, 1),
        (46, 1),
        (46, 0),
        (29, 0),
        (58, 1),
        (58, 0),
        (48, 1),
        (48, 0),
    ):
        keyboard.key(code, value)
    keyboard.key(96, 1)
    assert scanner.read(5.0) == "aB"
    scanner.close()


def _hundred_times(device: Any, runner: SourceRunner, ear: Any, scan: Callable[[str], None], cycles: int) -> float:
    """Unplug and replug; returns the longest time until the device was back, in seconds."""
    runner.start()
    worst_s = 0.0
    for cycle in range(cycles):
        code = f"RGM-{cycle:08d}"
        if cycle == 0:
            while not texts(ear.heard):
                scan("FIRST")
                time.sleep(0.02)
        scan(code)
        ear.wait(lambda heard, code=code: texts(heard)[-1] == code)
        device.unplug()
        ear.wait(lambda heard, n=cycle: count(heard, DeviceLost) == n + 1)
        device.plug(10 + cycle)
        began = time.perf_counter()
        ear.wait(lambda heard, n=cycle: count(heard, DeviceBack) == n + 1)
        worst_s = max(worst_s, time.perf_counter() - began)
    runner.stop()
    # What came before the first code was typed while the scanner was still being opened.
    read = texts(ear.heard)
    assert read[read.index("RGM-00000000") :] == [f"RGM-{cycle:08d}" for cycle in range(cycles)]
    return worst_s


CYCLES = [4, pytest.param(100, marks=pytest.mark.slow)]


@pytest.mark.testbed
@pytest.mark.parametrize("cycles", CYCLES)
def test_a_serial_scanner_comes_back_under_another_name_every_time(cycles: int, bed: Testbed, ear: Any) -> None:
    port = SerialPort(bed)
    port.plug(3)
    runner = SourceRunner("scanner", SerialScanner("usb:0c2e:0aaf:S1"), CodeScanned, ear)
    worst_s = _hundred_times(port, runner, ear, lambda text: port.wire.send(text.encode() + b"\r\n"), cycles)
    port.unplug()
    print(f"serial scanner back after at most {worst_s:.3f} s")
    assert worst_s <= 3.0


@pytest.mark.testbed
@pytest.mark.parametrize("cycles", CYCLES)
def test_a_scanner_that_types_comes_back_under_another_name_every_time(
    cycles: int, bed: Testbed, tmp_path: Path, ear: Any
) -> None:
    keyboard = Keyboard(bed, tmp_path)
    keyboard.plug(3)
    runner = SourceRunner("scanner", HidScanner("usb:05e0:1200"), CodeScanned, ear)
    worst_s = _hundred_times(keyboard, runner, ear, keyboard.type, cycles)
    keyboard.unplug()
    print(f"typing scanner back after at most {worst_s:.3f} s")
    assert worst_s <= 3.0


@pytest.mark.testbed
def test_a_device_is_found_by_what_it_is_and_two_of_a_kind_by_their_serial_numbers(bed: Testbed) -> None:
    with pytest.raises(DeviceError, match="usb:0c2e:0aaf is not plugged in"):
        find("tty", "usb:0c2e:0aaf")
    one, two = SerialPort(bed, "S1"), SerialPort(bed, "S2")
    one.plug(3)
    assert find("tty", "usb:0C2E:0AAF") == "/dev/ttyACM3"
    two.plug(4)
    assert find("tty", "usb:0c2e:0aaf:S2") == "/dev/ttyACM4"
    with pytest.raises(DeviceError, match="is 2 devices, add the serial number: /dev/ttyACM3, /dev/ttyACM4"):
        find("tty", "usb:0c2e:0aaf")
    one.unplug()
    two.unplug()
