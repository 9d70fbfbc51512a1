"""Everything that can be touched, in one registry: the same list serves fingers, tests and, later, speech."""

from __future__ import annotations

from typing import Any

from kivy.animation import Animation
from kivy.clock import Clock
from kivy.properties import BooleanProperty, StringProperty

from kiosk.design.look import the_look
from kiosk.design.part import on_screen
from kiosk.design.surface import Box
from kiosk.design.tokens import HIT_MM, PRESS_S, RELEASE_S


class Touchable(Box):
    """A control. `what` and `arg` are its words to the flow, `label` what it is called for those who cannot see it."""

    what = StringProperty("")
    arg = StringProperty("")
    label = StringProperty("")
    control = StringProperty("button")
    enabled = BooleanProperty(True)
    pressed = BooleanProperty(False)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        the_look().touchables.append(self)

    def hit(self, x: float, y: float) -> bool:
        """Whether a finger at this place means this control; the area is never under 12 mm, but for a neighbour's."""
        more_x = max(0.0, the_look().mm(HIT_MM) - self.width) / 2
        more_y = max(0.0, the_look().mm(HIT_MM) - self.height) / 2
        inside_x: bool = self.x - more_x <= x < self.right + more_x
        inside_y: bool = self.y - more_y <= y < self.top + more_y
        if not (inside_x and inside_y):
            return False
        return self.covers(x, y) or not any(
            other.covers(x, y) and on_screen(other) for other in the_look().touchables if other is not self
        )

    def covers(self, x: float, y: float) -> bool:
        """Whether this place is on the control as it is drawn."""
        on_it: bool = self.collide_point(x, y)
        return on_it

    def on_touch_down(self, touch: Any) -> bool:
        if not self.enabled or not self.hit(*touch.pos) or not on_screen(self):
            return False
        if not the_look().guard.welcome(touch.uid, touch.pos, Clock.get_time()):
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
