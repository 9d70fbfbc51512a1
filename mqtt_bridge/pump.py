"""Turns the client's wheel on our own thread: takes what has come in bursts, and sends what waits in one go.

The client asks the system four times for every message it takes, and each time another thread may get the
interpreter before it. Driven from outside (`loop_read`, `loop_write`, `loop_misc`, its documented way) and with
buffers of its own before the socket, a burst of messages costs two calls. Messages are read and receipted here, in a
tenth of the time the client takes for one; it is given every other packet, whole and one at a time.
"""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Any, Protocol

from mqtt_bridge.delivery import Delivery
from mqtt_bridge.publication import read, receipt_of, whole

# After so many packets somebody else may want the thread: what waits to be sent, or a stop.
BURST = 64
PIECE_BYTES = 64 * 1024
# What the system does not take at once waits here, up to so much; then the client keeps it.
UNSENT_BYTES = 256 * 1024
NO_CONNECTION = 4
READABLE = select.POLLIN | select.POLLHUP | select.POLLERR
MS = 1000.0


class Buffered:
    """A connected socket that is read in large pieces and written when it is told to. For one thread.

    Who reads by `recv` gets what `grant` gave it and no more: between two packets it has nothing in hand.
    """

    def __init__(self, sock: Any) -> None:
        self._sock = sock
        self._come, self._at = b"", 0
        self._granted = 0
        self._ended: OSError | None = None
        self._unsent = bytearray()
        # Nagle's algorithm and delayed acknowledgements together cost 40 ms a message.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @property
    def unsent(self) -> int:
        """Bytes the system has not taken yet."""
        return len(self._unsent)

    @property
    def waits(self) -> bool:
        """Something can be read that the system will not announce: a packet, what TLS has decrypted, or the end."""
        decrypted = isinstance(self._sock, ssl.SSLSocket) and self._sock.pending() > 0
        return bool(self.packet) or decrypted or self._ended is not None

    @property
    def ended(self) -> bool:
        """Nothing more will come."""
        return self._ended is not None

    @property
    def packet(self) -> int:
        """How long the next packet is, in bytes; 0: not all of it has come."""
        try:
            size = whole(self._come, self._at)
        except ValueError:
            # Let the client read it and complain of it.
            return len(self._come) - self._at
        return size if size and self._at + size <= len(self._come) else 0

    def fill(self) -> None:
        """Take what has come, if anything has. An end or an error is told by the `recv` that finds nothing else."""
        try:
            piece = self._sock.recv(PIECE_BYTES)
            self._come, self._at = self._come[self._at :] + piece, 0
            if not piece:
                self._ended = ConnectionResetError("the broker hung up")
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return
        except OSError as error:
            self._ended = error

    def peek(self) -> bytes:
        """The next packet, which stays; nothing when not all of it has come."""
        return self._come[self._at : self._at + self.packet]

    def skip(self, size: int) -> None:
        """So many bytes are done with."""
        self._at += size

    def grant(self, size: int) -> None:
        """Let `recv` have so many bytes."""
        self._granted = size

    def recv(self, size: int) -> bytes:
        """At least one byte of what was granted. Raises BlockingIOError where nothing is, OSError at the end."""
        if self._granted == 0:
            raise self._ended or BlockingIOError()
        piece = self._come[self._at : self._at + min(size, self._granted)]
        self._at += len(piece)
        self._granted -= len(piece)
        return piece

    def reply(self, data: bytes) -> None:
        """Send it with the next `flush`, however much waits."""
        self._unsent += data

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
    """`turn` belongs to the thread that opened it; any other may `ring`. The client's socket is a `Buffered`.

    `heard` is called with each message, `settled` when all that came at once was heard.
    """

    def __init__(self, heard: Callable[[Delivery], None], settled: Callable[[], None]) -> None:
        self._heard, self._settled = heard, settled
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
        come, rung = self._wait(sock, writing, 0.0 if sock.waits else timeout_s)
        error = self._read(client, sock) if come or sock.waits else 0
        # Rung for, it is done even with nothing to send: only then does the client ring for the next.
        if not error and (rung or client.want_write()):
            error = client.loop_write()
        if not error and sock.unsent:
            sock.flush()
        return error or client.loop_misc()

    def _read(self, client: Client, sock: Buffered) -> int:
        """Take what one look at the socket brought; what is no message is the client's."""
        if not sock.packet:
            sock.fill()
        heard, error = False, 0
        for _ in range(BURST):
            packet = sock.peek()
            message = read(packet) if packet else None
            if message is not None:
                sock.skip(len(packet))
                self._hear(sock, *message)
                heard = True
            elif packet or sock.ended:
                sock.grant(len(packet))
                error = client.loop_read()
            if error or not packet:
                break
        if heard:
            self._settled()
        return error

    def _hear(self, sock: Buffered, message: Delivery, receipt: int) -> None:
        self._heard(message)
        if receipt:
            sock.reply(receipt_of(receipt))

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
