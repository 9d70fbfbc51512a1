"""What stands in for a page while its answer is awaited: shapes without words, and only when it takes long."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty

from kiosk.design.layout import Stack

# An answer usually comes within this time; a shape that flashed before it would only make it look slow.
LATE_S = 0.6


class Waited(Stack):
    """`late` once its screen has been shown for 600 ms."""

    late = BooleanProperty(False)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._alarm = Clock.create_trigger(self._ring, LATE_S)

    def play(self) -> None:
        self.late = False
        self._alarm.cancel()
        self._alarm()

    def rest(self) -> None:
        self._alarm.cancel()
        self.late = False

    def _ring(self, *_: object) -> None:
        self.late = True
