"""Stream sockets for devices: the end a driver holds, and the end a simulated device on the bench holds.

A simulated device lives outside the kiosk's process, so that paper already printed and cards on the
table survive the kiosk's death. The two talk over a unix socket, with the bytes the real device would use.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path

from drivers.ports import DeviceError
from drivers.wake import Wake

# sockaddr_un.sun_path holds 108 bytes with the closing NUL.
LONGEST_PATH = 107
Address = str | tuple[str, int]


def checked_path(path: str) -> str:
    """Return `path` when the kernel can bind it; raises ValueError naming the limit when it is empty or too long."""
    size = len(os.fsencode(path))
    if size == 0 or "\0" in path:
        raise ValueError("socket: the path is empty or holds a NUL")
    if size > LONGEST_PATH:
        raise ValueError(f"socket: a unix socket path holds at most {LONGEST_PATH} bytes, this one has {size}: {path}")
    return path


class SocketStream:
    """The driver's end: one connection to a unix socket (path) or a TCP port (host, port)."""

    def __init__(self, address: Address) -> None:
        self.address = checked_path(address) if isinstance(address, str) else address
        self._socket: socket.socket | None = None
        self._wake = Wake()

    def wake(self) -> None:
        """End a read that waits, until the next `close`. From any thread."""
        self._wake.ring()

    def open(self, timeout_s: float = 1.0) -> None:
        """Connect. Raises DeviceError when nobody answers within `timeout_s`."""
        self.close()
        try:
            if isinstance(self.address, str):
                self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                self._socket.settimeout(timeout_s)
                self._socket.connect(self.address)
            else:
                self._socket = socket.create_connection(self.address, timeout_s)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            self.close()
            raise DeviceError(f"cannot reach {self._name}: {error.strerror or error}") from error

    def write(self, data: bytes, timeout_s: float = 2.0) -> int:
        """Send all of `data`; returns the number of bytes sent, short when the peer took no more for `timeout_s`."""
        stream, sent = self._connected(), 0
        stream.settimeout(timeout_s)
        view = memoryview(data)
        try:
            while sent < len(data):
                sent += stream.send(view[sent:])
        except TimeoutError:
            return sent
        except OSError as error:
            raise DeviceError(f"{self._name} is gone: {error.strerror or error}") from error
        return sent

    def read(self, timeout_s: float, limit: int = 4096) -> bytes:
        """What has come, at most `limit` bytes; b"" after `timeout_s` of silence. Raises DeviceError if gone."""
        stream = self._connected()
        # settimeout(0) means non-blocking in Python: what there is to take is waited for beside it.
        stream.settimeout(0.0)
        try:
            if not self._wake.wait(stream.fileno(), timeout_s):
                return b""
            data = stream.recv(limit)
        except (TimeoutError, BlockingIOError):
            return b""
        except OSError as error:
            raise DeviceError(f"{self._name} is gone: {error.strerror or error}") from error
        if not data:
            raise DeviceError(f"{self._name} is gone: unplugged")
        return data

    def close(self) -> None:
        """Hang up. Safe to call twice and before `open`."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        self._wake.hush()

    @property
    def _name(self) -> str:
        if isinstance(self.address, str):
            return Path(self.address).name
        return f"{self.address[0]}:{self.address[1]}"

    def _connected(self) -> socket.socket:
        if self._socket is None:
            raise DeviceError(f"{self._name} is not open")
        return self._socket
