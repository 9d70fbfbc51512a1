"""Code scanners that are USB keyboards, by evdev. The keyboard is grabbed: no key of it reaches the window."""

from __future__ import annotations

import os
import time
from collections import deque

import evdev
from evdev import ecodes

from drivers.names import find
from drivers.ports import DeviceError
from drivers.scanner.decode import Bounce, without_aim
from drivers.scanner.keyboard import Typist
from drivers.wake import Wake

# Scanners type a key in 1 to 16 ms; a person never types a whole code without such a pause.
SILENCE_S = 0.1
BABBLE_S = 0.5
# Of what was typed before we came; more is a keyboard that never stops.
MOST_ROUNDS = 64


class HidScanner:
    """Driver: the scanner that is the keyboard at `path`, with a US layout.

    `path` is an input device (/dev/input/event5, or a name under /dev/input/by-id), or `usb:VVVV:PPPP[:SERIAL]`.
    """

    def __init__(self, path: str = "/dev/regulars/scanner-keys") -> None:
        if not path:
            raise ValueError("path: the input device's name is empty")
        self._path = path
        self._keyboard: evdev.InputDevice[str] | None = None
        self._typist, self._bounce = Typist(), Bounce()
        self._scans: deque[str] = deque()
        self._wake = Wake()

    def open(self) -> None:
        """Open the keyboard and grab it. Raises DeviceError. What was typed before is forgotten."""
        self.close()
        self._typist.clear()
        self._scans.clear()
        self._bounce.forget()
        path = find("input", self._path)
        try:
            self._keyboard = evdev.InputDevice(path)
            self._keyboard.grab()
            for _round in range(MOST_ROUNDS):
                if not self._events(0.0):
                    break
        except OSError as error:
            self.close()
            raise DeviceError(f"cannot open {self._path}: {_why(error)}") from error

    def read(self, timeout_s: float) -> str | None:
        """One code; None after `timeout_s` of silence. Raises DeviceError."""
        deadline = time.monotonic() + timeout_s
        while not self._scans:
            left_s = deadline - time.monotonic()
            events = self._events(SILENCE_S if self._typist.pending else max(0.0, left_s))
            for event in events:
                self._take(event)
            if not events and self._typist.pending:
                self._keep(self._typist.flush())
            late = self._wake.rung or left_s <= (-BABBLE_S if self._typist.pending else 0)
            if late and not self._scans:
                return None
        return self._scans.popleft()

    def wake(self) -> None:
        self._wake.ring()

    def close(self) -> None:
        self._wake.hush()
        if self._keyboard is not None:
            keyboard, self._keyboard = self._keyboard, None
            try:
                keyboard.close()
            except OSError:
                # An unplugged keyboard cannot be let go.
                return

    def _take(self, event: evdev.InputEvent) -> None:
        if event.type == ecodes.EV_SYN and event.code == ecodes.SYN_DROPPED:
            self._typist.lose()
        elif event.type == ecodes.EV_KEY:
            self._keep(self._typist.key(event.code, event.value))

    def _keep(self, scans: list[str]) -> None:
        now_s = time.monotonic()
        for scan in map(without_aim, scans):
            if scan and self._bounce.is_new(scan, now_s):
                self._scans.append(scan)

    def _events(self, timeout_s: float) -> list[evdev.InputEvent]:
        if self._keyboard is None:
            raise DeviceError(f"{self._path} is not open")
        try:
            if not self._wake.wait(self._keyboard.fd, timeout_s):
                return []
            events = list(self._keyboard.read())
        except BlockingIOError:
            return []
        except (OSError, ValueError) as error:
            raise DeviceError(f"{self._path} is gone: {_why(error)}") from error
        if not events:
            raise DeviceError(f"{self._path} is gone: unplugged")
        return events


def _why(error: Exception) -> str:
    number = getattr(error, "errno", None)
    return os.strerror(number) if number else str(error)
