"""A simulated NFC reader: the driver the kiosk loads, and the reader on the bench that cards are tapped on.

Wire: the device sends `ready\\n` when a kiosk attaches, then one line of lower-case hex for each card. A line with
two UIDs is a reader that sees two cards at once.
"""

from __future__ import annotations

import re

from drivers.bench import DeviceServer
from drivers.bench_device import Acts, BenchDevice
from drivers.ports import DeviceError, TwoCards
from drivers.sockets import SocketStream

GREETING = b"ready\n"
# ISO 14443-3 UIDs have 4, 7 or 10 bytes.
UID = re.compile(r"(?:[0-9a-f]{2}){4}|(?:[0-9a-f]{2}){7}|(?:[0-9a-f]{2}){10}")
LONGEST_LINE = 64


class SimulatedReader:
    """Driver: reads the UIDs of the cards tapped on the `ReaderDevice` that listens at `socket`."""

    def __init__(self, socket: str) -> None:
        self._stream = SocketStream(socket)
        self._buffer = b""

    def open(self) -> None:
        """Attach to the reader. Raises DeviceError when it is unplugged or does not greet within a second."""
        self._buffer = b""
        self._stream.open()
        if self._line(1.0) != GREETING.strip():
            raise DeviceError("the simulated reader did not greet")

    def read(self, timeout_s: float) -> str | TwoCards | None:
        """One card's UID in lower-case hex; None after `timeout_s` of silence. Raises DeviceError."""
        line = self._line(timeout_s)
        if line is None:
            return None
        text = line.decode("ascii", "replace")
        uids = text.split(" ")
        if len(uids) > 2 or not all(UID.fullmatch(uid) for uid in uids):
            raise DeviceError(f"the simulated reader sent no UID: {text[:LONGEST_LINE]!r}")
        return TwoCards() if len(uids) == 2 else text

    def wake(self) -> None:
        self._stream.wake()

    def close(self) -> None:
        self._stream.close()

    def _line(self, timeout_s: float) -> bytes | None:
        if b"\n" not in self._buffer:
            self._buffer += self._stream.read(timeout_s)
        line, newline, rest = self._buffer.partition(b"\n")
        if newline:
            self._buffer = rest
            return line
        if len(self._buffer) > LONGEST_LINE:
            raise DeviceError("the simulated reader sent an endless line")
        return None


class ReaderDevice(BenchDevice):
    """The reader on the bench. A card tapped while no kiosk is attached is lost, as a real card's tap is."""

    def __init__(self, socket: str) -> None:
        acts: Acts = {"tap": self.tap, "tap_together": self.tap_together}
        super().__init__(socket, DeviceServer(socket, greeting=GREETING), acts)

    def tap(self, uid: str) -> bool:
        """Hold a card to the reader; False when no kiosk reads it. Raises ValueError when `uid` is no card's UID."""
        return self._server.send(_checked(uid) + b"\n")

    def tap_together(self, uid: str, other: str) -> bool:
        """Hold up two cards at once; False when no kiosk reads them. Raises ValueError as `tap`."""
        return self._server.send(_checked(uid) + b" " + _checked(other) + b"\n")


def _checked(uid: str) -> bytes:
    uid = uid.lower()
    if not UID.fullmatch(uid):
        raise ValueError(f"a card's UID is 4, 7 or 10 bytes in hex, not {uid[:LONGEST_LINE]!r}")
    return uid.encode()
