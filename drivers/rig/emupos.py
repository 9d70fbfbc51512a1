"""emupos: a thermal printer that we did not write, with two printers of our two papers. For tests.

It comes from PyPI, needs Python 3.13 or newer, and is set up on first use in an environment of its own.
"""

from __future__ import annotations

import glob
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from drivers.printer.emulator import DOTS
from drivers.printer.network import NetworkPrinter

EMUPOS = "emupos==0.4.0"
START_S, ANSWER_S = 30.0, 10.0


class NoEmupos(Exception):
    """emupos cannot run here; the message says what is missing."""


def program(folder: Path) -> Path:
    """The program, set up in `folder` when it is nowhere yet. Raises NoEmupos."""
    mine = folder / "bin" / "emupos"
    for known in (os.environ.get("REGULARS_EMUPOS"), mine, shutil.which("emupos")):
        if known and Path(known).exists():
            return Path(known)
    pythons = glob.glob(os.path.expanduser("~/.pyenv/versions/3.1[34].*/bin/python"))
    for python in filter(None, [shutil.which("python3.13"), shutil.which("python3.14"), *pythons]):
        if subprocess.run([python, "-m", "venv", str(folder)], capture_output=True).returncode:
            continue
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "-q", EMUPOS]
        done = subprocess.run(pip, capture_output=True, text=True)
        if done.returncode:
            raise NoEmupos(f"{EMUPOS} cannot be installed: {done.stderr.strip()[-200:]}")
        return mine
    raise NoEmupos("emupos needs Python 3.13 or newer, and none was found (python3.13, python3.14, pyenv)")


class Emupos:
    """One running emupos; `ports` are those of its printers, by the width of their paper in mm."""

    def __init__(self, program: Path, folder: Path) -> None:
        self._program, self._folder = program, folder
        self.ports, api = {width_mm: _free_port() for width_mm in DOTS}, _free_port()
        self._api = f"http://127.0.0.1:{api}"
        lines = ["schema: 1", f"api: {{host: 127.0.0.1, port: {api}}}", "devices:"]
        for width_mm, dots in DOTS.items():
            (folder / f"p{width_mm}.yaml").write_text(_PROFILE.format(width_mm=width_mm, dots=dots))
            receipts, port = self._receipts(width_mm), self.ports[width_mm]
            lines.append(_DEVICE.format(width_mm=width_mm, receipts=receipts, port=port))
        (folder / "emupos.yaml").write_text("\n".join(lines) + "\n")
        self._log = folder / "log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [str(program), "run", "--config", str(folder / "emupos.yaml")],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=folder,
            )  # fmt: skip
        self._wait_until_it_listens()

    def fault(self, verb: str, name: str) -> None:
        """`set` or `clear` one fault of the printer with 80 mm paper."""
        command = [str(self._program), "--api", self._api, "fault", verb, "p80", name]
        subprocess.run(command, check=True, capture_output=True)

    def printed(self, width_mm: int, job: bytes) -> Image.Image:
        """Print this with our own driver, and the paper that came out."""
        before = set(self._receipts(width_mm).rglob("*.png"))
        with driver(self.ports[width_mm], width_mm) as printer:
            printer.print(job)
        deadline = time.monotonic() + ANSWER_S
        while time.monotonic() < deadline:
            for file in set(self._receipts(width_mm).rglob("*.png")) - before:
                try:
                    return Image.open(file).convert("L")
                except OSError:
                    # It is being written.
                    continue
            time.sleep(0.05)
        raise TimeoutError("no paper came out")

    def stop(self) -> None:
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait_until_it_listens(self) -> None:
        deadline = time.monotonic() + START_S
        for port in self.ports.values():
            while not _listens(port):
                if self._process.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    raise TimeoutError(self._log.read_text())
                time.sleep(0.05)

    def _receipts(self, width_mm: int) -> Path:
        return self._folder / f"receipts{width_mm}"


@contextmanager
def driver(port: int, width_mm: int = 80) -> Iterator[NetworkPrinter]:
    """Our network driver, once the printer at this port answers."""
    printer = NetworkPrinter("127.0.0.1", port, width_mm)
    printer.open()
    try:
        deadline = time.monotonic() + ANSWER_S
        while printer.status().online is None:
            if time.monotonic() > deadline:
                raise TimeoutError("emupos does not answer")
        yield printer
    finally:
        printer.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


_PROFILE = """\
type: printer
name: p{width_mm}
dpi: 203
width_dots: {dots}
font_a: {{width: 12, height: 24}}
font_b: {{width: 9, height: 17}}
code_pages: {{0: PC437}}
default_code_page: 0
drawer_sensor_open_level: high
"""
_DEVICE = """\
  - id: p{width_mm}
    type: printer
    profile: ./p{width_mm}.yaml
    receipts_dir: {receipts}
    job_idle_timeout_ms: 300
    connections: [tcp: {{port: {port}}}]"""
