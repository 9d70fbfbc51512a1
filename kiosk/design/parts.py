"""The small named pieces screens are made of. How they look is in the kv file of the same name."""

from __future__ import annotations

from typing import Any

from kivy.factory import Factory
from kivy.properties import (
    BooleanProperty,
    NumericProperty,
    ObjectProperty,
    StringProperty,
)

from kiosk.design.layout import Stack
from kiosk.design.look import the_look
from kiosk.design.surface import Box
from kiosk.design.tokens import PRIMARY_MM
from kiosk.design.touchable import Touchable
from kiosk.words import Words, languages


class PushButton(Touchable):
    """`kind` is one of `tokens.BUTTONS`; greyed when not enabled.

    It is called what its text says, unless it was given a label of its own.
    `next`: what comes next, or stands beside it: 20 mm high, on a low panel as near to it as its column has room.
    """

    kind = StringProperty("primary")
    icon = StringProperty("")
    text = StringProperty("")
    role = StringProperty("h2")
    after = BooleanProperty(False)
    next = BooleanProperty(False)
    letters = NumericProperty(0)

    def __init__(self, **values: Any) -> None:
        self._called = ""
        super().__init__(**values)

    def on_text(self, *_: object) -> None:
        if self.label == self._called:
            self.label = self._called = self.text

    @property
    def reach_mm(self) -> float:
        return PRIMARY_MM if self.kind == "primary" else super().reach_mm


class LevelKeys(Box):
    """Less and more of something, and how much there is; `less`, `more` are the args of its two keys."""

    what = StringProperty("")
    icon = StringProperty("")
    text = StringProperty("")
    value = StringProperty("")
    less = StringProperty("down")
    more = StringProperty("up")
    can_less = BooleanProperty(True)
    can_more = BooleanProperty(True)


class Tile(Touchable):
    """A big choice: icon on a soft ground, title, one line below."""

    icon = StringProperty("gift")
    tone = StringProperty("ember")
    title = StringProperty("")
    detail = StringProperty("")


class Chip(Box):
    """A short remark on a soft ground."""

    icon = StringProperty("")
    text = StringProperty("")
    tone = StringProperty("jade")
    role = StringProperty("meta")
    ground = StringProperty("")
    widest = NumericProperty(100_000)


class Notice(Box):
    """A strip that says one thing worth knowing. `may_cut`: the house wrote it, as long as it liked."""

    icon = StringProperty("info")
    tone = StringProperty("gold_ink")
    text = StringProperty("")
    detail = StringProperty("")
    may_cut = BooleanProperty(False)


class Medal(Box):
    """A round badge with an icon: the picture of a result."""

    icon = StringProperty("check")
    tone = StringProperty("cream")
    inner = NumericProperty(0.5)


class Pager(Stack):
    """Previous and next with dots between; hidden when there is one page."""

    page = NumericProperty(0)
    pages = NumericProperty(1)


class Segment(Box):
    """Every language there is, the current one dark."""

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        offered, px = languages(), the_look().px
        width = px(76, 56, 88) if len(offered) < 3 else px(66, 54, 64)
        for language in offered:
            own = Words(language)
            choice = Factory.Choice(arg=language, label=own.tr("language.name"), width=width)
            choice.text = own.tr("language.short")
            self.add_widget(choice)


class Sheet(Box):
    """The one card in the middle of a screen that says one thing."""


class Benefit(Stack):
    """One reason, with its icon."""

    icon = StringProperty("check")
    tone = StringProperty("jade")
    text = StringProperty("")


class Amount(Stack):
    """A name on the left and a number on the right."""

    text = StringProperty("")
    amount = StringProperty("")
    tone = StringProperty("ink")
    bold = BooleanProperty(False)


class Page(Stack):
    """The root of every screen. `model` is the screen's value, `around` what is true beside it."""

    model = ObjectProperty(rebind=True)
    around = ObjectProperty(rebind=True)
    bare = BooleanProperty(False)
    backdrop = StringProperty("paper")
