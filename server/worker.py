"""The one thread that handles messages. The link's threads only put; this one takes, commits and answers."""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable
from datetime import datetime

from mqtt_bridge.link import Delivery
from server.desk import Desk
from server.outgoing import Outgoing

log = logging.getLogger(__name__)
# A group is as large as fits into this time, within bounds: questions wait for the group before theirs, and a commit
# and an acknowledgement cost the same for one event of a kiosk as for twenty.
GROUP_S = 0.05
LEAST, MOST = 200, 1000
HOLD_S = 0.02
INBOX = 5000
STOP_S = 5.0


class Worker:
    """Drains its inbox in groups. A full inbox drops: an event comes again, a question is asked again.

    `say` publishes one message; `after` is called after each group (whoever sends notices is woken by it);
    `failed` when a mistake of ours has ended the thread: the process must not seem alive without it.
    """

    def __init__(
        self,
        desk: Desk,
        say: Callable[[Outgoing], bool],
        now: Callable[[], datetime],
        after: Callable[[], None],
        failed: Callable[[], None],
    ) -> None:
        self._desk = desk
        self._say = say
        self._now = now
        self._after = after
        self._failed = failed
        self._inbox: queue.Queue[Delivery | None] = queue.Queue(INBOX)
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)
        self._at_once = LEAST
        self._held: dict[str, Outgoing] = {}
        self._hold_until = 0.0
        self.dropped = 0
        self.unsaid = 0

    def put(self, delivery: Delivery) -> None:
        """Called on the link's thread: never blocks, never raises."""
        try:
            self._inbox.put_nowait(delivery)
        except queue.Full:
            self.dropped += 1
            if self.dropped % 1000 == 1:
                log.warning("the inbox is full: %d messages dropped so far", self.dropped)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Finish what is in the inbox and end."""
        if self._thread.is_alive():
            with contextlib.suppress(queue.Full):
                self._inbox.put(None, timeout=STOP_S)
            self._thread.join(STOP_S)

    def _run(self) -> None:
        try:
            self._work()
        except Exception:
            log.critical("the worker ended", exc_info=True)
            self._failed()

    def _work(self) -> None:
        stopping = False
        while not stopping:
            batch: list[Delivery] = []
            first = self._inbox.get()
            stopping = first is None
            if first is not None:
                batch.append(first)
            while not stopping and len(batch) < self._at_once:
                try:
                    more = self._inbox.get_nowait()
                except queue.Empty:
                    break
                stopping = more is None
                if more is not None:
                    batch.append(more)
            if batch:
                self._serve(batch)
        self._say_held()

    def _serve(self, batch: list[Delivery]) -> None:
        now, began = self._now(), time.perf_counter()
        said = self._desk.serve(batch, now)
        each_s = (time.perf_counter() - began) / len(batch)
        self._at_once = min(MOST, max(LEAST, int(GROUP_S / each_s)))
        for outgoing in said:
            if outgoing.may_wait:
                self._held[outgoing.topic] = outgoing
            else:
                self._publish(outgoing)
        if self._inbox.empty() or time.monotonic() > self._hold_until:
            self._say_held()
        self._after()

    def _say_held(self) -> None:
        """While more is waiting, acknowledgements wait too: one says as much as twenty, and costs as much as one."""
        for outgoing in self._held.values():
            self._publish(outgoing)
        self._held.clear()
        self._hold_until = time.monotonic() + HOLD_S

    def _publish(self, outgoing: Outgoing) -> None:
        if not self._say(outgoing):
            # Whoever waits for it asks or sends again; nothing is lost by it.
            self.unsaid += 1
