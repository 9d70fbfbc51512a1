"""Wakes the clock as soon as a panel or a key is touched: a resting kiosk looks for touches too seldom to be felt.

The kernel gives every reader of an input device its own copy. Ours is thrown away: what was touched, and where, SDL
reads from its own. A device that a driver has grabbed (a scanner) stays silent here.
"""

from __future__ import annotations

import logging
import os
import selectors
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

# A panel that was plugged in meanwhile is felt at once from then on; until then, at the next look of the clock.
RESCAN_S = 5.0
READ_SIZE = 4096

log = logging.getLogger(__name__)


def input_devices() -> list[Path]:
    """What evdev offers on this machine."""
    return sorted(Path("/dev/input").glob("event*"))


class Nudge:
    """Calls `woke` from a thread of its own whenever an input device has something to say, until `stop`."""

    def __init__(self, woke: Callable[[], None], find: Callable[[], Iterable[Path]] = input_devices) -> None:
        self._woke, self._find = woke, find
        self._heard = selectors.DefaultSelector()
        self._open: dict[Path, int] = {}
        self._end, self._ended = os.pipe()
        self._heard.register(self._end, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._run, name="nudge", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        os.close(self._ended)
        self._thread.join()

    def _run(self) -> None:
        while True:
            self._find_more()
            for key, _ in self._heard.select(RESCAN_S):
                if key.fd == self._end:
                    self._close()
                    return
                if self._drain(key.data):
                    self._woke()

    def _find_more(self) -> None:
        for path in self._find():
            if path in self._open:
                continue
            try:
                number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            except OSError as error:
                log.debug("cannot listen to %s: %s", path, error)
                continue
            self._open[path] = number
            self._heard.register(number, selectors.EVENT_READ, path)

    def _drain(self, path: Path) -> bool:
        """Whether there was something; a device that has gone is forgotten."""
        try:
            if os.read(self._open[path], READ_SIZE):
                return True
        except BlockingIOError:
            return False
        except OSError:
            pass
        self._forget(path)
        return False

    def _forget(self, path: Path) -> None:
        number = self._open.pop(path)
        self._heard.unregister(number)
        os.close(number)

    def _close(self) -> None:
        for path in list(self._open):
            self._forget(path)
        self._heard.close()
        os.close(self._end)
