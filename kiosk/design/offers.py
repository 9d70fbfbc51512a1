"""What the house offers just now, one card at a time on the resting screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kivy.animation import Animation
from kivy.clock import Clock
from kivy.properties import NumericProperty, ObjectProperty

from kiosk.design.layout import Pile, Stack
from kiosk.design.look import the_look
from kiosk.offers import running
from mqtt_bridge.messages import OfferView

CARDS = 3
CARD_S = 8.0
FADE_S = 0.3


class OfferLine(Stack):
    """One offer: its picture, what it is, and what goes with it."""

    offer = ObjectProperty(None, allownone=True)


class OfferCards(Pile):
    """One card on a ground that stays; each goes after 8 s. Without motion the first one stays as long as it runs.

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
        self._timer = Clock.schedule_interval(self._turn if the_look().moving else self._stay, CARD_S)

    def rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._arrive()

    def _show_first(self, *_: object) -> None:
        cards = self._running()
        self.cards, self.at = len(cards), 0
        self._arrive()
        self.current = cards[0] if cards else None

    def _running(self) -> Sequence[OfferView]:
        return running(self.offers, the_look().clock())[:CARDS]

    def _stay(self, *_: object) -> None:
        """The first card without motion, for as long as it is the first."""
        if self._running()[:1] != ([] if self.current is None else [self.current]):
            self._show_first()

    def _turn(self, *_: object) -> None:
        # Asked anew each time: at its hour one ends and another begins, and nobody tells us.
        cards = self._running()
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
