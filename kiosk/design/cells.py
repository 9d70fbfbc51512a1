"""The cells of the touch test."""

from __future__ import annotations

from typing import Any

from kivy.properties import ObjectProperty, StringProperty

from kiosk.design.layout import Grid
from kiosk.design.touchable import Touchable
from kiosk.screens.touch_test import CELLS


class TouchCell(Touchable):
    """One place of the panel; `on` once a finger was felt there."""

    text = StringProperty("")


class TouchCells(Grid):
    """All of them, built once; `touched` are the numbers of those that are done."""

    touched = ObjectProperty(())

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._cells = [TouchCell(arg=str(number), text=str(number)) for number in range(1, CELLS + 1)]
        for cell in self._cells:
            self.add_widget(cell)
        self.fbind("touched", self._show)
        self._show()

    def _show(self, *_: object) -> None:
        for number, cell in enumerate(self._cells, start=1):
            cell.on = number in self.touched
            cell.enabled = not cell.on
