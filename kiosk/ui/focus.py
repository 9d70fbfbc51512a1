"""The ring that says which control the keypad would press: arrows move it, Enter presses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Line

from kiosk.design.look import Look
from kiosk.design.tokens import COLOURS
from kiosk.ui.controls import Control

# Sideways counts for more than ahead: an arrow follows the row or the column.
ASIDE = 3
# What lies further aside than this times ahead is not in that direction.
CONE = 2
WAYS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}


def neighbour(controls: list[Control], here: Control | None, key: str) -> Control | None:
    """Where the key leads from here; the first control when nothing had the focus, None when there is none."""
    reachable = [control for control in controls if control.role != "hidden"]
    if here is None or here not in reachable or key == "enter":
        return min(reachable, key=reading_order, default=None)
    if key in ("tab", "back_tab"):
        row = sorted(reachable, key=reading_order)
        return row[(row.index(here) + (1 if key == "tab" else -1)) % len(row)]
    across, down = WAYS[key]
    x, y = _middle(here)

    def far(other: Control) -> float:
        to_x, to_y = _middle(other)
        ahead = (to_x - x) * across + (to_y - y) * down
        aside = abs((to_x - x) * down) + abs((to_y - y) * across)
        return ahead + ASIDE * aside if ahead > 1 and aside <= CONE * ahead else float("inf")

    best = min(reachable, key=far)
    return best if far(best) < float("inf") else here


def _middle(control: Control) -> tuple[float, float]:
    left, top, width, height = control.box_px
    return left + width / 2, top + height / 2


def reading_order(control: Control) -> tuple[int, int]:
    """By this Tab goes: row by row, from the left."""
    left, top, _width, _height = control.box_px
    return top // 24, left


class Focus:
    """`controls` are those of the screen that is shown, `press` touches one, `said` hears which has the focus."""

    def __init__(
        self,
        root: Any,
        look: Look,
        controls: Callable[[], list[Control]],
        press: Callable[[Control], None],
        said: Callable[[Control], None],
    ) -> None:
        self._root, self._look = root, look
        self._controls, self._press, self._said = controls, press, said
        self.here: Control | None = None
        with root.canvas.after:
            self._halo = Color(1, 1, 1, 0)
            self._outer = Line(width=look.px(5, 4, 7))
            self._colour = Color(1, 1, 1, 0)
            self._ring = Line(width=look.px(3, 2.5, 4))
        self._follow = Clock.create_trigger(self._find, 0)

    def key(self, key: str) -> None:
        """One press on the keypad."""
        controls = self._controls()
        self.here = self._same(controls)
        if key == "enter" and self.here is not None:
            if self.here.enabled:
                self._press(self.here)
            return
        self.here = neighbour(controls, self.here, key)
        self._draw()
        if self.here is not None:
            self._said(self.here)

    def follow(self) -> None:
        """The picture changes: the ring stays with its control, or goes with it."""
        if self.here is not None:
            self._follow()

    def clear(self) -> None:
        self.here = None
        self._draw()

    def _find(self, *_: object) -> None:
        controls = self._controls()
        # Over a question that runs out of time the ring goes to the answer that loses nothing.
        rescue = next((control for control in controls if control.what == "more_time"), None)
        before, self.here = self.here, self._same(controls) or rescue
        self._draw()
        # Who presses a switch and cannot see it hears what it is now.
        now = self.here
        if before is not None and now is not None and (before.on, before.texts) != (now.on, now.texts):
            self._said(now)

    def _same(self, controls: list[Control]) -> Control | None:
        here = self.here
        if here is None:
            return None
        alike = [control for control in controls if (control.what, control.arg) == (here.what, here.arg)]
        return next((control for control in alike if control.box_px == here.box_px), next(iter(alike), None))

    def _draw(self) -> None:
        here = self.here
        self._colour.a = self._halo.a = 0.0 if here is None else 1.0
        if here is None:
            return
        left, top, width, height = here.box_px
        gap = self._look.px(4)
        box = left - gap, self._root.height - top - height - gap, width + 2 * gap, height + 2 * gap
        radius = min(self._look.px(26), box[2] / 2, box[3] / 2)
        for line in (self._outer, self._ring):
            line.rounded_rectangle = (*box, radius)
        normal = self._look.theme == "normal"
        self._colour.rgba = COLOURS["ink"] if normal else COLOURS["action"]
        self._halo.rgba = COLOURS["white"] if normal else COLOURS["ground"]
