"""The staff's hidden door: nothing to see, and a finger that stays on it for three seconds."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock

from kiosk.design.look import the_look
from kiosk.design.part import on_screen
from kiosk.design.touchable import Touchable

HOLD_S = 3.0


class HiddenDoor(Touchable):
    """Lies under the brand. It is in the registry with the role "hidden", so that nobody is offered it."""

    def __init__(self, **values: Any) -> None:
        self._wait = Clock.create_trigger(self._open, HOLD_S)
        super().__init__(**{"what": "staff", "control": "hidden", **values})

    def on_touch_down(self, touch: Any) -> bool:
        taken = super().on_touch_down(touch)
        if taken and self.pressed:
            self._wait()
        return taken

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self._wait.cancel()
        self.pressed = False
        the_look().guard.lifted(touch.pos)
        return True

    def on_pressed(self, *_: object) -> None:
        """A door that moved under a finger would not be hidden."""

    def _open(self, *_: object) -> None:
        # The screen may have changed while the finger lay there.
        if self.pressed and self.enabled and on_screen(self):
            the_look().send(self.what, self.arg)
