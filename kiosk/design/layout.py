"""One layout: things in a row or a column, some with their own size, some sharing what is left."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.properties import NumericProperty, OptionProperty, VariableListProperty
from kivy.uix.widget import Widget

from kiosk.design.part import AWAY, Part

_WATCHED = ("size", "size_hint", "shown")


def _watch(child: Widget, lay_out: Any) -> None:
    for name in _WATCHED:
        if child.property(name, True) is not None:
            child.fbind(name, lay_out)


def _unwatch(child: Widget, lay_out: Any) -> None:
    """What left and comes again, as every page does, would else be watched once more each time."""
    for name in _WATCHED:
        if child.property(name, True) is not None:
            child.funbind(name, lay_out)


class Stack(Part):
    """Children from left to right, or from top to bottom; hidden ones take no room.

    `pad` is left, top, right, bottom. Along the line a child with a size hint shares the rest; across it, a child
    with a hint is stretched and one without is put where `cross` says. Whole pixels only: text stays sharp.
    """

    way = OptionProperty("down", options=["down", "across"])
    gap = NumericProperty(0)
    pad = VariableListProperty(0)
    cross = OptionProperty("middle", options=["start", "middle", "end"])
    main = OptionProperty("start", options=["start", "middle", "end", "spread"])

    def __init__(self, **values: Any) -> None:
        self._trigger = Clock.create_trigger(self._lay_out, -1)
        super().__init__(**values)
        for name in ("pos", "size", "way", "gap", "pad", "cross", "main", "hug"):
            self.fbind(name, self._trigger)

    def add_widget(self, widget: Widget, *args: Any, **values: Any) -> None:
        super().add_widget(widget, *args, **values)
        _watch(widget, self._trigger)
        self._trigger()

    def remove_widget(self, widget: Widget) -> None:
        super().remove_widget(widget)
        _unwatch(widget, self._trigger)
        self._trigger()

    def _lay_out(self, *_: object) -> None:
        there = [child for child in reversed(self.children) if getattr(child, "shown", True)]
        for child in [child for child in there if getattr(child, "over", False)]:
            there.remove(child)
            child.size, child.pos = self.size, self.pos
        for child in self.children:
            if not getattr(child, "shown", True):
                child.pos = (AWAY, AWAY)
        left, top, right, bottom = self.pad
        down = self.way == "down"
        self._hug(there, left + right, top + bottom, down)
        room = (self.height - top - bottom) if down else (self.width - left - right)
        lengths = self._lengths(there, room, down)
        spare = room - sum(lengths) - self.gap * max(0, len(there) - 1)
        gap: float = self.gap
        start = 0.0
        if self.main == "spread" and len(there) > 1:
            gap += max(0.0, spare / (len(there) - 1))
        elif self.main in ("middle", "end"):
            start = max(0.0, spare) * (0.5 if self.main == "middle" else 1.0)
        at = (self.top - top - start) if down else (self.x + left + start)
        for child, length in zip(there, lengths, strict=True):
            if down:
                self._put(child, self.x + left, at - length, self.width - left - right, length, down)
                at -= length + gap
            else:
                self._put(child, at, self.y + bottom, length, self.height - top - bottom, down)
                at += length + gap

    def _hug(self, there: list[Widget], across: float, along: float, down: bool) -> None:
        gaps = self.gap * max(0, len(there) - 1)
        if "w" in self.hug:
            widths = [child.width for child in there if child.size_hint_x is None]
            self.width = across + (max(widths, default=0) if down else sum(widths) + gaps)
        if "h" in self.hug:
            heights = [child.height for child in there if child.size_hint_y is None]
            self.height = along + (sum(heights) + gaps if down else max(heights, default=0))

    def _lengths(self, there: list[Widget], room: float, down: bool) -> list[float]:
        hints = [child.size_hint_y if down else child.size_hint_x for child in there]
        own = [child.height if down else child.width for child in there]
        rest = room - self.gap * max(0, len(there) - 1)
        rest -= sum(length for length, hint in zip(own, hints, strict=True) if hint is None)
        share = max(0.0, rest) / (sum(hint for hint in hints if hint is not None) or 1)
        return [length if hint is None else hint * share for length, hint in zip(own, hints, strict=True)]

    def _put(self, child: Widget, x: float, y: float, width: float, height: float, down: bool) -> None:
        place = {"start": 0.0, "middle": 0.5, "end": 1.0}[self.cross]
        hint_x, hint_y = child.size_hint
        wide, high = width, height
        if down:
            wide = width * min(1.0, hint_x) if hint_x is not None else child.width
            x += (width - wide) * place
        else:
            high = height * min(1.0, hint_y) if hint_y is not None else child.height
            y += (height - high) * (1 - place)
        left, bottom = round(x), round(y)
        # A child that knows its own size keeps it to the pixel; two that round it would never agree.
        if hint_x is not None:
            child.width = round(x + wide) - left
        if hint_y is not None:
            child.height = round(y + high) - bottom
        child.pos = (left, bottom)


class Pile(Part):
    """Children on top of each other, each filling the box or, without a size hint, in the middle of it."""

    def __init__(self, **values: Any) -> None:
        self._trigger = Clock.create_trigger(self._lay_out, -1)
        super().__init__(**values)
        self.fbind("pos", self._trigger)
        self.fbind("size", self._trigger)

    def add_widget(self, widget: Widget, *args: Any, **values: Any) -> None:
        super().add_widget(widget, *args, **values)
        _watch(widget, self._trigger)
        self._trigger()

    def remove_widget(self, widget: Widget) -> None:
        super().remove_widget(widget)
        _unwatch(widget, self._trigger)
        self._trigger()

    def _lay_out(self, *_: object) -> None:
        for child in self.children:
            if not getattr(child, "shown", True):
                child.pos = (AWAY, AWAY)
                continue
            if child.size_hint_x is not None:
                child.width = round(self.width * child.size_hint_x)
            if child.size_hint_y is not None:
                child.height = round(self.height * child.size_hint_y)
            wide, high = child.size
            at = {"center_x": 0.5, "center_y": 0.5, **child.pos_hint}
            child.pos = (
                round(self.x + self.width * at["center_x"] - wide / 2),
                round(self.y + self.height * at["center_y"] - high / 2),
            )


class Grid(Part):
    """Equal cells, row by row from the top left."""

    columns = NumericProperty(3)
    gap = NumericProperty(0)

    def __init__(self, **values: Any) -> None:
        self._trigger = Clock.create_trigger(self._lay_out, -1)
        super().__init__(**values)
        for name in ("pos", "size", "columns", "gap", "children"):
            self.fbind(name, self._trigger)

    def add_widget(self, widget: Widget, *args: Any, **values: Any) -> None:
        super().add_widget(widget, *args, **values)
        if widget.property("shown", True) is not None:
            widget.fbind("shown", self._trigger)

    def _lay_out(self, *_: object) -> None:
        columns = int(self.columns)
        rows = -(-len(self.children) // columns)
        wide = (self.width - self.gap * (columns - 1)) / columns
        high = (self.height - self.gap * (rows - 1)) / max(1, rows)
        for index, child in enumerate(reversed(self.children)):
            if not getattr(child, "shown", True):
                child.pos = (AWAY, AWAY)
                continue
            row, column = divmod(index, columns)
            child.size = (round(wide), round(high))
            x, y = self.x + column * (wide + self.gap), self.top - (row + 1) * high - row * self.gap
            child.pos = (round(x), round(y))
