"""One real kiosk for all tests of this folder: its own process, simulated devices, no broker."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from drivers.nfc.simulated import ReaderDevice
from drivers.presence.simulated import PresenceDevice
from drivers.printer.simulated import PrinterDevice
from drivers.scanner.simulated import ScannerDevice
from kiosk.control.client import ControlError, call

START_S = 60.0
WAIT_S = 10.0
ROOT = Path(__file__).resolve().parents[2]

CONFIG = """\
kiosk = "k-7"
data_dir = "{folder}"
control = "{folder}/c"
language = "en"
[mqtt]
port = 1
username = "k-7"
password = "not-for-your-eyes"
[display]
window = "offscreen"
[nfc.settings]
socket = "{folder}/r"
[scanner.settings]
socket = "{folder}/s"
[printer.settings]
socket = "{folder}/p"
[backlight]
driver = "simulated"
[presence]
driver = "simulated"
settings = {{ socket = "{folder}/e" }}
"""


def until(condition, what: str, timeout_s: float = WAIT_S):
    """Wait until `condition()` is true; what it returned."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{what} did not come within {timeout_s:g} s")


class Kioskctl:
    """The real command in a process of its own."""

    def __call__(self, *arguments: str, **options) -> subprocess.CompletedProcess[str]:
        options = {"capture_output": True, "text": True, "timeout": 60, "stdin": subprocess.DEVNULL} | options
        return subprocess.run([sys.executable, "-m", "staff.kioskctl", *arguments], cwd=ROOT, **options)

    def start(self, *arguments: str, **options) -> subprocess.Popen[str]:
        # Whoever runs the tests in the background has them ignore Ctrl-C, and what they start would too.
        options = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)} | options
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True} | options
        return subprocess.Popen([sys.executable, "-m", "staff.kioskctl", *arguments], cwd=ROOT, **options)


class LivingKiosk:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.reader = ReaderDevice(str(folder / "r"))
        self.scanner = ScannerDevice(str(folder / "s"))
        self.printer = PrinterDevice(str(folder / "p"))
        self.presence = PresenceDevice(str(folder / "e"))
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        for device in (self.reader, self.scanner, self.printer, self.presence):
            device.start()
        config = self.folder / "kiosk.toml"
        config.write_text(CONFIG.format(folder=self.folder))
        with (self.folder / "output").open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "kiosk.app", "--config", str(config)], cwd=ROOT, stderr=output
            )
        until(self._is_well, "the kiosk", START_S)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for device in (self.reader, self.scanner, self.printer, self.presence):
            device.stop()

    def state(self):
        return call(self.folder / "c", "state")

    def ctl(self, *arguments: str, **options) -> subprocess.CompletedProcess[str]:
        return Kioskctl()("--kiosk-dir", str(self.folder), *arguments, **options)

    def start_ctl(self, *arguments: str) -> subprocess.Popen[str]:
        return Kioskctl().start("--kiosk-dir", str(self.folder), *arguments)

    def go_home(self) -> None:
        def home() -> bool:
            if self.state()["screen"] == "attract":
                return True
            try:
                call(self.folder / "c", "press", what="done")
            except ControlError as error:
                assert error.code == "no_such_control"
            return False

        until(home, "the resting screen")

    def _is_well(self) -> bool:
        assert self.process is not None and self.process.poll() is None, (self.folder / "output").read_text()
        try:
            return set(self.state()["devices"].values()) == {"ok"}
        except ControlError:
            return False


@pytest.fixture(scope="session")
def kioskctl() -> Kioskctl:
    return Kioskctl()


@pytest.fixture(scope="session", name="until")
def waiting():
    return until


@pytest.fixture(scope="session")
def living_kiosk():
    # Short: a socket's path has 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="rg-"))
    kiosk = LivingKiosk(folder)
    try:
        kiosk.start()
        yield kiosk
    finally:
        kiosk.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def kiosk(living_kiosk: LivingKiosk) -> LivingKiosk:
    """The kiosk at rest, all its devices well."""
    living_kiosk.go_home()
    return living_kiosk


@pytest.fixture
def plain_environment():
    kept = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "REGULARS_KIOSK", "TERM")}
    return kept | {"TERM": "xterm-256color"}
