"""A wait that another thread can end: whoever waits for a device may wait long, and is there at once when it stops."""

from __future__ import annotations

import os
import select
import weakref


class Wake:
    """`ring` from any thread; all else belongs to the thread that waits."""

    def __init__(self) -> None:
        self._bell = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self.rung = False
        weakref.finalize(self, os.close, self._bell)

    def ring(self) -> None:
        """End the wait, and every one that follows until `hush`. Returns at once."""
        self.rung = True
        os.eventfd_write(self._bell, 1)

    def hush(self) -> None:
        """Wait again."""
        self.rung = False
        try:
            os.eventfd_read(self._bell)
        except BlockingIOError:
            return

    def wait(self, file: int, timeout_s: float) -> bool:
        """Whether there is something to read from `file` within `timeout_s`."""
        poll = select.poll()
        poll.register(file, select.POLLIN)
        poll.register(self._bell, select.POLLIN)
        return any(ready == file for ready, _ in poll.poll(max(0.0, timeout_s) * 1000))
