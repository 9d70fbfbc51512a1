"""Finding a driver by the name in the config."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from drivers.catalog import BUILT_IN, BadSettings, UnknownDriver, build, names
from drivers.printer.network import NetworkPrinter

SETTINGS: dict[tuple[str, str], dict[str, Any]] = {
    ("nfc", "pcsc"): {},
    ("nfc", "simulated"): {"socket": "/tmp/x"},
    ("scanner", "camera"): {"width": 640},
    ("scanner", "hid"): {},
    ("scanner", "serial"): {"path": "usb:0c2e:0aaf", "baud": 115200},
    ("scanner", "simulated"): {"socket": "/tmp/x"},
    ("printer", "simulated"): {"socket": "/tmp/x", "width_mm": 58},
    ("printer", "network"): {"host": "printer.local"},
    ("printer", "usb"): {"vendor": "04b8", "product": "0202"},
    ("printer", "serial"): {"baud": 115200},
    ("printer", "file"): {},
    ("light", "gpio"): {"buzzer": 4},
    ("light", "none"): {},
    ("light", "simulated"): {},
    ("backlight", "none"): {},
    ("backlight", "simulated"): {},
    ("backlight", "sysfs"): {"panel": "10-0045"},
    ("presence", "gpio"): {"pin": 4, "active": "low"},
    ("presence", "none"): {},
    ("presence", "simulated"): {"socket": "/tmp/x"},
}


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, drivers in BUILT_IN.items() for name in drivers])
def test_every_built_in_driver_is_made_from_its_settings(kind: str, name: str) -> None:
    assert build(kind, name, **SETTINGS[kind, name]) is not None


@pytest.mark.parametrize(
    ("kind", "name", "settings", "error", "sentence"),
    [
        ("printer", "netwrok", {}, UnknownDriver, "no printer driver is called 'netwrok'; did you mean 'network'?"),
        ("nfc", "xyz", {}, UnknownDriver, "no nfc driver is called 'xyz'; known: pcsc, simulated"),
        ("priner", "network", {}, UnknownDriver, "no kind of device is called 'priner'; did you mean 'printer'?"),
        ("printer", "network", {}, BadSettings, "printer driver 'network' needs the setting 'host'"),
        (
            "printer",
            "network",
            {"host": "h", "prot": 1},
            BadSettings,
            "printer driver 'network' has no setting 'prot'; did you mean 'port'?",
        ),
        (
            "printer",
            "network",
            {"host": "h", "port": "9100"},
            BadSettings,
            "printer driver 'network': port must be a whole number, not '9100'",
        ),
        (
            "printer",
            "network",
            {"host": "h", "port": True},
            BadSettings,
            "printer driver 'network': port must be a whole number, not True",
        ),
        (
            "printer",
            "network",
            {"host": "h", "port": 0},
            BadSettings,
            "printer driver 'network': port: 0 is not between 1 and 65535",
        ),
        (
            "printer",
            "file",
            {"width_mm": 57},
            BadSettings,
            "printer driver 'file': width_mm: the paper is 58 or 80 mm wide, not 57",
        ),
        ("nfc", "simulated", {"socket": 7}, BadSettings, "nfc driver 'simulated': socket must be text, not 7"),
        ("light", "none", {"pin": 7}, BadSettings, "light driver 'none' has no setting 'pin'"),
    ],
)
def test_a_mistake_in_the_config_is_one_clear_sentence(
    kind: str, name: str, settings: dict[str, Any], error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error) as raised:
        build(kind, name, **settings)
    assert str(raised.value) == sentence


def test_a_package_can_offer_a_driver_but_not_replace_one_of_ours(tmp_path: Path) -> None:
    package = tmp_path / "acme-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text(
        "[kiosk.drivers.printer]\nacme = acme_printer:AcmePrinter\nnetwork = acme_printer:AcmePrinter\n"
        "broken = acme_missing:Printer\n"
    )
    (tmp_path / "acme_printer.py").write_text("class AcmePrinter:\n    def __init__(self, speed: int = 1): ...\n")
    sys.path.insert(0, str(tmp_path))
    try:
        assert names("printer") == ["acme", "broken", "file", "network", "serial", "simulated", "usb"]
        assert type(build("printer", "acme", speed=3)).__name__ == "AcmePrinter"
        assert isinstance(build("printer", "network", host="h"), NetworkPrinter)
        with pytest.raises(UnknownDriver, match="cannot be loaded"):
            build("printer", "broken")
    finally:
        sys.path.remove(str(tmp_path))
        sys.modules.pop("acme_printer", None)
    assert EntryPoint("acme", "acme_printer:AcmePrinter", "kiosk.drivers.printer").attr == "AcmePrinter"


def test_a_driver_is_imported_only_when_it_is_named() -> None:
    script = (
        "import sys, drivers.catalog, drivers.runner;"
        "drivers.catalog.build('printer', 'network', host='h');"
        "print(sorted(name for name in sys.modules if name.split('.')[0] in ('escpos', 'PIL', 'segno', 'barcode')"
        " or name.endswith(('simulated', 'drivers.bench'))))"
    )
    root = Path(__file__).parents[2]
    said = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"


def test_the_printer_library_leaves_nothing_behind(tmp_path: Path) -> None:
    script = (
        "import logging; from drivers.printer.encode import encoder, warm_up; warm_up();"
        "print(logging.root.handlers, __import__('os').environ.get('ESCPOS_CAPABILITIES_FILE'))"
    )
    root = Path(__file__).parents[2]
    said = subprocess.run(
        [sys.executable, "-c", script],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
        env={"TMPDIR": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )

    assert (said.stdout.strip(), said.stderr, list(tmp_path.iterdir())) == ("[] None", "", [])
