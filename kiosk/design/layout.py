"""One layout: things in a row or a column, some with their own size, some sharing what is left."""

from __future__ import annotations

import math
from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, OptionProperty, VariableListProperty
from kivy.uix.widget import Widget

from kiosk.design.look import the_look
from kiosk.design.part import AWAY, Part
from kiosk.design.tokens import LOOSE_MM

_WATCHED = ("size", "size_hint", "shown", "at_least", "at_most")
_PLACES = {"start": 0.0, "middle": 0.5, "end": 1.0}


def _grows(child: Widget) -> bool:
    """Whether its height is what its stack has left, between two bounds."""
    return child.size_hint_y is None and isinstance(child, Part) and bool(child.at_most > child.at_least)


def _least(child: Widget) -> float:
    least: float = child.at_least if _grows(child) else child.height
    return least


def _watch(child: Widget, lay_out: Any) -> None:
    for name in _WATCHED:
        if child.property(name, True) is not None:
            child.fbind(name, lay_out)


def _unwatch(child: Widget, lay_out: Any) -> None:
    """What left and comes again, as every page does, would else be watched once more each time."""
    for name in _WATCHED:
        if child.property(name, True) is not None:
            child.funbind(name, lay_out)


def _whole(length: float) -> int:
    """The nearest whole pixel; halves go up, so that what is moved by whole pixels is rounded as before."""
    return math.floor(length + 0.5)


def _carry(box: Part, before: tuple[float, float]) -> tuple[float, float]:
    """Take the children along: what only moved needs no new layout, and neither does anything in it."""
    aside, up = box.x - before[0], box.y - before[1]
    for child in box.children:
        if getattr(child, "shown", True):
            child.pos = (child.x + aside, child.y + up)
    return box.x, box.y


class Stack(Part):
    """Children from left to right, or from top to bottom; hidden ones take no room.

    `pad` is left, top, right, bottom. Along the line a child with a size hint shares the rest; across it, a child
    with a hint is stretched and one without is put where `cross` says. `turned`: the last child comes first.
    Whole pixels only: text stays sharp.
    What room a column has left goes first to children that grow; a stack that hugs its height grows by what they do.
    """

    way = OptionProperty("down", options=["down", "across"])
    gap = NumericProperty(0)
    pad = VariableListProperty(0)
    cross = OptionProperty("middle", options=["start", "middle", "end"])
    main = OptionProperty("start", options=["start", "middle", "end", "spread"])
    turned = BooleanProperty(False)

    def __init__(self, **values: Any) -> None:
        self._trigger = Clock.create_trigger(self._lay_out, -1)
        self._at = (0.0, 0.0)
        super().__init__(**values)
        for name in ("size", "way", "gap", "pad", "cross", "main", "turned", "hug"):
            self.fbind(name, self._trigger)
        self.fbind("pos", self._moved)

    def _moved(self, *_: object) -> None:
        self._at = _carry(self, self._at)

    def add_widget(self, widget: Widget, *args: Any, **values: Any) -> None:
        super().add_widget(widget, *args, **values)
        _watch(widget, self._trigger)
        self._trigger()

    def remove_widget(self, widget: Widget) -> None:
        super().remove_widget(widget)
        _unwatch(widget, self._trigger)
        self._trigger()

    def _lay_out(self, *_: object) -> None:
        self._at = (self.x, self.y)
        there = []
        # Kivy keeps the children that were added last first.
        for child in self.children if self.turned else reversed(self.children):
            if not getattr(child, "shown", True):
                child.pos = (AWAY, AWAY)
            elif getattr(child, "over", False):
                child.size, child.pos = self.size, self.pos
            else:
                there.append(child)
        left, top, right, bottom = self.pad
        down = self.way == "down"
        if self.hug:
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
        place = _PLACES[self.cross]
        for child, length in zip(there, lengths, strict=True):
            if down:
                self._put(child, self.x + left, at - length, self.width - left - right, length, down, place)
                at -= length + gap
            else:
                self._put(child, at, self.y + bottom, length, self.height - top - bottom, down, place)
                at += length + gap

    def _hug(self, there: list[Widget], across: float, along: float, down: bool) -> None:
        gaps = self.gap * max(0, len(there) - 1)
        if "w" in self.hug:
            widths = [child.width for child in there if child.size_hint_x is None]
            self.width = across + (max(widths, default=0) if down else sum(widths) + gaps)
        if "h" in self.hug:
            own = [child for child in there if child.size_hint_y is None]
            least, most = (
                [_least(child) for child in own],
                [child.at_most if _grows(child) else child.height for child in own],
            )
            self.at_least = along + (sum(least) + gaps if down else max(least, default=0))
            self.at_most = along + (sum(most) + gaps if down else max(most, default=0))
            # Where nobody hands room out it is as low as it can be; a stack above says how high.
            held = isinstance(self.parent, Stack) and self.at_most > self.at_least
            self.height = min(max(self.height, self.at_least), self.at_most) if held else self.at_least

    def _lengths(self, there: list[Widget], room: float, down: bool) -> list[float]:
        hints = [child.size_hint_y if down else child.size_hint_x for child in there]
        own = [_least(child) if down else child.width for child in there]
        rest = room - self.gap * max(0, len(there) - 1)
        rest -= sum(length for length, hint in zip(own, hints, strict=True) if hint is None)
        if down and rest > 0:
            rest -= self._grow(there, own, rest)
        share = max(0.0, rest) / (sum(hint for hint in hints if hint is not None) or 1)
        return [length if hint is None else hint * share for length, hint in zip(own, hints, strict=True)]

    @staticmethod
    def _grow(there: list[Widget], own: list[float], rest: float) -> float:
        """Let those that grow have of the rest, each as much of its own wish; returns what they took."""
        wishes = [child.at_most - child.at_least if _grows(child) else 0 for child in there]
        given = min(1.0, rest / (sum(wishes) or 1))
        for index, wish in enumerate(wishes):
            own[index] += int(wish * given)
        return sum(int(wish * given) for wish in wishes)

    def _put(self, child: Widget, x: float, y: float, width: float, height: float, down: bool, place: float) -> None:
        hint_x, hint_y = child.size_hint_x, child.size_hint_y
        wide, high = width, height
        if down:
            wide = width * min(1.0, hint_x) if hint_x is not None else child.width
            x += (width - wide) * place
        else:
            own = min(child.at_most, max(height, child.at_least)) if _grows(child) else child.height
            high = height * min(1.0, hint_y) if hint_y is not None else own
            y += (height - high) * (1 - place)
        left, bottom = _whole(x), _whole(y)
        # A child that knows its own size keeps it to the pixel; two that round it would never agree.
        if hint_x is not None:
            child.width = _whole(x + wide) - left
        if hint_y is not None:
            child.height = _whole(y + high) - bottom
        elif _grows(child):
            child.height = round(high)
        if child.x != left or child.y != bottom:
            child.pos = (left, bottom)


class Air(Part):
    """Room between two things of a column, in pixels: `px` at least, and as much again where there is room."""

    px = NumericProperty(0)

    def __init__(self, **values: Any) -> None:
        super().__init__(**{"size_hint_y": None, "height": 0, **values})
        self.fbind("px", self._measure)
        self._measure()

    def _measure(self, *_: object) -> None:
        self.height = self.at_least = self.px
        self.at_most = self.px + max(self.px, the_look().mm(LOOSE_MM)) if the_look().metrics.low else self.px


class Pile(Part):
    """Children on top of each other, each filling the box or, without a size hint, in the middle of it."""

    def __init__(self, **values: Any) -> None:
        self._trigger = Clock.create_trigger(self._lay_out, -1)
        self._at = (0.0, 0.0)
        super().__init__(**values)
        self.fbind("pos", self._moved)
        self.fbind("size", self._trigger)

    def _moved(self, *_: object) -> None:
        self._at = _carry(self, self._at)

    def add_widget(self, widget: Widget, *args: Any, **values: Any) -> None:
        super().add_widget(widget, *args, **values)
        _watch(widget, self._trigger)
        self._trigger()

    def remove_widget(self, widget: Widget) -> None:
        super().remove_widget(widget)
        _unwatch(widget, self._trigger)
        self._trigger()

    def _lay_out(self, *_: object) -> None:
        self._at = (self.x, self.y)
        for child in self.children:
            if not getattr(child, "shown", True):
                child.pos = (AWAY, AWAY)
                continue
            if child.size_hint_x is not None:
                child.width = _whole(self.width * child.size_hint_x)
            if child.size_hint_y is not None:
                child.height = _whole(self.height * child.size_hint_y)
            wide, high = child.size
            at = {"center_x": 0.5, "center_y": 0.5, **child.pos_hint}
            child.pos = (
                _whole(self.x + self.width * at["center_x"] - wide / 2),
                _whole(self.y + self.height * at["center_y"] - high / 2),
            )


class Grid(Part):
    """Equal cells, row by row from the top left; `fill`: the last one takes what is left of its row."""

    columns = NumericProperty(3)
    gap = NumericProperty(0)
    fill = BooleanProperty(False)

    def __init__(self, **values: Any) -> None:
        self._trigger = Clock.create_trigger(self._lay_out, -1)
        super().__init__(**values)
        for name in ("pos", "size", "columns", "gap", "fill", "children"):
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
            last = self.fill and index == len(self.children) - 1
            child.size = (_whole(self.width - column * (wide + self.gap) if last else wide), _whole(high))
            x, y = self.x + column * (wide + self.gap), self.top - (row + 1) * high - row * self.gap
            child.pos = (_whole(x), _whole(y))
