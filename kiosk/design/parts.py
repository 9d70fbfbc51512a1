"""The named pieces screens are made of. What they look like is in `parts.kv`; here is only what they know."""

from __future__ import annotations

from typing import Any

from kivy.animation import Animation
from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.properties import (
    BooleanProperty,
    ListProperty,
    NumericProperty,
    ObjectProperty,
    StringProperty,
)

from kiosk.design.bake import Uniform, baked
from kiosk.design.layout import Grid, Stack
from kiosk.design.live import accent_of
from kiosk.design.look import the_look
from kiosk.design.part import Part
from kiosk.design.shaders import MEMBER, TICKET
from kiosk.design.surface import Box
from kiosk.design.tokens import COLOURS, KINDS, RING_S, rgba
from kiosk.design.touchable import Touchable


class PushButton(Touchable):
    """`kind` is one of `tokens.BUTTONS`; greyed when not enabled."""

    kind = StringProperty("primary")
    icon = StringProperty("")
    text = StringProperty("")
    role = StringProperty("h2")
    after = BooleanProperty(False)


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
    widest = NumericProperty(100_000)


class Notice(Box):
    """A strip that says one thing worth knowing."""

    icon = StringProperty("info")
    tone = StringProperty("gold_ink")
    text = StringProperty("")
    detail = StringProperty("")


class Medal(Box):
    """A round badge with an icon: the picture of a result."""

    icon = StringProperty("check")
    tone = StringProperty("cream")
    inner = NumericProperty(0.5)


class Key(Touchable):
    """One key of the keypad: a digit, or an icon."""

    digit = StringProperty("")
    icon = StringProperty("")


class Keypad(Stack):
    """Digits 0 to 9, erase, and one key of the screen's choice at the lower left."""

    corner = StringProperty("clear")
    corner_icon = StringProperty("x")
    corner_label = StringProperty("")
    enabled = BooleanProperty(True)


class Pager(Stack):
    """Previous and next with dots between; hidden when there is one page."""

    page = NumericProperty(0)
    pages = NumericProperty(1)


class Segment(Box):
    """Two languages, the current one dark."""


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


class Steps(Stack):
    """Three steps, with the one we are at."""

    at = NumericProperty(0)


class GiftCard(Touchable):
    """One reward of the catalogue; None hides it."""

    reward = ObjectProperty(None, allownone=True, rebind=True)
    points = NumericProperty(0)
    online = BooleanProperty(True)
    short = NumericProperty(0)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        for name in ("reward", "points", "online"):
            self.fbind(name, self._judge)
        self._judge()

    def _judge(self, *_: object) -> None:
        reward = self.reward
        self.shown = reward is not None
        self.short = max(0, reward.points - self.points) if reward is not None else 0
        self.enabled = reward is not None and self.online and not self.short and reward.stock != 0


class Shelf(Grid):
    """Six gifts: three across, or two on a tall screen."""

    rewards = ListProperty([None] * 6)
    points = NumericProperty(0)
    online = BooleanProperty(True)


class PrintScene(Part):
    """A printer's mouth, and the coupon coming out of it."""

    title = StringProperty("")
    detail = StringProperty("")
    icon = StringProperty("ticket-percent")
    out = NumericProperty(0.35)

    def play(self) -> None:
        Animation.cancel_all(self, "out")
        self.out = 0.35
        if the_look().moving:
            Animation(out=1.0, d=2.6, t="out_quad").start(self)
        else:
            self.out = 1.0

    def rest(self) -> None:
        Animation.cancel_all(self, "out")


class Picture(Touchable):
    """A touchable whose ground is a picture of its own, drawn once for its size."""

    def __init__(self, **values: Any) -> None:
        self._picture: Rectangle | None = None
        super().__init__(**values)
        with self.canvas.before:
            Color(1, 1, 1, 1)
            self._picture = Rectangle(size=(0, 0))
        self._repaint = Clock.create_trigger(self._draw_picture, -1)
        for name in ("pos", "size", *self.shaped_by()):
            self.fbind(name, self._repaint)
        self._repaint()

    def shaped_by(self) -> tuple[str, ...]:
        """The properties the picture depends on, besides the size."""
        return ()

    def painted(self, margin: int) -> tuple[str, dict[str, Uniform]]:
        """The shader and what it is told."""
        raise NotImplementedError

    def _draw_picture(self, *_: object) -> None:
        if self._picture is None or self.width < 10 or self.height < 10:
            return
        margin = the_look().px(22)
        source, values = self.painted(margin)
        size = int(self.width) + 2 * margin, int(self.height) + 2 * margin
        self._picture.texture = baked(source, *size, tuple(values.items()))
        self._picture.pos = (self.x - margin, self.y - margin)
        self._picture.size = size


class Ticket(Picture):
    """One coupon as paper. The whole ticket is the target; None hides it."""

    coupon = ObjectProperty(None, allownone=True, rebind=True)
    today = ObjectProperty(None, allownone=True)
    stub = NumericProperty(132)
    first = BooleanProperty(False)
    action = StringProperty("")
    why_not = StringProperty("")

    def shaped_by(self) -> tuple[str, ...]:
        return ("coupon", "stub", "enabled")

    def painted(self, margin: int) -> tuple[str, dict[str, Uniform]]:
        kind = self.coupon.kind if self.coupon is not None else "amount_off"
        _, low, high = KINDS[kind]
        return TICKET, {
            "rad": float(the_look().px(22)),
            "margin": float(margin),
            "stub": float(self.stub),
            "notch": float(the_look().px(11)),
            "unit": float(max(0.7, the_look().px(100) / 100)),
            "low": rgba(low),
            "high": rgba(high),
            "body": COLOURS["surface"],
            "faded": 0.0,
        }


class MemberCard(Picture):
    """The dark card of one member, with waves in the colour of the tier and one streak of light on arrival."""

    tier = StringProperty("gold")

    def shaped_by(self) -> tuple[str, ...]:
        return ("tier",)

    def painted(self, margin: int) -> tuple[str, dict[str, Uniform]]:
        accent = accent_of(self.tier)
        return MEMBER, {
            "rad": float(the_look().px(28)),
            "margin": float(margin),
            "unit": float(max(0.7, the_look().px(100) / 100)),
            "low": COLOURS["night"],
            "high": COLOURS["night2"],
            "accent": accent,
        }

    def play(self) -> None:
        """The streak of light, once."""
        sheen = self.ids.sheen
        Animation.cancel_all(sheen, "at")
        sheen.at = -0.4
        Animation(at=1.5, d=1.1, t="in_out_quad").start(sheen)


class PointsRing(Stack):
    """The member's points inside a ring that fills toward the next tier; both count up on arrival."""

    points = NumericProperty(0)
    share = NumericProperty(0.0)
    counted = NumericProperty(0.0)
    filled = NumericProperty(0.0)
    caption = StringProperty("")

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.counted, self.filled = float(self.points), float(self.share)
        self.fbind("points", self._follow)
        self.fbind("share", self._follow)

    def play(self) -> None:
        Animation.cancel_all(self, "counted", "filled")
        self.counted = self.filled = 0.0
        self._follow()

    def _follow(self, *_: object) -> None:
        Animation.cancel_all(self, "counted", "filled")
        if the_look().moving and self.get_root_window() is not None:
            Animation(counted=self.points, filled=self.share, d=RING_S, t="out_cubic").start(self)
        else:
            self.counted, self.filled = float(self.points), float(self.share)


class Stamps(Stack):
    """Circles of a streak; `filled` of them are stamped."""

    filled = NumericProperty(0)
    total = NumericProperty(7)


class Digits(Stack):
    """Boxes for a code, one for each digit."""

    digits = StringProperty("")
    wrong = BooleanProperty(False)


class Page(Stack):
    """The root of every screen. `model` is the screen's value, `around` what is true beside it."""

    model = ObjectProperty(rebind=True)
    around = ObjectProperty(rebind=True)
    bare = BooleanProperty(False)
    backdrop = StringProperty("paper")
