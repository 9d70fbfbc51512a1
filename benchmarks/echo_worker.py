"""As a program, `python -m benchmarks.echo_worker PORT`: the server without a database, which forgets what it is told.

The same link, the same worker, the same reading of what came in, and an acknowledgement for each kiosk of a group: what
is left of the cost of an event when nothing is decided and nothing kept.
"""

from __future__ import annotations

import signal
import sys
import threading
from datetime import UTC, datetime
from typing import Any

from devstack.broker import HOST
from mqtt_bridge.link import Delivery, Link
from mqtt_bridge.messages import Ack
from mqtt_bridge.topics import ALL_EVENTS
from server.app import WINDOW
from server.incoming import Happened, read
from server.outgoing import Outgoing, acknowledgement
from server.worker import Worker

TENANT = "demo"


class EchoDesk:
    """Acknowledges the highest number of every kiosk in a group."""

    def only_reads(self, _delivery: Delivery) -> bool:
        return False

    def serve(self, batch: list[Delivery], _now: datetime) -> list[Outgoing]:
        upto: dict[str, int] = {}
        events: dict[str, int] = {}
        for item in (read(delivery, TENANT) for delivery in batch):
            if isinstance(item, Happened):
                upto[item.kiosk] = max(upto.get(item.kiosk, 0), item.envelope.seq)
                events[item.kiosk] = events.get(item.kiosk, 0) + 1
        acks = {kiosk: Ack(upto=seq) for kiosk, seq in upto.items()}
        return [acknowledgement(TENANT, kiosk, ack, events=events[kiosk]) for kiosk, ack in acks.items()]


def main(port: int) -> None:
    """Until SIGTERM."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    links: list[Link] = []

    def say(outgoing: Outgoing) -> bool:
        return links[0].publish(outgoing.topic, outgoing.payload, qos=1)

    desk: Any = EchoDesk()
    worker = Worker(desk, say, lambda: datetime.now(UTC), lambda _wrote: None, stop.set)
    worker.start()

    def changed(up: bool) -> None:
        if up:
            sys.stdout.write("ready\n")
            sys.stdout.flush()

    door = worker.door()
    hears = (ALL_EVENTS,), door.put, changed
    links.append(Link("echo", None, None, None, *hears, window=WINDOW, settled=door.settled))
    links[0].open(HOST, port)
    stop.wait()
    links[0].close()
    worker.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]))
