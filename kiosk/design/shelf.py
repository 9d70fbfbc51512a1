"""What points buy, as cards on a shelf."""

from __future__ import annotations

from typing import Any

from kivy.properties import (
    BooleanProperty,
    ListProperty,
    NumericProperty,
    ObjectProperty,
)

from kiosk.design.layout import Grid
from kiosk.design.touchable import Touchable


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
