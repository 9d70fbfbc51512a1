"""A camera as a scanner of QR codes. Needs the extra `camera` (zxing-cpp) and a program that gives pictures."""

from __future__ import annotations

import os
import select
import shlex
import subprocess
import time
from typing import Any

from drivers.ports import DeviceError
from drivers.scanner.decode import Bounce

# What Raspberry Pi OS has for its cameras. Any program will do that writes frames of YUV 4:2:0 to its output.
RPICAM = "rpicam-vid --nopreview --timeout 0 --codec yuv420 --framerate 10 --width {width} --height {height} --output -"
STOP_S = 0.5
# A diner holds a phone to the camera for seconds; the same code is one scan for so long.
BOUNCE_S = 3.0


class CameraScanner:
    """Driver: QR codes in the pictures that `command` writes: frames of YUV 4:2:0, `width` by `height` pixels.

    `command` empty: the Raspberry Pi's own camera.
    """

    def __init__(self, command: str = "", width: int = 1280, height: int = 720) -> None:
        for name, size in (("width", width), ("height", height)):
            if not 64 <= size <= 4096 or size % 2:
                raise ValueError(f"{name}: {size} is not an even number from 64 to 4096")
        self._size = (width, height)
        self._command = shlex.split(command or RPICAM.format(width=width, height=height))
        self._program: subprocess.Popen[bytes] | None = None
        self._frame, self._bounce = bytearray(), Bounce(BOUNCE_S)
        self._read: Any = None

    def open(self) -> None:
        """Start the camera. Raises DeviceError."""
        self.close()
        try:
            import zxingcpp
        except ImportError as error:
            raise DeviceError("reading pictures needs zxing-cpp: pip install regulars[camera]") from error
        # One kind of code instead of all: 7 ms a picture instead of 100.
        formats: Any = zxingcpp.BarcodeFormat.QRCode
        self._read = lambda picture: zxingcpp.read_barcodes(picture, formats=formats)
        self._frame.clear()
        self._bounce.forget()
        try:
            self._program = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        except OSError as error:
            raise DeviceError(f"the camera cannot be started: {self._command[0]}: {error.strerror}") from error

    def read(self, timeout_s: float) -> str | None:
        """One code; None after `timeout_s` without one. Raises DeviceError when the camera's program ends."""
        deadline = time.monotonic() + timeout_s
        while True:
            left_s = deadline - time.monotonic()
            picture = self._picture(max(0.0, left_s))
            if picture is not None:
                for code in self._read(picture):
                    if self._bounce.is_new(code.text, time.monotonic()):
                        return str(code.text)
            elif left_s <= 0:
                return None

    def close(self) -> None:
        if self._program is None:
            return
        program, self._program = self._program, None
        program.terminate()
        try:
            program.wait(STOP_S)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()
        if program.stdout is not None:
            program.stdout.close()

    def _picture(self, timeout_s: float) -> Any:
        """The brightness of the next whole frame; None when it does not come within `timeout_s`."""
        if self._program is None or self._program.stdout is None:
            raise DeviceError("the camera is not open")
        width, height = self._size
        file, whole = self._program.stdout.fileno(), width * height * 3 // 2
        deadline = time.monotonic() + timeout_s
        while len(self._frame) < whole:
            if not select.select([file], [], [], max(0.0, deadline - time.monotonic()))[0]:
                return None
            data = os.read(file, whole - len(self._frame))
            if not data:
                raise DeviceError("the camera's program has ended")
            self._frame += data
        from PIL import Image

        picture = Image.frombytes("L", self._size, bytes(self._frame[: width * height]))
        self._frame.clear()
        return picture
