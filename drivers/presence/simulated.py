"""A simulated presence sensor: the driver the kiosk loads, and the sensor on the bench that somebody walks up to.

Wire: the device sends `ready\\n` when a kiosk attaches, then `here\\n` for everybody who comes.
"""

from __future__ import annotations

from drivers.bench import DeviceServer
from drivers.bench_device import BenchDevice
from drivers.ports import DeviceError
from drivers.presence.gpio import HERE
from drivers.scanner.lines import LineCutter
from drivers.sockets import SocketStream

READY = "ready"


class SimulatedPresence:
    """Driver: sees whoever walks up to the `PresenceDevice` that listens at `socket`."""

    def __init__(self, socket: str) -> None:
        self._stream = SocketStream(socket)
        self._cutter, self._heard = LineCutter(), list[str]()

    def open(self) -> None:
        """Attach to the sensor. Raises DeviceError when it is unplugged or does not greet within a second."""
        self._cutter.clear()
        self._stream.open()
        self._heard = self._cutter.feed(self._stream.read(1.0))
        if self._heard[:1] != [READY]:
            raise DeviceError("the simulated presence sensor did not greet")
        del self._heard[0]

    def read(self, timeout_s: float) -> str | None:
        """`HERE` for somebody who came; None after `timeout_s`. Raises DeviceError."""
        if not self._heard:
            self._heard += self._cutter.feed(self._stream.read(timeout_s))
        if not self._heard:
            return None
        word = self._heard.pop(0)
        if word != HERE:
            raise DeviceError(f"the simulated presence sensor said {word[:40]!r}")
        return HERE

    def wake(self) -> None:
        self._stream.wake()

    def close(self) -> None:
        self._stream.close()


class PresenceDevice(BenchDevice):
    """The sensor on the bench. Whoever comes while no kiosk is attached is not seen."""

    def __init__(self, socket: str) -> None:
        super().__init__(socket, DeviceServer(socket, greeting=f"{READY}\n".encode()), {"come": self.come})

    def come(self) -> bool:
        """Walk up to the kiosk; False when no kiosk sees it."""
        return self._server.send(f"{HERE}\n".encode())
