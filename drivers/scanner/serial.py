"""Code scanners on a serial line: RS-232 adapters, and USB scanners in CDC mode (/dev/ttyACM0)."""

from __future__ import annotations

import os
import time
from collections import deque

import serial

from drivers.names import find
from drivers.ports import DeviceError
from drivers.scanner.decode import Bounce, without_aim
from drivers.scanner.lines import LineCutter
from drivers.wake import Wake

# A scanner without a suffix ends its code by falling silent: 0.1 s is ten characters at 9600 bits a second.
SILENCE_S = 0.1
# Longer than this nobody's code takes; what does is noise on the line.
BABBLE_S = 0.5


class SerialScanner:
    """Driver: the scanner on the serial port `path`, at `baud` bits a second.

    `path` is a device file, or `usb:VVVV:PPPP[:SERIAL]` to find it by what it is. A code ends with CR, LF, TAB or a
    silence; AIM identifiers in front of it are taken off.
    """

    def __init__(self, path: str = "/dev/regulars/scanner", baud: int = 9600) -> None:
        if not path:
            raise ValueError("path: the serial port's name is empty")
        if not 300 <= baud <= 4_000_000:
            raise ValueError(f"baud: {baud} is not between 300 and 4000000")
        self._path, self._baud = path, baud
        self._port: serial.Serial | None = None
        self._cutter, self._bounce = LineCutter(tab=True), Bounce()
        self._scans: deque[str] = deque()
        self._wake = Wake()

    def open(self) -> None:
        """Open the port. Raises DeviceError. What was scanned before is forgotten."""
        self.close()
        self._cutter.clear()
        self._scans.clear()
        self._bounce.forget()
        path = find("tty", self._path)
        try:
            self._port = serial.Serial(path, self._baud, timeout=0, exclusive=True)
            self._port.reset_input_buffer()
        except (OSError, ValueError) as error:
            self.close()
            raise DeviceError(f"cannot open {self._path}: {_why(error)}") from error

    def read(self, timeout_s: float) -> str | None:
        """One code; None after `timeout_s` of silence. Raises DeviceError."""
        deadline = time.monotonic() + timeout_s
        while not self._scans:
            left_s = deadline - time.monotonic()
            # A code that has begun is waited for: it must not be cut in two by the end of our patience.
            data = self._bytes(SILENCE_S if self._cutter.pending else left_s)
            if data:
                self._take(self._cutter.feed(data))
            elif self._cutter.pending:
                self._take(self._cutter.flush())
            late = self._wake.rung or left_s <= (-BABBLE_S if self._cutter.pending else 0)
            if late and not self._scans:
                return None
        return self._scans.popleft()

    def wake(self) -> None:
        self._wake.ring()

    def close(self) -> None:
        self._wake.hush()
        if self._port is not None:
            port, self._port = self._port, None
            try:
                port.close()
            except OSError:
                # An unplugged port cannot say goodbye.
                return

    def _take(self, scans: list[str]) -> None:
        now_s = time.monotonic()
        for scan in map(without_aim, scans):
            if scan and self._bounce.is_new(scan, now_s):
                self._scans.append(scan)

    def _bytes(self, timeout_s: float) -> bytes:
        """What has come; b"" after `timeout_s`."""
        if self._port is None:
            raise DeviceError(f"{self._path} is not open")
        # pyserial sets the line up; its own reads wait for a number of bytes, and no code says how many it has.
        try:
            if not self._wake.wait(self._port.fileno(), timeout_s):
                return b""
            data = os.read(self._port.fileno(), 4096)
        except (OSError, ValueError) as error:
            raise DeviceError(f"{self._path} is gone: {_why(error)}") from error
        if not data:
            raise DeviceError(f"{self._path} is gone: unplugged")
        return data


def _why(error: Exception) -> str:
    number = getattr(error, "errno", None)
    return os.strerror(number) if number else str(error)
