"""The network between a kiosk and the broker: a wire that can be cut, or can swallow what is sent.

network = Network(("127.0.0.1", 1883)); await network.open()   # network.port is where the kiosk connects
await network.set(Mode.DOWN)                                    # every connection reset, new ones refused
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from enum import StrEnum

CHUNK = 65536
HOST = "127.0.0.1"


class Mode(StrEnum):
    """UP carries, DOWN refuses, BLACKHOLE accepts and swallows: to both ends it looks like a link that is alive."""

    UP = "up"
    DOWN = "down"
    BLACKHOLE = "blackhole"


class Network:
    """A TCP proxy to `target` (host, port), listening on loopback; `port` 0: a free one, kept for good."""

    def __init__(self, target: tuple[str, int], port: int = 0) -> None:
        self._target = target
        self._wanted_port = port
        self._holder: socket.socket | None = None
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._mode = Mode.DOWN

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def port(self) -> int:
        assert self._holder is not None, "open() comes first"
        return int(self._holder.getsockname()[1])

    async def open(self) -> None:
        """Take the port and carry. Raises OSError when the port is taken."""
        # Bound but never listening: while the network is down it refuses connections and keeps the port ours.
        self._holder = _bound(self._wanted_port)
        await self.set(Mode.UP)

    async def close(self) -> None:
        await self.set(Mode.DOWN)
        if self._holder is not None:
            self._holder.close()
            self._holder = None

    async def set(self, mode: Mode) -> None:
        """Change at once. Connections that lived through a swallowing network are cut when it comes back."""
        if mode == self._mode:
            return
        was, self._mode = self._mode, mode
        if mode == Mode.DOWN:
            await self._stop_listening()
        if mode == Mode.DOWN or was == Mode.BLACKHOLE:
            for writer in list(self._writers):
                _reset(writer)
        if was == Mode.DOWN:
            self._server = await asyncio.start_server(self._carry, sock=_bound(self.port))

    async def _stop_listening(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        _no_delay(writer)
        try:
            if self._mode == Mode.BLACKHOLE:
                await self._swallow(reader)
                return
            there, back = await asyncio.open_connection(*self._target)
            self._writers.add(back)
            _no_delay(back)
            try:
                ways = (self._pump(reader, back), self._pump(there, writer))
                await _first_done(*(asyncio.create_task(way) for way in ways))
            finally:
                # Politely, so that the last bytes of one side still reach the other; a cut has reset it already.
                self._writers.discard(back)
                back.close()
        except OSError:
            # The broker is not there: the kiosk sees its connection reset.
            _reset(writer)
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(CHUNK):
                if self._mode == Mode.BLACKHOLE:
                    continue
                writer.write(data)
                await writer.drain()

    @staticmethod
    async def _swallow(reader: asyncio.StreamReader) -> None:
        while await reader.read(CHUNK):
            pass


async def _first_done(*tasks: asyncio.Task[None]) -> None:
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _bound(port: int) -> socket.socket:
    """A socket bound to the port. Two may be, as long as neither listens: that is how the holder keeps it."""
    sock = socket.socket()
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((HOST, port))
    except OSError:
        sock.close()
        raise
    return sock


def _no_delay(writer: asyncio.StreamWriter) -> None:
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close with a reset, as a network that breaks does, not with a polite goodbye."""
    sock = writer.get_extra_info("socket")
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
