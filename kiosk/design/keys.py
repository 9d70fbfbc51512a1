"""The keypad, and the boxes its digits land in."""

from __future__ import annotations

from kivy.properties import (
    BooleanProperty,
    StringProperty,
)

from kiosk.design.layout import Stack
from kiosk.design.touchable import Touchable


class Key(Touchable):
    """One key of the keypad: a digit, an icon, or a word."""

    digit = StringProperty("")
    icon = StringProperty("")


class Keypad(Stack):
    """Digits 0 to 9, erase, and one key of the screen's choice at the lower left: its icon, or its label in words."""

    corner = StringProperty("clear")
    corner_icon = StringProperty("")
    corner_label = StringProperty("")
    enabled = BooleanProperty(True)


class Digits(Stack):
    """Boxes for a code, one for each digit."""

    digits = StringProperty("")
    wrong = BooleanProperty(False)
