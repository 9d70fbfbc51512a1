"""The udev rules name the devices that our drivers look for, and udev itself takes them."""

from __future__ import annotations

import inspect
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from drivers.nfc.power import VENDOR
from drivers.printer.serial import SerialPrinter
from drivers.scanner.hid import HidScanner
from drivers.scanner.serial import SerialScanner

FOLDER = Path(__file__).parents[2] / "deploy" / "raspberrypi"
RULES = FOLDER / "udev" / "70-regulars.rules"


def test_every_default_name_of_a_driver_is_given_by_a_rule() -> None:
    given = {f"/dev/{name}" for name in re.findall(r'SYMLINK\+="([^"]+)"', RULES.read_text())}
    wanted = {
        inspect.signature(driver).parameters["path"].default for driver in (SerialPrinter, HidScanner, SerialScanner)
    }
    assert wanted == given


def test_every_rule_is_well_formed() -> None:
    rules = [line for line in RULES.read_text().splitlines() if line and not line.startswith("#")]
    part = re.compile(r'[A-Z]+(\{[A-Za-z_]+\})?(==|!=|=|\+=|-=)"[^"]*"')
    assert all(part.fullmatch(piece.strip()) for rule in rules for piece in rule.split(", "))
    if shutil.which("udevadm") is None:
        pytest.skip("udevadm is not installed: the rules are only looked at, not tried")
    verified = subprocess.run(
        ["udevadm", "verify", "--resolve-names=never", str(RULES)], capture_output=True, text=True
    )
    if "nknown command" in verified.stderr or "nknown verb" in verified.stderr:
        pytest.skip("this udevadm cannot verify rules (systemd 254 can)")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_the_file_that_says_pcscd_hangs_is_the_one_that_is_waited_for() -> None:
    path, service = (FOLDER / "systemd" / f"regulars-pcscd.{kind}" for kind in ("path", "service"))
    (file,) = re.findall(r"^PathExists=(\S+)$", path.read_text(), re.MULTILINE)
    steps = re.findall(r"^ExecStart=-?(.+)$", service.read_text(), re.MULTILINE)

    assert file in (FOLDER.parents[1] / "docs" / "hardware.md").read_text()
    # The file goes first: a pcscd that hangs again meanwhile is not overlooked.
    assert steps[0] == f"/usr/bin/rm -f {file}"
    assert any("kill --signal=KILL pcscd.service" in step for step in steps)
    assert f"d {Path(file).parent} " in (FOLDER / "tmpfiles.d" / "regulars.conf").read_text()
    if shutil.which("systemd-analyze"):
        verified = subprocess.run(["systemd-analyze", "verify", path, service], capture_output=True, text=True)
        assert not [line for line in verified.stderr.splitlines() if "regulars-pcscd" in line], verified.stderr


def test_no_other_driver_takes_the_card_reader() -> None:
    text = (FOLDER / "modprobe.d" / "regulars-nfc.conf").read_text()
    assert {"pn533_usb", "pn533", "nfc"} == set(re.findall(r"^blacklist (\S+)$", text, re.MULTILINE))


def test_the_kiosk_may_switch_a_reader_that_hangs_by_what_it_writes_to() -> None:
    (rule,) = [line for line in RULES.read_text().splitlines() if f'ATTR{{idVendor}}=="{VENDOR}"' in line]

    assert "/authorized" in rule and "/port/disable" in rule and "chgrp regulars" in rule


@pytest.mark.parametrize(
    ("action", "groups", "allowed"),
    [
        ("org.debian.pcsc-lite.access_pcsc", ["regulars"], True),
        ("org.debian.pcsc-lite.access_card", ["video", "regulars"], True),
        ("org.debian.pcsc-lite.access_card", ["users"], False),
        ("org.freedesktop.systemd1.manage-units", ["regulars"], False),
    ],
)
def test_polkit_lets_the_kiosk_speak_to_cards_and_do_nothing_else(
    action: str, groups: list[str], allowed: bool
) -> None:
    """The rule is run, with what polkit gives it."""
    if shutil.which("node") is None:
        pytest.skip("node is not installed: the rule cannot be run")
    rule = (FOLDER / "polkit" / "50-regulars-pcscd.rules").read_text()
    script = f"""
        let asked;
        const polkit = {{ addRule: (rule) => {{ asked = rule; }}, Result: {{ YES: "yes" }} }};
        {rule}
        const subject = {{ isInGroup: (name) => {json.dumps(groups)}.includes(name) }};
        const said = asked({{ id: {json.dumps(action)} }}, subject);
        console.log(said === undefined ? "no opinion" : said);
    """
    done = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == ("yes" if allowed else "no opinion")
