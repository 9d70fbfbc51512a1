"""The one thread that handles messages: the links' threads hand in, this one takes, commits and answers.

Except what comes alone while nothing waits: the link's thread handles it itself, which saves a diner two changes of
thread. One message or group is handled at a time all the same.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime

from mqtt_bridge.link import Delivery
from server.desk import Desk
from server.outgoing import Outgoing

log = logging.getLogger(__name__)
# A group is as large as fits into this time, within bounds: questions wait for the group before theirs, and a commit
# and an acknowledgement cost the same for one event of a kiosk as for twenty.
GROUP_S = 0.05
LEAST, MOST = 200, 2000
# A kiosk that has half of its window free goes on without a break.
ENOUGH = 10
# So many messages within the time an acknowledgement may be held: more are coming.
HOLD_S, MANY = 0.25, 250
# So many at once are not worth a change of thread.
FEW = 2
INBOX = 5000
STOP_S = 5.0


class Worker:
    """Drains its inbox in groups. A full inbox drops: an event comes again, a question is asked again.

    `say` publishes one message; `after` is called after each group, when what it makes us say was said, with whether
    anything may have been written (whoever sends notices is woken by it);
    `failed` when a mistake of ours has ended the thread: the process must not seem alive without it.
    """

    def __init__(
        self,
        desk: Desk,
        say: Callable[[Outgoing], bool],
        now: Callable[[], datetime],
        after: Callable[[bool], None],
        failed: Callable[[], None],
    ) -> None:
        self._desk = desk
        self._say = say
        self._now = now
        self._after = after
        self._failed = failed
        self._inbox: queue.SimpleQueue[list[Delivery] | None] = queue.SimpleQueue()
        self._waiting, self._count = 0, threading.Lock()
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)
        self._at_once = LEAST
        self._held: dict[str, Outgoing] = {}
        self._held_events: dict[str, int] = {}
        self._hold_until, self._since_said = 0.0, 0
        self._handling = threading.Lock()
        self.dropped = 0
        self.unsaid = 0

    def door(self) -> Door:
        """Where one link hands in what it hears."""
        return Door(self)

    def take(self, come: list[Delivery]) -> None:
        """Handle what came at once, here when that is nobody's loss, else on the worker's thread. Never raises.

        Called on a link's thread, which waits for the disk at most while nothing else comes.
        """
        if len(come) <= FEW and self._waiting == 0 and self._handling.acquire(blocking=False):
            try:
                # While acknowledgements are held back, many are coming: then the link has enough to do.
                if not self._held and self._since_said < MANY:
                    with self._or_fail():
                        self._serve(come)
                        self._say_held()
                        self._after(not all(map(self._desk.only_reads, come)))
                    return
            finally:
                self._handling.release()
        self._hand_in(come)

    def _hand_in(self, come: list[Delivery]) -> None:
        with self._count:
            room = max(0, INBOX - self._waiting)
            self._waiting += min(room, len(come))
        if room < len(come):
            self.dropped += len(come) - room
            log.warning("the inbox is full: %d messages dropped so far", self.dropped)
        if room:
            self._inbox.put(come[:room])

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Finish what is in the inbox and end."""
        if self._thread.is_alive():
            self._inbox.put(None)
            self._thread.join(STOP_S)
        # A link's thread may be at the last one.
        if self._handling.acquire(timeout=STOP_S):
            self._handling.release()

    def _run(self) -> None:
        with self._or_fail():
            self._work()

    @contextlib.contextmanager
    def _or_fail(self) -> Iterator[None]:
        try:
            yield
        except Exception:
            log.critical("the worker ended", exc_info=True)
            self._failed()

    def _work(self) -> None:
        going_on = True
        while going_on:
            batch, going_on = self._gather()
            with self._handling:
                if batch:
                    self._serve(batch)
                    # Only now: what comes meanwhile must not overtake them.
                    with self._count:
                        self._waiting -= len(batch)
                if self._held and (not batch or time.monotonic() >= self._hold_until or self._quiet()):
                    self._say_held()
                else:
                    self._say_enough()
            if batch:
                self._after(True)
        with self._handling:
            self._say_held()

    def _gather(self) -> tuple[list[Delivery], bool]:
        """What waits, and whether to go on. While acknowledgements are held, it comes back in time for them."""
        batch: list[Delivery] = []
        wait_s = max(0.0, self._hold_until - time.monotonic()) if self._held else None
        going_on = True
        with contextlib.suppress(queue.Empty):
            come = self._inbox.get(timeout=wait_s)
            while come is not None:
                batch += come
                if len(batch) >= self._at_once:
                    break
                come = self._inbox.get_nowait()
            going_on = come is not None
        return batch, going_on

    def _serve(self, batch: list[Delivery]) -> None:
        now, began = self._now(), time.perf_counter()
        said = self._desk.serve(batch, now)
        each_s = (time.perf_counter() - began) / len(batch)
        self._at_once = min(MOST, max(LEAST, int(GROUP_S / each_s)))
        self._since_said += len(batch)
        for outgoing in said:
            if outgoing.may_wait:
                self._held[outgoing.topic] = outgoing
                self._held_events[outgoing.topic] = self._held_events.get(outgoing.topic, 0) + outgoing.events
            else:
                self._publish(outgoing)

    def _quiet(self) -> bool:
        return self._since_said < MANY and self._waiting == 0

    def _say_held(self) -> None:
        """While many are coming, acknowledgements wait: one says as much as twenty, and costs as much as one."""
        for outgoing in self._held.values():
            self._publish(outgoing)
        self._held.clear()
        self._held_events.clear()
        self._hold_until, self._since_said = time.monotonic() + HOLD_S, 0

    def _say_enough(self) -> None:
        """Those acknowledgements that have waited for enough of their kiosk's events."""
        for topic in [topic for topic, events in self._held_events.items() if events >= ENOUGH]:
            self._publish(self._held.pop(topic))
            del self._held_events[topic]

    def _publish(self, outgoing: Outgoing) -> None:
        if not self._say(outgoing):
            # Whoever waits for it asks or sends again; nothing is lost by it.
            self.unsaid += 1


class Door:
    """What one link heard, until all that came at once is here. For that link's thread."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._come: list[Delivery] = []

    def put(self, delivery: Delivery) -> None:
        self._come.append(delivery)

    def settled(self) -> None:
        """That was all that came at once."""
        come, self._come = self._come, []
        if come:
            self._worker.take(come)
