"""Things of paper and plastic: tickets, the member card, the printer."""

from __future__ import annotations

from typing import Any

from kivy.animation import Animation
from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.properties import (
    BooleanProperty,
    NumericProperty,
    ObjectProperty,
    StringProperty,
)

from kiosk.design.bake import Uniform, baked
from kiosk.design.live import accent_of
from kiosk.design.look import the_look
from kiosk.design.part import Part
from kiosk.design.shaders import MEMBER, TICKET
from kiosk.design.tokens import COLOURS, KINDS, rgba
from kiosk.design.touchable import Touchable


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
        the_look().fbind("theme", self._repaint)
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
    icon = StringProperty("printer")
    roomy = BooleanProperty(False)

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
            "rim": (0.86, 0.80, 0.73, 0.55) if the_look().theme == "normal" else COLOURS["edge"],
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
        if the_look().moving:
            Animation(at=1.5, d=1.1, t="in_out_quad").start(sheen)
