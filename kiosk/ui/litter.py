"""Keeps Python's garbage collector away from the widgets: they are built once and stay.

A collection of the oldest generation walks through every object, and the screens are most of a million: half a second
in which a diner's touch waits, and so rare for that very reason that the litter of a hundred visits piles up meanwhile.
What has been built is therefore set aside (`gc.freeze`), and a collection sees only what visits leave behind.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

LOOK_AGAIN_S = 1.0


class Litter:
    """`quiet`: all is built, and nobody would notice half a second. `after` calls back once, so many seconds later."""

    def __init__(self, quiet: Callable[[], bool], after: Callable[[float, Callable[[], None]], object]) -> None:
        self._quiet, self._after = quiet, after

    def set_aside(self) -> None:
        """Clear away what the building left, then keep what is there for good, as soon as it is quiet."""
        if not self._quiet():
            self._after(LOOK_AGAIN_S, self.set_aside)
            return
        gc.collect()
        gc.freeze()
        # The next full collection waits until a quarter of what the last one left has come anew: of nothing, that is.
        gc.collect()
