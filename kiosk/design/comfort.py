"""The sheet on which a diner makes the kiosk easier, and the handle that slides a tall screen into reach."""

from __future__ import annotations

from kivy.properties import ObjectProperty, StringProperty

from kiosk.design.chrome import Modal
from kiosk.design.surface import Box
from kiosk.design.touchable import Touchable
from kiosk.state import Surroundings


class EaseSwitch(Touchable):
    """One choice that is on or off; a word and a tick say so, not the colour alone."""

    icon = StringProperty("")
    text = StringProperty("")


class ComfortCard(Box):
    """All the choices. `around` is what is chosen now."""

    around = ObjectProperty(Surroundings(), rebind=True)


class ComfortSheet(Modal):
    """Covers the screen with the choices, which are built by `furnish`: few diners ever see them."""

    around = ObjectProperty(Surroundings(), rebind=True)

    def furnish(self) -> None:
        if not self.children:
            card = ComfortCard(around=self.around)
            self.fbind("around", card.setter("around"))
            self.add_widget(card)


class ReachHandle(Touchable):
    """A slim bar: it slides the screen down into reach, and up again."""
