"""The one thread that handles messages: the link's threads put, this one takes, commits and answers.

Except a question that only reads and comes while nothing waits: the link's thread answers it itself, which saves it two
changes of thread. One message or group is handled at a time all the same.
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
LEAST, MOST = 200, 1000
# So many messages within the time an acknowledgement may be held: more are coming.
HOLD_S, MANY = 0.1, 100
INBOX = 5000
STOP_S = 5.0


class Worker:
    """Drains its inbox in groups. A full inbox drops: an event comes again, a question is asked again.

    `say` publishes one message; `after` is called after each group and each answer given at once, with whether anything
    may have been written (whoever sends notices is woken by it);
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
        self._inbox: queue.Queue[Delivery | None] = queue.Queue(INBOX)
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)
        self._at_once = LEAST
        self._held: dict[str, Outgoing] = {}
        self._hold_until, self._since_said = 0.0, 0
        self._handling = threading.Lock()
        self.dropped = 0
        self.unsaid = 0

    def put(self, delivery: Delivery) -> None:
        """Called on a link's thread: never raises, and waits for no disk and nobody else."""
        if self._answered_here(delivery):
            return
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
        with self._or_fail():
            self._work()

    @contextlib.contextmanager
    def _or_fail(self) -> Iterator[None]:
        try:
            yield
        except Exception:
            log.critical("the worker ended", exc_info=True)
            self._failed()

    def _answered_here(self, delivery: Delivery) -> bool:
        if not self._desk.only_reads(delivery) or not self._inbox.empty():
            return False
        if not self._handling.acquire(blocking=False):
            return False
        try:
            with self._or_fail():
                for outgoing in self._desk.serve([delivery], self._now()):
                    self._publish(outgoing)
                self._after(False)
        finally:
            self._handling.release()
        return True

    def _work(self) -> None:
        going_on = True
        while going_on:
            batch, going_on = self._gather()
            if batch:
                with self._handling:
                    self._serve(batch)
            if self._held and (not batch or time.monotonic() >= self._hold_until or self._quiet()):
                self._say_held()
        self._say_held()

    def _gather(self) -> tuple[list[Delivery], bool]:
        """What waits, and whether to go on. While acknowledgements are held, it comes back in time for them."""
        batch: list[Delivery] = []
        wait_s = max(0.0, self._hold_until - time.monotonic()) if self._held else None
        try:
            item = self._inbox.get(timeout=wait_s)
            while item is not None:
                batch.append(item)
                if len(batch) == self._at_once:
                    break
                item = self._inbox.get_nowait()
        except queue.Empty:
            return batch, True
        return batch, item is not None

    def _serve(self, batch: list[Delivery]) -> None:
        now, began = self._now(), time.perf_counter()
        said = self._desk.serve(batch, now)
        each_s = (time.perf_counter() - began) / len(batch)
        self._at_once = min(MOST, max(LEAST, int(GROUP_S / each_s)))
        self._since_said += len(batch)
        for outgoing in said:
            if outgoing.may_wait:
                self._held[outgoing.topic] = outgoing
            else:
                self._publish(outgoing)
        self._after(True)

    def _quiet(self) -> bool:
        return self._since_said < MANY and self._inbox.empty()

    def _say_held(self) -> None:
        """While many are coming, acknowledgements wait: one says as much as twenty, and costs as much as one."""
        for outgoing in self._held.values():
            self._publish(outgoing)
        self._held.clear()
        self._hold_until, self._since_said = time.monotonic() + HOLD_S, 0

    def _publish(self, outgoing: Outgoing) -> None:
        if not self._say(outgoing):
            # Whoever waits for it asks or sends again; nothing is lost by it.
            self.unsaid += 1
