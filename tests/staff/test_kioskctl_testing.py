"""`kioskctl test`: what passes, what fails, and what is refused while a diner is there."""

from __future__ import annotations

import json
import subprocess


def _test_while(kiosk, until, device: str, action) -> subprocess.CompletedProcess[str]:
    """Run the test of a device and do `action` until it has ended."""
    with kiosk.start_ctl("test", device) as process:

        def ended() -> bool:
            action()
            return process.poll() is not None

        until(ended, "the end of the test")
        out, err = process.communicate()
    return subprocess.CompletedProcess([], process.returncode, out, err)


def test_the_printers_test_prints_a_ticket(kiosk):
    before = len(kiosk.printer.tickets)

    done = kiosk.ctl("test", "printer")

    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith("[PASS] printer")
    assert len(kiosk.printer.tickets) == before + 1


def test_the_printers_test_fails_without_paper_and_says_so(kiosk, until):
    kiosk.printer.fault = "paper_out"
    try:
        until(lambda: kiosk.state()["devices"]["printer"] == "paper_out", "the end of the paper")
        done = kiosk.ctl("test", "printer")
    finally:
        kiosk.printer.fault = None
    until(lambda: kiosk.state()["devices"]["printer"] == "ok", "the new roll")

    assert done.returncode == 1
    assert done.stdout == "[FAIL] printer   the printer said paper_out\n"
    assert "kioskctl doctor --only printer" in done.stderr


def test_the_readers_test_passes_when_a_card_is_tapped(kiosk, until):
    done = _test_while(kiosk, until, "reader", lambda: kiosk.reader.tap("04aabbccddee80"))

    assert done.returncode == 0
    assert done.stdout == "[PASS] reader    read a card ending in ee80\n"
    assert "tap a card" in done.stderr


def test_the_scanners_test_passes_when_a_code_is_held_to_it(kiosk, until):
    done = _test_while(kiosk, until, "scanner", lambda: kiosk.scanner.scan("RGX-123"))

    assert done.stdout == "[PASS] scanner   read a code of 7 characters\n"


def test_a_reader_on_which_nothing_is_tapped_fails(kiosk):
    done = kiosk.ctl("test", "reader", "--wait", "0.2")

    assert done.returncode == 1
    assert "nothing was read within 0.2 s" in done.stdout


def test_the_screens_test_sees_a_picture(kiosk):
    done = kiosk.ctl("test", "screen", "--json")

    assert done.returncode == 0
    [result] = json.loads(done.stdout)
    assert result["passed"] and "1280x800" in result["evidence"]


def test_the_touch_test_presses_a_button_and_leads_home(kiosk):
    done = kiosk.ctl("test", "touch")

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("[PASS] touch     pressed ")
    assert kiosk.state()["screen"] == "attract"


def test_the_touch_test_is_refused_while_somebody_is_there(kiosk, until):
    kiosk.reader.tap("04aabbccddee80")
    until(lambda: kiosk.state()["screen"] != "attract", "another screen")

    done = kiosk.ctl("test", "touch")

    assert done.returncode == 5
    assert "somebody is at the kiosk" in done.stderr


def test_all_tests_run_although_some_fail(kiosk):
    done = kiosk.ctl("test", "all", "--wait", "0.2", "--json")

    assert done.returncode == 1
    results = {result["device"]: result["passed"] for result in json.loads(done.stdout)}
    assert results == {
        "network": False, "printer": True, "screen": True, "touch": True, "light": True, "backlight": True,
        "reader": False, "scanner": False, "presence": False,
    }  # fmt: skip


def test_the_presence_sensors_test_passes_when_somebody_comes(kiosk, until):
    done = _test_while(kiosk, until, "presence", kiosk.presence.come)

    assert done.returncode == 0
    assert done.stdout.startswith("[PASS] presence  simulated: saw somebody after ")
    assert "walk up to the kiosk" in done.stderr


def test_the_panels_test_dims_it_and_says_what_the_panel_said(kiosk):
    done = kiosk.ctl("test", "backlight")

    assert done.stdout == "[PASS] backlight simulated: from 100 % to 30 %, and back\n"


def test_what_a_kiosk_does_not_have_is_said_and_no_fault(kiosk):
    done = kiosk.ctl("test", "light")

    assert (done.returncode, done.stdout) == (0, "[PASS] light     this kiosk has no light\n")


def test_an_unknown_device_is_a_slip_of_the_pen(kiosk):
    assert kiosk.ctl("test", "teapot").returncode == 2
