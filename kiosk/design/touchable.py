"""Everything that can be touched, in one registry: the same list serves fingers, tests and, later, speech."""

from __future__ import annotations

import math
from typing import Any

from kivy.animation import Animation
from kivy.clock import Clock
from kivy.properties import BooleanProperty, StringProperty

from kiosk.design.look import the_look
from kiosk.design.part import on_screen, sheet_of
from kiosk.design.surface import Box
from kiosk.design.tokens import HIT_MM, PRESS_S, RELEASE_S


class Touchable(Box):
    """A control. `what` and `arg` are its words to the flow, `label` what it is called for those who cannot see it.

    `control` is its role: a "button", a "choice" or a "switch"; of the latter two `on` says whether they are chosen.
    """

    what = StringProperty("")
    arg = StringProperty("")
    label = StringProperty("")
    control = StringProperty("button")
    on = BooleanProperty(False)
    enabled = BooleanProperty(True)
    pressed = BooleanProperty(False)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        the_look().touchables.append(self)

    @property
    def reach_mm(self) -> float:
        """How high and wide the area is at least where a finger means this control."""
        return HIT_MM

    def hit(self, x: float, y: float) -> bool:
        """Whether a finger at this place means this control: on it, or beside it and nearer than to any other."""
        more_x = max(0.0, the_look().mm(self.reach_mm) - self.width) / 2
        more_y = max(0.0, the_look().mm(self.reach_mm) - self.height) / 2
        inside_x: bool = self.x - more_x <= x < self.right + more_x
        inside_y: bool = self.y - more_y <= y < self.top + more_y
        if not (inside_x and inside_y):
            return False
        away = self.away(x, y)
        if away == 0:
            return True
        sheet = sheet_of(self)
        return not any(
            other.away(x, y) < away and on_screen(other) and sheet_of(other) is sheet for other in the_look().touchables
        )

    def away(self, x: float, y: float) -> float:
        """How far this place is from the control as it is drawn, in pixels; 0 on it."""
        aside = max(self.x - x, 0.0, x - self.right + 1)
        ahead = max(self.y - y, 0.0, y - self.top + 1)
        return math.hypot(aside, ahead)

    def on_touch_down(self, touch: Any) -> bool:
        if not self.enabled or not self.hit(*touch.pos) or not on_screen(self):
            return False
        if not the_look().guard.welcome(touch.uid, touch.pos, Clock.get_time(), f"{self.what} {self.arg}"):
            return True
        touch.grab(self)
        self.pressed = True
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self.pressed = False
        the_look().guard.lifted(touch.pos)
        # The screen may have gone while the finger was down: then it means nothing any more.
        if self.enabled and self.hit(*touch.pos) and on_screen(self):
            the_look().send(self.what, self.arg)
        return True

    def on_pressed(self, *_: object) -> None:
        Animation.cancel_all(self, "zoom")
        if self.pressed:
            Animation(zoom=0.96, d=PRESS_S, t="out_quad").start(self)
        else:
            Animation(zoom=1.0, d=RELEASE_S, t="out_back").start(self)
