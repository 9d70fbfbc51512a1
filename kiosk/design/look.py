"""What every widget asks: how big is a pixel here, which words, which text size."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kivy.event import EventDispatcher
from kivy.graphics.opengl import GL_RENDERER, glGetString
from kivy.lang.parser import global_idmap
from kivy.properties import BooleanProperty, DictProperty, ObjectProperty, StringProperty

from kiosk.config import Brand, Display
from kiosk.design.coverage import figures
from kiosk.design.guard import Guard
from kiosk.design.metrics import Metrics
from kiosk.design.themes import Theme, wear
from kiosk.design.tokens import KINDS, OCCASIONS, TYPE
from kiosk.words import Words

if TYPE_CHECKING:
    from kiosk.design.touchable import Touchable
    from mqtt_bridge.messages import CouponView


TROUBLE_ICONS = {
    "unknown_offline": "cloud-off",
    "no_answer": "timer",
    "card_blocked": "lock",
    "refused": "circle-x",
    "not_our_code": "qr-code",
    "for_the_till": "ticket-percent",
    "proof_needed": "shield-check",
    "cannot_join": "user-plus",
    "for_a_friend": "users",
    "gift_needs_card": "gift",
    "two_cards": "nfc",
    "reward_gone": "package-open",
    "not_enough": "coins",
    "hold_unknown": "timer",
}


OFFER_ICONS = {"points": "coins", "coupon": "ticket-percent", "dish": "soup", "gift": "gift", "friends": "users"}


def renderer() -> str:
    """What draws: the graphics driver's own name."""
    name: bytes = glGetString(GL_RENDERER) or b""
    return name.decode("ascii", "replace")


class Look(EventDispatcher):
    """One per process; the kv files know it as `look`.

    `words` and `large` change live: every text that used them is drawn anew. `now` is the time when the picture last
    changed, `clock` tells it anew.
    """

    words = ObjectProperty(rebind=True)
    large = BooleanProperty(False)
    type_px = DictProperty()
    theme = StringProperty("normal")
    can_speak = BooleanProperty(False)
    can_sound = BooleanProperty(False)
    can_dim = BooleanProperty(False)
    now = ObjectProperty()

    def __init__(
        self,
        display: Display,
        brand: Brand,
        words: Words,
        clock: Callable[[], datetime],
        send: Callable[[str, str], None],
        moving: bool = True,
    ) -> None:
        super().__init__(words=words, now=clock())
        self.clock = clock
        self.metrics = Metrics(display.width, display.height, display.px_per_mm)
        self.wide, self.small, self.tall = (self.metrics.form == form for form in ("wide", "small", "tall"))
        self.px, self.mm, self.apart = self.metrics.px, self.metrics.mm, self.metrics.apart
        # Whether things move in this kiosk at all, and whether this diner wants them still.
        self._moves, self.still = moving, False
        self.software = any(name in renderer().lower() for name in ("llvmpipe", "softpipe", "swrast"))
        self.brand_zh, self.brand_en = brand.zh, brand.en
        # Between the two languages of one button.
        self.wide_gap = "  "
        self.send = send
        self.guard = Guard(self.mm(15))
        self.on_large()
        self.touchables: list[Touchable] = []
        global_idmap["look"] = self

    @property
    def moving(self) -> bool:
        """Whether anything may rise, count or pulse now."""
        return self._moves and not self.still

    @moving.setter
    def moving(self, moves: bool) -> None:
        self._moves = moves

    def on_large(self, *_: object) -> None:
        self.type_px = {role: self.size_of(role) for role in TYPE}

    def dress(self, theme: Theme) -> None:
        """Change the colours of everything; nothing happens when they are worn already."""
        if theme != self.theme:
            wear(theme)
            self.theme = theme

    def kind_icon(self, kind: str) -> str:
        """What a coupon or gift of this kind is drawn with."""
        return KINDS[kind][0]

    def coupon_icon(self, coupon: CouponView | None) -> str:
        """What a coupon is drawn with: the day it was given for, or what it is."""
        if coupon is None:
            return "gift"
        return OCCASIONS.get(coupon.occasion) or self.kind_icon(coupon.kind)

    def offer_icon(self, kind: str) -> str:
        """What an offer of this kind is drawn with; of one we do not know, a gift."""
        return OFFER_ICONS.get(kind, "gift")

    def trouble_icon(self, reason: str) -> str:
        return TROUBLE_ICONS.get(reason, "concierge-bell")

    def plain_latin(self, text: str) -> bool:
        """Whether the face for figures can set this text."""
        return figures().issuperset(text)

    def size_of(self, role: str) -> int:
        """The font size of a role in pixels, in the text size the diner chose."""
        return self.metrics.font(role, self.large)

    def pick(self, wide: Any, small: Any, tall: Any) -> Any:
        """One value per form of screen."""
        return wide if self.wide else small if self.small else tall


def the_look() -> Look:
    """The look of this process, for widgets that draw in Python."""
    look: Look = global_idmap["look"]
    return look
