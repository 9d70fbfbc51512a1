"""A finger that is not there: touches made by the bench and the tests take the same way as real ones."""

from __future__ import annotations

from typing import Any, ClassVar

from kivy.input.motionevent import MotionEvent


class Finger(MotionEvent):
    """One touch at a place given as shares of the window, from the bottom left."""

    made: ClassVar[int] = 0

    @classmethod
    def at(cls, x: float, y: float) -> Finger:
        cls.made += 1
        return cls("bench", cls.made, {"x": x, "y": y}, is_touch=True, type_id="touch")

    def depack(self, args: Any) -> None:
        self.profile = ["pos"]
        self.sx, self.sy = args["x"], args["y"]
        super().depack(args)
