"""The thread that empties the queue of notices: a slow mail server must not hold up a kiosk."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from server.notices.deliver import Delivery
from server.store import Store

log = logging.getLogger(__name__)
# Besides being woken it looks by itself: for what was put off, and what another process queued.
LOOK_S = 5.0
STOP_S = 15.0


class Postman:
    """Goes round when woken and every few seconds. `failed` is called when a mistake of ours ended it."""

    def __init__(self, delivery: Delivery, store: Store, now: Callable[[], datetime], failed: Callable[[], None]):
        self._delivery, self._store, self._now, self._failed = delivery, store, now, failed
        self._wake = threading.Event()
        self._queued = 0
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="postman", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """There may be something to send. Called from any thread, often; never blocks."""
        queued = self._store.notices.queued
        if queued != self._queued:
            self._queued = queued
            self._wake.set()

    def stop(self) -> None:
        """Finish the letter in hand and end."""
        self._stopping = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(STOP_S)

    def _run(self) -> None:
        try:
            while not self._stopping:
                self._wake.clear()
                # More than one round may hold: go on while something went out.
                while not self._stopping and self._delivery.run(self._store, self._now()):
                    pass
                self._wake.wait(LOOK_S)
        except Exception:
            log.critical("the postman ended", exc_info=True)
            self._failed()
