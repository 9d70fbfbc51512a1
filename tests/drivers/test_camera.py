"""The camera scanner: a real program that writes real frames, read by the real zxing-cpp."""

from __future__ import annotations

import shlex
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import segno

from drivers.ports import CodeScanned, DeviceBack, DeviceError, DeviceLost
from drivers.runner import SourceRunner
from drivers.scanner.camera import CameraScanner

CODE = "RGM-0123456789ABCDEF"
PROGRAM = """
import sys, time
blank, shown = open(sys.argv[1], "rb").read(), open(sys.argv[2], "rb").read()
for frame in (blank, shown, shown, blank, shown):
    for at in range(0, len(frame), 40_000):
        sys.stdout.buffer.write(frame[at : at + 40_000])
        sys.stdout.buffer.flush()
time.sleep(float(sys.argv[3]))
"""


@pytest.fixture
def command(tmp_path: Path) -> str:
    """A program that shows a code to the camera, in a picture of 640 by 480 pixels."""
    blank = bytearray(b"\x80") * (640 * 480 * 3 // 2)
    shown = bytearray(blank)
    for y, row in enumerate(segno.make(CODE, micro=False).matrix_iter(scale=8, border=4)):
        shown[640 * (y + 60) + 100 : 640 * (y + 60) + 100 + len(row)] = bytes(20 if dark else 220 for dark in row)
    (tmp_path / "blank").write_bytes(blank)
    (tmp_path / "shown").write_bytes(shown)
    (tmp_path / "program.py").write_text(PROGRAM)
    return shlex.join([sys.executable, *(str(tmp_path / name) for name in ("program.py", "blank", "shown"))])


def test_a_code_held_to_the_camera_is_read_once(command: str) -> None:
    camera = CameraScanner(f"{command} 30", 640, 480)
    camera.open()
    assert camera.read(10.0) == CODE
    assert camera.read(0.3) is None
    began = time.monotonic()
    camera.close()
    camera.close()
    assert time.monotonic() - began < 2.0


def test_a_camera_whose_program_ends_or_is_missing_is_a_failed_device(command: str) -> None:
    camera = CameraScanner(f"{command} 0", 640, 480)
    camera.open()
    assert camera.read(10.0) == CODE
    with pytest.raises(DeviceError, match="has ended"):
        camera.read(10.0)
    camera.close()
    with pytest.raises(DeviceError, match="cannot be started: nonesuch: No such file"):
        CameraScanner("nonesuch --raw").open()
    with pytest.raises(DeviceError, match="not open"):
        CameraScanner().read(0.0)
    with pytest.raises(ValueError, match="width: 63"):
        CameraScanner(width=63)


@pytest.mark.parametrize("cycles", [3, pytest.param(100, marks=pytest.mark.slow)])
def test_a_camera_that_is_unplugged_again_and_again_comes_back_every_time(cycles: int, command: str, ear: Any) -> None:
    """Its program shows the code and ends, as it does when the camera is pulled out."""
    runner = SourceRunner("scanner", CameraScanner(f"{command} 0", 640, 480), CodeScanned, ear)
    runner.start()
    worst_s = 0.0
    for cycle in range(cycles):
        ear.wait(lambda heard, n=cycle: sum(isinstance(signal, DeviceLost) for signal in heard) > n)
        began = time.monotonic()
        ear.wait(lambda heard, n=cycle: sum(isinstance(signal, DeviceBack) for signal in heard) > n)
        worst_s = max(worst_s, time.monotonic() - began)
    runner.stop()
    print(f"camera back after at most {worst_s:.3f} s")
    assert worst_s <= 3.0
    # Every life of the program showed the code, and each was read.
    scans = [signal for signal in ear.heard if isinstance(signal, CodeScanned)]
    assert len(scans) >= cycles and {scan.text for scan in scans} == {CODE}
