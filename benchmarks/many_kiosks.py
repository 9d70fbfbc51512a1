"""As a program, `python -m benchmarks.many_kiosks PORT KIOSKS EVENTS`: so many kiosks send so many events each.

Every kiosk has a connection of its own and a window of 20, and counts an event when the server's acknowledgement of it
has come. Plain sockets and no client library, so that the two cores are left to the broker and the server. Prints
`ready`, waits for a line, then prints `{"seconds", "latencies_ms"}` as JSON.
"""

from __future__ import annotations

import asyncio
import json
import struct
import sys
import time
from dataclasses import dataclass, field

import msgspec
from msgspec import Raw

from devstack.broker import HOST
from mqtt_bridge.codec import encode
from mqtt_bridge.messages import Ack, DeviceChanged, Envelope
from mqtt_bridge.topics import KioskTopics

WINDOW = 20
LATE_S = 3.0
TENANT = "demo"
PUBLISH_1 = 0x32
PATIENCE_S = 120.0


def text(value: str) -> bytes:
    data = value.encode()
    return struct.pack(">H", len(data)) + data


def packet(kind: int, body: bytes) -> bytes:
    """One MQTT packet: its kind, its length in seven bits a byte, its body."""
    length, header = len(body), bytearray([kind])
    while True:
        byte, length = length % 128, length // 128
        header.append(byte | (128 if length else 0))
        if not length:
            return bytes(header) + body


@dataclass
class Kiosk:
    """One connection. `upto` is what the server has acknowledged, `sent_at` when each event still open left."""

    name: str
    events: int
    upto: int = 0
    sent: int = 0
    sent_at: dict[int, float] = field(default_factory=dict)
    latencies_ms: list[float] = field(default_factory=list)
    _reader: asyncio.StreamReader = field(init=False)
    _writer: asyncio.StreamWriter = field(init=False)
    _topic: bytes = field(init=False)

    async def open(self, port: int) -> None:
        self._reader, self._writer = await asyncio.open_connection(HOST, port)
        topics = KioskTopics(TENANT, self.name)
        self._topic = text(topics.event(DeviceChanged.type))
        self._writer.write(packet(0x10, text("MQTT") + b"\x05\x02\x00\x3c\x00" + text(self.name)))
        await self._packet()
        self._writer.write(packet(0x82, b"\x00\x01\x00" + text(topics.ack) + b"\x01"))
        await self._packet()

    async def run(self) -> None:
        """Send until all is acknowledged."""
        while self.upto < self.events:
            self._fill()
            try:
                # Only the wait for a packet may end early, never the reading of one.
                async with asyncio.timeout(LATE_S):
                    kind = (await self._reader.readexactly(1))[0]
            except TimeoutError:
                # As a kiosk's courier does: what has no acknowledgement goes out again.
                self.sent = self.upto
                continue
            body = await self._body()
            if kind & 0xF0 == 0x30:
                self._acknowledged(kind, body)
        self._writer.close()

    def _fill(self) -> None:
        packets = bytearray()
        while self.sent < self.events and self.sent < self.upto + WINDOW:
            self.sent += 1
            self.sent_at.setdefault(self.sent, time.perf_counter())
            number = (self.sent - 1) % 60_000 + 1
            packets += packet(PUBLISH_1, self._topic + struct.pack(">H", number) + b"\x00" + self._event(self.sent))
        if packets:
            self._writer.write(bytes(packets))

    def _event(self, seq: int) -> bytes:
        data = Raw(encode(DeviceChanged(device="printer", state=f"s{seq}")))
        id_, at = f"{self.name}-{seq}", "2026-11-22T12:00:00+08:00"
        return encode(Envelope(id_, self.name, DeviceChanged.type, at, seq, "b1", seq, "unsynced", data))

    def _acknowledged(self, kind: int, body: bytes) -> None:
        (length,) = struct.unpack_from(">H", body)
        place = 2 + length
        if kind & 0x06:
            self._writer.write(packet(0x40, body[place : place + 2]))
            place += 2
        place += 1 + body[place]
        upto, now = msgspec.json.decode(body[place:], type=Ack).upto, time.perf_counter()
        for seq in range(self.upto + 1, upto + 1):
            self.latencies_ms.append((now - self.sent_at.pop(seq)) * 1000)
        self.upto = max(self.upto, upto)

    async def _packet(self) -> None:
        await self._reader.readexactly(1)
        await self._body()

    async def _body(self) -> bytes:
        length = shift = 0
        while True:
            byte = (await self._reader.readexactly(1))[0]
            length |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        return await self._reader.readexactly(length)


async def play(port: int, kiosks: int, events: int) -> None:
    """Connect all, wait to be told, measure."""
    all_ = [Kiosk(f"kiosk-{number}", events) for number in range(kiosks)]
    for one in all_:
        await one.open(port)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)
    began = time.perf_counter()
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.gather(*(one.run() for one in all_))
    seconds = time.perf_counter() - began
    latencies = sorted(ms for one in all_ for ms in one.latencies_ms)
    figures = {"seconds": seconds, "latencies_ms": latencies[:: max(1, len(latencies) // 1000)]}
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    asyncio.run(play(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
