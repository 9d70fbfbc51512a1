"""The sheet on which a diner makes the kiosk easier, and the handle that slides a tall screen into reach."""

from __future__ import annotations

from kivy.properties import BooleanProperty, ObjectProperty, StringProperty

from kiosk.design.chrome import Modal
from kiosk.design.touchable import Touchable
from kiosk.state import Surroundings


class EaseSwitch(Touchable):
    """One choice that is on or off; a word and a tick say so, not the colour alone."""

    icon = StringProperty("")
    text = StringProperty("")
    on = BooleanProperty(False)


class ComfortSheet(Modal):
    """`around` is what is chosen now."""

    around = ObjectProperty(Surroundings(), rebind=True)


class ReachHandle(Touchable):
    """A slim bar: it slides the screen down into reach, and up again."""
