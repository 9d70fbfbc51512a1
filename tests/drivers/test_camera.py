"""The camera scanner: a real program that writes real frames, read by the real zxing-cpp."""

from __future__ import annotations

import shlex
import sys
import time
from pathlib import Path

import pytest
import segno

from drivers.ports import DeviceError
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
