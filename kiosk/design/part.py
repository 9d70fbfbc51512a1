"""The base of all our widgets: it can be hidden without leaving a gap, and it can rise into view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kivy.graphics import PopMatrix, PushMatrix, Scale, Translate
from kivy.properties import BooleanProperty, NumericProperty, OptionProperty, ReferenceListProperty
from kivy.uix.widget import Widget

from kiosk.design.look import the_look

AWAY = -100_000


class Part(Widget):
    """`hug`: which sides follow the content instead of the room given: "", "w", "h" or "wh".

    `over`: it lies over its siblings in a stack, not beside them. `asleep`: drawn, but nothing in it can be touched.
    `silent`: not read out, because the voice says it otherwise, or it would be another by then.
    `at_least`, `at_most`: between these heights in pixels it takes what its stack has left; `at_most` 0: it stays.
    `enter`: its turn in the entrance of the screen; -1: it is simply there. `rise` goes from 0 to 1 in the entrance.
    """

    if TYPE_CHECKING:
        x: float
        y: float

    # A sheet that covers everything: what lies under it cannot be touched.
    covers_all = False

    # Kivy begins with 100 by 100: every text would be broken and drawn for that before its place is known.
    width = NumericProperty(0)
    height = NumericProperty(0)
    size = ReferenceListProperty(width, height)
    shown = BooleanProperty(True)
    over = BooleanProperty(False)
    asleep = BooleanProperty(False)
    silent = BooleanProperty(False)
    hug = OptionProperty("", options=["", "w", "h", "wh"])
    at_least = NumericProperty(0)
    at_most = NumericProperty(0)
    enter = NumericProperty(-1)
    rise = NumericProperty(1.0)
    zoom = NumericProperty(1.0)

    def __init__(self, **values: Any) -> None:
        self._hugged = ""
        self._move: tuple[Translate, Scale] | None = None
        super().__init__(**values)
        self.fbind("rise", self._place)
        self.fbind("zoom", self._place)

    def on_hug(self, *_: object) -> None:
        """A side that follows the content takes no share of the room; one that no longer does takes its share again."""
        if ("w" in self.hug) != ("w" in self._hugged):
            self.size_hint_x = None if "w" in self.hug else 1
        if ("h" in self.hug) != ("h" in self._hugged):
            self.size_hint_y = None if "h" in self.hug else 1
        self._hugged = self.hug

    def _place(self, *_: object) -> None:
        """Rising and pressing move the picture only; the box that is touched stays where it is."""
        if self._move is None:
            with self.canvas.before:
                PushMatrix()
                self._move = (Translate(0, 0), Scale(1.0))
            with self.canvas.after:
                PopMatrix()
            # canvas.before may already hold a background: the matrix has to come first.
            group = self.canvas.before.children
            for index, instruction in enumerate(group[-3:]):
                self.canvas.before.remove(instruction)
                self.canvas.before.insert(index, instruction)
        translate, scale = self._move
        translate.y = round((self.rise - 1) * the_look().px(26))
        scale.origin = self.center
        # What cannot be seen yet is drawn as a point: fully transparent it would cost as much as in full.
        scale.x = scale.y = self.zoom if self.rise else 0.0
        self.opacity = self.rise
        if self.rise in (0.0, 1.0) or self.enter >= 0:
            for part in self.walk(restrict=True):
                if hasattr(part, "fade"):
                    part.fade = self.rise


def on_screen(widget: Widget) -> bool:
    """Whether the widget hangs in the window with nothing hidden above it."""
    while widget.parent is not None and widget.parent is not widget:
        if not getattr(widget, "shown", True) or getattr(widget, "asleep", False):
            return False
        widget = widget.parent
    return widget.get_root_window() is not None


def sheet_of(widget: Widget) -> Widget | None:
    """The sheet over everything that the widget lies on; None for the page and its top bar."""
    while widget is not None and not getattr(widget, "covers_all", False):
        widget = widget.parent if widget.parent is not widget else None
    return widget
