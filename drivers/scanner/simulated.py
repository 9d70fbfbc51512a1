"""A simulated code scanner: the driver the kiosk loads, and the scanner on the bench that codes are held to.

Wire: as a scanner on a serial port: the text and CR LF, nothing else; an empty line when a kiosk attaches.
"""

from __future__ import annotations

from collections import deque

from drivers.bench import DeviceServer
from drivers.bench_device import BenchDevice
from drivers.ports import DeviceError
from drivers.scanner.lines import LineCutter
from drivers.sockets import SocketStream

END = b"\r\n"


class SimulatedScanner:
    """Driver: reads the codes held to the `ScannerDevice` that listens at `socket`."""

    def __init__(self, socket: str) -> None:
        self._stream = SocketStream(socket)
        self._cutter = LineCutter()
        self._scans: deque[str] = deque()

    def open(self) -> None:
        """Attach to the scanner. Raises DeviceError when it is unplugged or does not greet within a second."""
        self._cutter.clear()
        self._scans.clear()
        self._stream.open()
        greeting = self._stream.read(1.0)
        if not greeting.startswith(END):
            raise DeviceError("the simulated scanner did not greet")
        self._scans.extend(self._cutter.feed(greeting))

    def read(self, timeout_s: float) -> str | None:
        """One scanned text; None after `timeout_s` of silence. Raises DeviceError."""
        if not self._scans:
            self._scans.extend(self._cutter.feed(self._stream.read(timeout_s)))
        return self._scans.popleft() if self._scans else None

    def wake(self) -> None:
        self._stream.wake()

    def close(self) -> None:
        self._stream.close()


class ScannerDevice(BenchDevice):
    """The scanner on the bench. A code held to it while no kiosk is attached is lost."""

    def __init__(self, socket: str) -> None:
        super().__init__(socket, DeviceServer(socket, greeting=END), {"scan": self.scan})

    def scan(self, text: str) -> bool:
        """Hold a code to the scanner; False when no kiosk reads it. A CR or LF inside ends a scan, as on the wire."""
        return self._server.send(text.encode("utf-8", "surrogatepass") + END)
