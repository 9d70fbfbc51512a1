"""`kioskctl sim` at a living kiosk: the devices notice, the kiosk shows it; a real device refuses."""

from __future__ import annotations

import json
import socket

import pytest

from drivers.bench_device import HAND, HandRefused, NobodySimulates, reach
from drivers.nfc.simulated import ReaderDevice
from kiosk.control.server import ControlServer

UID, OTHER = "04a1b2c3d4e5f6", "04a1b2c3d4e5f7"


def test_a_card_is_tapped_and_two_at_once_are_told_to_come_alone(kiosk, until):
    kiosk.go_home()
    done = kiosk.ctl("sim", "tap", UID, "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, {"done": True})
    until(lambda: kiosk.state()["screen"] == "trouble", "the card nobody knows offline")
    assert events(kiosk)[-1]["is"] != "TwoCards"

    assert kiosk.ctl("sim", "tap", UID, "--with", OTHER).returncode == 0
    until(lambda: any(event["is"] == "TwoCards" for event in events(kiosk)), "both cards")
    kiosk.go_home()


def test_a_code_is_scanned_and_somebody_comes(kiosk, until):
    assert kiosk.ctl("sim", "scan", "https://nobody.example").returncode == 0
    until(lambda: any(event["is"] == "CodeScanned" for event in events(kiosk)), "the code")
    assert kiosk.ctl("sim", "come").returncode == 0


def test_the_printer_is_broken_and_cured(kiosk, until):
    assert kiosk.ctl("sim", "fault", "paper_out").returncode == 0
    until(lambda: kiosk.state()["devices"]["printer"] == "paper_out", "the fault")
    assert kiosk.printer.fault == "paper_out"

    assert kiosk.ctl("sim", "fault", "none").returncode == 0
    until(lambda: kiosk.state()["devices"]["printer"] == "ok", "the cure")
    assert kiosk.ctl("sim", "fault", "on_fire").returncode == 2


def test_a_scanner_that_is_unplugged_is_deaf_until_it_is_plugged_in(kiosk, until):
    assert kiosk.ctl("sim", "unplug", "scanner").returncode == 0
    until(lambda: kiosk.state()["devices"]["scanner"] == "lost", "the loss")
    deaf = kiosk.ctl("sim", "scan", "hello")
    assert deaf.returncode == 5 and "no kiosk is listening" in deaf.stderr

    assert kiosk.ctl("sim", "plug", "scanner").returncode == 0
    until(lambda: kiosk.state()["devices"]["scanner"] == "ok", "the scanner")


def test_a_slip_of_the_pen_is_the_usages(kiosk):
    done = kiosk.ctl("sim", "tap", "not-a-uid")

    assert done.returncode == 2
    assert "4, 7 or 10 bytes in hex" in done.stderr


def test_a_kiosk_that_does_not_run_cannot_be_acted_on(tmp_path, kioskctl):
    assert kioskctl("--kiosk-dir", str(tmp_path), "sim", "tap", UID).returncode == 3


def test_a_real_device_refuses(tmp_path, kioskctl):
    async def answer(_request):
        return {"nfc": {"driver": "pcsc", "settings": {}}}

    server = ControlServer(tmp_path / "control.sock", answer)
    server.start()
    done = kioskctl("--kiosk-dir", str(tmp_path), "sim", "tap", UID)
    server.stop()

    assert done.returncode == 5
    assert "the reader of this kiosk is not simulated (driver 'pcsc')" in done.stderr


def test_a_hand_gets_an_answer_whatever_it_says(tmp_path):
    path = str(tmp_path / "d")
    device = ReaderDevice(path)
    device.start()
    try:
        for junk in (
            b"\x00\xff",
            b"[]",
            b"{}",
            b'{"do": "fly"}',
            b'{"do": "tap", "uid": 7}',
            b'{"do": "tap"}',
            b"[" * 9000,
        ):
            with socket.socket(socket.AF_UNIX) as peer:
                peer.settimeout(5)
                peer.connect(path + HAND)
                peer.sendall(junk)
                assert json.loads(peer.recv(65536))["code"] == "bad_request"
        with pytest.raises(HandRefused, match="no kiosk is listening"):
            reach(path, "tap", uid=UID)
    finally:
        device.stop()
    with pytest.raises(NobodySimulates):
        reach(path, "tap", uid=UID)


def events(kiosk):
    return [row["event"] for row in json.loads(kiosk.ctl("events", "--json", "-n", "50").stdout)]
