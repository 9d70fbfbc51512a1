"""Puts what the diner chose on the sheet into effect: colours, motion, reach."""

from __future__ import annotations

from typing import Any

from kiosk.design.entrance import play
from kiosk.design.look import Look
from kiosk.state import Surroundings

# How far a tall screen slides down, as a share of its height.
REACH = 0.4


class Ease:
    """`root` is the stage."""

    def __init__(self, root: Any, look: Look) -> None:
        self._look, self._root = look, root
        # Kivy's ids are weak proxies, and a proxy is never the same object as what it stands for.
        self.sheet = root.ids["ease"].__self__
        self._handle = root.ids["handle"].__self__

    def suit(self, around: Surroundings) -> None:
        """Bring everything up to date with the choices."""
        chosen = around.comfort
        self._look.dress("contrast" if chosen.contrast else "normal")
        self._look.still = chosen.still
        low = chosen.low and chosen.reach and self._look.tall
        self._root.shift = round(REACH * self._root.height) if low else 0
        self._handle.shown = chosen.reach and self._look.tall and not chosen.open
        came = chosen.open and not self.sheet.shown
        self.sheet.around = around
        self.sheet.shown = chosen.open
        if came:
            play(self.sheet)
