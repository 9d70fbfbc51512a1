"""The thread that takes a programme when its moment has come, though nobody asks anything.

Whoever publishes one is another process, and a kiosk that rests asks nothing: without this it would show yesterday's
offers and know no holiday of today until the first diner came.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from server.house import House
from server.store.errors import StoreError

log = logging.getLogger(__name__)
LOOK_S = 5.0
STOP_S = 15.0


class Follower:
    """Looks every few seconds. `told` is called after each look; `failed` when a mistake of ours ended the thread."""

    def __init__(
        self, house: House, now: Callable[[], datetime], told: Callable[[], None], failed: Callable[[], None]
    ) -> None:
        self._house, self._now, self._told, self._failed = house, now, told, failed
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="follower", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(STOP_S)

    def _run(self) -> None:
        try:
            while not self._stopping.wait(LOOK_S):
                try:
                    with self._house.reading(self._now()):
                        pass
                except StoreError as error:
                    log.warning("whether there is another programme is not known: %s", error)
                    continue
                self._told()
        except Exception:
            log.critical("the follower ended", exc_info=True)
            self._failed()
