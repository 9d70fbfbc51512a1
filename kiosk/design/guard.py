"""Which touches count: one finger at a time, and never the echo of the last one on a screen that has just come."""

from __future__ import annotations

import math

ECHO_S = 0.25
NOWHERE = (-1e9, -1e9)


class Guard:
    """`near_px`: how close two touches are to be the same finger. Times in seconds, places in pixels.

    Where the same action is somewhere else on the new screen, a finger that trembles does not do it twice either."""

    def __init__(self, near_px: float) -> None:
        self._near_px = near_px
        self._finger: object = None
        self._last = self._before = NOWHERE
        self._changed_s = -1e9
        self._action = self._done = ""

    def welcome(self, finger: object, place: tuple[float, float], now_s: float, action: str = "") -> bool:
        """Whether this finger may press something now; `action` is what that would do."""
        if self._finger is not None:
            return False
        fresh = now_s - self._changed_s < ECHO_S
        if fresh and (math.dist(place, self._before) < self._near_px or (action and action == self._done)):
            return False
        self._finger, self._action = finger, action
        return True

    def lifted(self, place: tuple[float, float]) -> None:
        """The finger that pressed has gone."""
        self._finger, self._last = None, place

    def changed(self, now_s: float) -> None:
        """Another screen has come; a finger that is still down belonged to the old one."""
        self._finger, self._changed_s, self._before = None, now_s, self._last
        self._done, self._action = self._action, ""
