"""The simulated reader and scanner, over real sockets."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.bench import DeviceServer
from drivers.nfc.simulated import GREETING, ReaderDevice, SimulatedReader
from drivers.ports import DeviceError
from drivers.scanner.lines import LONGEST_SCAN, LineCutter
from drivers.scanner.simulated import ScannerDevice, SimulatedScanner

UID = "04a1b2c3d4e5f6"


@pytest.fixture
def reader(socket_path: str) -> Iterator[ReaderDevice]:
    device = ReaderDevice(socket_path)
    device.start()
    yield device
    device.stop()


@pytest.fixture
def scanner(socket_path: str) -> Iterator[ScannerDevice]:
    device = ScannerDevice(socket_path)
    device.start()
    yield device
    device.stop()


def test_a_tapped_card_is_read(reader: ReaderDevice, socket_path: str) -> None:
    driver = SimulatedReader(socket_path)
    driver.open()

    assert reader.tap(UID.upper())

    assert driver.read(5.0) == UID
    assert driver.read(0.0) is None
    driver.close()


def test_many_cards_at_once_come_out_one_by_one_in_order(reader: ReaderDevice, socket_path: str) -> None:
    driver = SimulatedReader(socket_path)
    driver.open()
    uids = [f"{number:08x}" for number in range(100)]

    assert all(reader.tap(uid) for uid in uids)

    assert [driver.read(5.0) for _uid in uids] == uids
    driver.close()


def test_a_card_tapped_with_no_kiosk_attached_is_lost(reader: ReaderDevice, socket_path: str) -> None:
    assert not reader.tap(UID)

    driver = SimulatedReader(socket_path)
    driver.open()
    assert driver.read(0.0) is None
    driver.close()


def test_the_reader_survives_the_kiosk(reader: ReaderDevice, socket_path: str) -> None:
    first = SimulatedReader(socket_path)
    first.open()
    first.close()
    second = SimulatedReader(socket_path)
    second.open()

    assert reader.tap(UID)

    assert second.read(5.0) == UID
    second.close()


@pytest.mark.parametrize("uid", ["", "04", "xyz", "04a1b2c3d4", "04a1b2c3\n04a1b2c3", "04" * 2000])
def test_what_is_no_cards_uid_cannot_be_tapped(reader: ReaderDevice, uid: str) -> None:
    with pytest.raises(ValueError, match="4, 7 or 10 bytes"):
        reader.tap(uid)


def test_unplugging_ends_a_read_and_refuses_an_open(reader: ReaderDevice, socket_path: str) -> None:
    driver = SimulatedReader(socket_path)
    driver.open()

    reader.unplug()

    with pytest.raises(DeviceError, match="gone"):
        driver.read(5.0)
    with pytest.raises(DeviceError, match="cannot reach"):
        driver.open()
    reader.plug()
    driver.open()
    assert reader.tap(UID)
    driver.close()


def test_plug_and_unplug_may_be_said_twice(reader: ReaderDevice) -> None:
    reader.plug()
    reader.unplug()
    reader.unplug()
    reader.plug()
    reader.stop()
    reader.stop()
    assert not reader.tap(UID)


def test_a_socket_file_left_by_a_killed_bench_is_replaced(socket_path: str) -> None:
    dead = socket.socket(socket.AF_UNIX)
    dead.bind(socket_path)
    dead.close()
    device = ReaderDevice(socket_path)

    device.start()

    driver = SimulatedReader(socket_path)
    driver.open()
    driver.close()
    device.stop()


def test_a_folder_that_does_not_exist_stops_the_start(tmp_path: Path) -> None:
    device = ReaderDevice(str(tmp_path / "missing" / "d"))
    with pytest.raises(OSError):
        device.start()
    device.stop()


@pytest.mark.parametrize("make", [SimulatedReader, SimulatedScanner, ReaderDevice, ScannerDevice])
def test_a_path_the_kernel_cannot_take_is_refused_with_its_length(make: type) -> None:
    with pytest.raises(ValueError, match="at most 107 bytes, this one has 108"):
        make("/" + "x" * 107)


@pytest.mark.parametrize("greeting", [b"hello\n", b"x" * 500, b"\xff\x00\n"])
@pytest.mark.parametrize("make", [SimulatedReader, SimulatedScanner])
def test_something_else_behind_the_socket_is_a_failed_device(make: type, greeting: bytes, socket_path: str) -> None:
    stranger = DeviceServer(socket_path, greeting=greeting)
    stranger.start()
    driver = make(socket_path)

    with pytest.raises(DeviceError):
        driver.open()

    driver.close()
    stranger.stop()


def test_a_reader_that_sends_no_uid_is_a_failed_device(socket_path: str) -> None:
    stranger = DeviceServer(socket_path, greeting=GREETING)
    stranger.start()
    driver = SimulatedReader(socket_path)
    driver.open()

    for junk in (b"not a card\n", b"0" * 200):
        assert stranger.send(junk)
        with pytest.raises(DeviceError):
            driver.read(5.0)

    driver.close()
    stranger.stop()


def test_a_scanned_code_is_read(scanner: ScannerDevice, socket_path: str) -> None:
    driver = SimulatedScanner(socket_path)
    driver.open()

    assert scanner.scan("RG1:7GQ2")
    assert scanner.scan("扫码 \x1b[0m")

    assert driver.read(5.0) == "RG1:7GQ2"
    assert driver.read(5.0) == "扫码 \x1b[0m"
    driver.close()


def test_an_endless_code_is_one_scan_that_is_too_long(scanner: ScannerDevice, socket_path: str) -> None:
    driver = SimulatedScanner(socket_path)
    driver.open()

    assert scanner.scan("7" * 100_000)
    assert scanner.scan("next")

    scans = [_next_scan(driver), _next_scan(driver)]
    assert [len(scan) for scan in scans] == [LONGEST_SCAN + 1, 4]
    driver.close()


def _next_scan(driver: SimulatedScanner) -> str:
    for _read in range(100):
        scan = driver.read(5.0)
        if scan is not None:
            return scan
    raise AssertionError("nothing was scanned")


@given(st.lists(st.binary(max_size=40).filter(lambda line: not set(line) & {10, 13}), max_size=8), st.data())
def test_scans_do_not_depend_on_how_the_bytes_arrive(lines: list[bytes], data: st.DataObject) -> None:
    endings = [data.draw(st.sampled_from([b"\r", b"\n", b"\r\n"])) for _line in lines]
    wire = b"".join(line + end for line, end in zip(lines, endings, strict=True))
    cutter, scans, at = LineCutter(), [], 0

    while at < len(wire):
        size = data.draw(st.integers(1, len(wire)))
        scans += cutter.feed(wire[at : at + size])
        at += size

    assert scans == [line.decode("utf-8", "replace") for line in lines if line]


@given(st.binary(max_size=20_000))
def test_no_scan_is_longer_than_its_limit_whatever_comes(wire: bytes) -> None:
    assert all(len(scan.encode()) <= 3 * (LONGEST_SCAN + 1) for scan in LineCutter().feed(wire + b"\n"))
