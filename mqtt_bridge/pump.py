"""Turns the client's wheel on our own thread: takes what has come in bursts, and sends what waits in one go.

The client asks the system four times for every message it takes, and each time another thread may get the
interpreter before it. Driven from outside (`loop_read`, `loop_write`, `loop_misc`, its documented way) and with
buffers of its own before the socket, a burst of messages costs two calls.
"""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import threading
from typing import Any, Protocol

# After so many packets somebody else may want the thread: what waits to be sent, or a stop.
BURST = 64
PIECE_BYTES = 64 * 1024
# What the system does not take at once waits here, up to so much; then the client keeps it.
UNSENT_BYTES = 256 * 1024
NO_CONNECTION = 4
READABLE = select.POLLIN | select.POLLHUP | select.POLLERR
MS = 1000.0


class Buffered:
    """A connected socket that is read in large pieces and written when it is told to. For one thread."""

    def __init__(self, sock: Any) -> None:
        self._sock = sock
        self._come, self._at = b"", 0
        self._unsent = bytearray()
        # Nagle's algorithm and delayed acknowledgements together cost 40 ms a message.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @property
    def unsent(self) -> int:
        """Bytes the system has not taken yet."""
        return len(self._unsent)

    def pending(self) -> int:
        """Bytes that can be read without asking the system; those TLS has decrypted count."""
        return len(self._come) - self._at + (self._sock.pending() if isinstance(self._sock, ssl.SSLSocket) else 0)

    def recv(self, size: int) -> bytes:
        """At least one byte, or none at the end. Raises BlockingIOError where nothing has come, OSError."""
        if self._at == len(self._come):
            self._come, self._at = self._sock.recv(PIECE_BYTES), 0
        piece = self._come[self._at : self._at + size]
        self._at += len(piece)
        return piece

    def send(self, data: bytes) -> int:
        """Take it for the next `flush`. Raises BlockingIOError when too much waits."""
        if len(self._unsent) > UNSENT_BYTES:
            raise BlockingIOError
        self._unsent += data
        return len(data)

    def flush(self) -> None:
        """Send what was taken, or as much as goes. Raises OSError when the connection is gone."""
        while self._unsent:
            try:
                sent = self._sock.send(self._unsent)
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return
            del self._unsent[:sent]

    def close(self) -> None:
        """Send what goes, and close."""
        with contextlib.suppress(OSError):
            self.flush()
        self._unsent.clear()
        self._sock.close()

    def fileno(self) -> int:
        return int(self._sock.fileno())

    def setblocking(self, flag: bool) -> None:
        self._sock.setblocking(flag)


class Client(Protocol):
    """What of an MQTT client is driven from outside. A result that is not 0 says why the connection ended."""

    def socket(self) -> Any: ...

    def want_write(self) -> bool: ...

    def loop_read(self) -> int: ...

    def loop_write(self) -> int: ...

    def loop_misc(self) -> int: ...


class Pump:
    """`turn` belongs to the thread that opened it; any other may `ring`. The client's socket is a `Buffered`."""

    def __init__(self) -> None:
        self._pair: tuple[socket.socket, socket.socket] | None = None
        self._thread = 0

    def open(self) -> None:
        """From now on it can be rung for, and this thread turns."""
        bell, rope = self._pair = socket.socketpair()
        bell.setblocking(False)
        rope.setblocking(False)
        self._thread = threading.get_ident()

    def close(self) -> None:
        pair, self._pair = self._pair, None
        for end in pair or ():
            end.close()

    def ring(self) -> None:
        """Something waits to be sent: whoever turns is woken."""
        pair = self._pair
        if pair is None or threading.get_ident() == self._thread:
            return
        # A full bell rings already; a closed one is heard by nobody.
        with contextlib.suppress(OSError):
            pair[1].send(b"!")

    def turn(self, client: Client, timeout_s: float) -> int:
        """Wait for work, at most so long, and do it. 0: the connection stands. Raises OSError, ValueError."""
        sock: Buffered | None = client.socket()
        if sock is None:
            return NO_CONNECTION
        writing = client.want_write() or sock.unsent > 0
        # What was read from the system already, it will never announce again.
        come, rung = self._wait(sock, writing, 0.0 if sock.pending() else timeout_s)
        error = _read(client, sock) if come or sock.pending() else 0
        # Rung for, it is done even with nothing to send: only then does the client ring for the next.
        if not error and (rung or client.want_write() or sock.unsent):
            error = client.loop_write()
            sock.flush()
        return error or client.loop_misc()

    def _wait(self, sock: Buffered, writing: bool, timeout_s: float) -> tuple[bool, bool]:
        """Whether something has come, and whether somebody rang."""
        poll = select.poll()
        poll.register(sock, select.POLLIN | (select.POLLOUT if writing else 0))
        if self._pair is not None:
            poll.register(self._pair[0], select.POLLIN)
        happened = dict(poll.poll(timeout_s * MS))
        rung = self._pair is not None and self._pair[0].fileno() in happened
        if self._pair is not None and rung:
            self._pair[0].recv(4096)
        return bool(happened.get(sock.fileno(), 0) & READABLE), rung


def _read(client: Client, sock: Buffered) -> int:
    """Take what one look at the socket brought."""
    for _ in range(BURST):
        error = client.loop_read()
        if error or not sock.pending():
            return error
    return 0
