"""What the house offers just now, one card at a time on the resting screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from kivy.animation import Animation
from kivy.clock import Clock
from kivy.properties import NumericProperty, ObjectProperty

from kiosk.design.layout import Pile, Stack
from kiosk.design.look import the_look
from mqtt_bridge.messages import OfferView

CARDS = 3
CARD_S = 8.0
FADE_S = 0.3


def running(offers: Sequence[OfferView], today: date) -> list[OfferView]:
    """Those whose time it is, at most three."""
    day = today.isoformat()
    return [one for one in offers if one.begins <= day and (not one.ends or day <= one.ends)][:CARDS]


class OfferLine(Stack):
    """One offer: its picture, what it is, and what goes with it."""

    offer = ObjectProperty(None, allownone=True)


class OfferCards(Pile):
    """One card on a ground that stays; each card goes after 8 s. With one card, or without motion, nothing moves.

    `current` is the offer shown, None when none is running, `before` the one it takes the place of, `at` and `cards`
    its place among the cards. `come` goes from 0 to 1 while one card takes the place of the other; where the
    processor draws, one picture does it.
    """

    offers = ObjectProperty(())
    current = ObjectProperty(None, allownone=True)
    before = ObjectProperty(None, allownone=True)
    at = NumericProperty(0)
    cards = NumericProperty(0)
    come = NumericProperty(1.0)

    def __init__(self, **values: Any) -> None:
        self._timer: Any = None
        super().__init__(**values)
        self.fbind("offers", self._show_first)
        self._show_first()

    def play(self) -> None:
        """Begin with the first card, and change it from time to time."""
        self.rest()
        self._show_first()
        if the_look().moving:
            self._timer = Clock.schedule_interval(self._turn, CARD_S)

    def rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._arrive()

    def _show_first(self, *_: object) -> None:
        cards = running(self.offers, the_look().clock().date())
        self.cards, self.at = len(cards), 0
        self._arrive()
        self.current = cards[0] if cards else None

    def _turn(self, *_: object) -> None:
        # Asked anew each time: at midnight one ends and another begins, and nobody tells us.
        cards = running(self.offers, the_look().clock().date())
        if len(cards) != self.cards or not cards:
            self._show_first()
            return
        at = (int(self.at) + 1) % len(cards)
        if cards[at] == self.current:
            return
        self.before, self.current, self.at = self.current, cards[at], at
        if the_look().software:
            self._arrive()
            return
        self.come = 0.0
        fade = Animation(come=1.0, d=FADE_S, t="linear")
        fade.bind(on_complete=self._arrive)
        fade.start(self)

    def _arrive(self, *_: object) -> None:
        Animation.cancel_all(self, "come")
        self.before, self.come = None, 1.0
