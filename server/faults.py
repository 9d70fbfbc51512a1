"""What came in and could not be used: counted always, written to the log once a kind and minute."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable

log = logging.getLogger(__name__)
QUIET_S = 60.0


class Faults:
    """Counts by kind. One flood of bad messages makes one line a minute, not a full disk. One thread only."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self.counts: Counter[str] = Counter()
        self._monotonic = monotonic
        self._logged_at: dict[str, float] = {}

    def add(self, kind: str, what: str) -> None:
        """Count one fault. `what` is shown escaped and cut: it came from outside."""
        self.counts[kind] += 1
        now = self._monotonic()
        if now - self._logged_at.get(kind, -QUIET_S) >= QUIET_S:
            self._logged_at[kind] = now
            log.warning("%s: %s (%d so far)", kind, ascii(what[:200]), self.counts[kind])
