"""What time it is, told by the centre and counted on from there: the clock on the wall may be set by anybody.

Trusted time is the later of what was kept before the last start and what the centre said, and since then only
monotonic time is added. It may lag by as long as the power was off; it is never ahead.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from kiosk.identity import FIRST_S, ClockState, clock_state

# As long as a kiosk may have been without power, and the wall alone knows what time it is.
AWAY_S = 8 * 86_400.0


class Floor(Protocol):
    """Where trusted time is kept over a power cut, in seconds since 1970; 0: never yet."""

    def read(self) -> float: ...

    def keep(self, now_s: float) -> None: ...


class TrustedClock:
    """Never goes back and is set by nobody but the centre. `wall` is believed only where nothing better is known."""

    def __init__(
        self, floor: Floor, wall: Callable[[], float] = time.time, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._floor, self._wall, self._monotonic = floor, wall, monotonic
        kept_s = floor.read()
        self._new = kept_s < FIRST_S
        self._base_s, self._base_mono_s = max(kept_s, float(FIRST_S)), monotonic()
        self._told = False

    @property
    def trusted_s(self) -> float:
        """Seconds since 1970: surely not earlier than this."""
        return self._base_s + self._monotonic() - self._base_mono_s

    def now_s(self) -> float:
        """The best guess: trusted time once the centre has spoken; before that the wall, unless it cannot be right.

        It cannot when it is behind trusted time, or ahead by more than the power can have been off.
        """
        trusted_s, wall_s = self.trusted_s, self._wall()
        return wall_s if self._wall_counts(trusted_s, wall_s) else trusted_s

    @property
    def state(self) -> ClockState:
        """ntp: by the centre or the network; rtc: by the wall's battery; unsynced: what was kept, and maybe late."""
        if self._told:
            return "ntp"
        trusted_s, wall_s = self.trusted_s, self._wall()
        return clock_state(wall_s) if self._wall_counts(trusted_s, wall_s) else "unsynced"

    @property
    def wall_off_s(self) -> float:
        """By how much the wall is ahead of `now_s` (behind: negative)."""
        return self._wall() - self.now_s()

    def hear(self, at: datetime) -> None:
        """The centre, and nobody else can say this, says what time it is."""
        first = not self._told
        self._told = True
        now_s = max(self.trusted_s, at.timestamp())
        self._base_s, self._base_mono_s = now_s, self._monotonic()
        if first:
            self.keep()

    def keep(self) -> None:
        """Write trusted time down, for the next start. Never what the wall says: it would be trusted for ever."""
        if self._told or not self._new:
            self._floor.keep(self.trusted_s)

    def _wall_counts(self, trusted_s: float, wall_s: float) -> bool:
        if self._told:
            return False
        return wall_s >= trusted_s and (self._new or wall_s <= trusted_s + AWAY_S)
