"""Letters, and the days of a year: keys to type what no keypad has."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, ListProperty, NumericProperty, StringProperty

from kiosk.design.layout import Grid, Stack
from kiosk.design.touchable import Touchable

MAIL = ("1234567890", "qwertyuiop", "asdfghjkl-", "zxcvbnm._@")
# The alphabet of our codes, in its own order: whoever copies 16 characters looks for each of them once.
CODE = ("01234567", "89ABCDEF", "GHJKMNPQ", "RSTVWXYZ")


class LetterKey(Touchable):
    """One key of the keyboard; `text` is what it types."""

    text = StringProperty("")


class KeyboardRow(Stack):
    """One row of the keyboard."""


class Keyboard(Stack):
    """Four rows of keys, `mail` for an address or `code` for one of our codes; its kind is said once."""

    kind = StringProperty("")
    enabled = BooleanProperty(True)

    def __init__(self, **values: Any) -> None:
        self._keys: list[LetterKey] = []
        super().__init__(**values)
        self.fbind("enabled", self._able)
        self.fbind("kind", self._build)

    def _build(self, *_: object) -> None:
        for letters in MAIL if self.kind == "mail" else CODE:
            row = KeyboardRow()
            for letter in letters:
                key = LetterKey(text=letter, arg=letter)
                self._keys.append(key)
                row.add_widget(key)
            self.add_widget(row)
        self._able()

    def _able(self, *_: object) -> None:
        for key in self._keys:
            key.enabled = self.enabled


class DayKey(Touchable):
    """A month or a day; `on`: it is the one chosen."""

    text = StringProperty("")


class DayKeys(Grid):
    """Keys 1 to `count` (said once), those up to `most` can be touched, `chosen` is dark. `names` for the figures."""

    what = StringProperty("")
    count = NumericProperty(0)
    most = NumericProperty(31)
    chosen = NumericProperty(0)
    names = ListProperty([])

    def __init__(self, **values: Any) -> None:
        self._keys: list[DayKey] = []
        super().__init__(**values)
        self.fbind("count", self._build)
        for name in ("what", "most", "chosen", "names"):
            self.fbind(name, self._show)

    def _build(self, *_: object) -> None:
        self._keys = [DayKey(arg=str(number)) for number in range(1, int(self.count) + 1)]
        for key in self._keys:
            self.add_widget(key)
        self._show()

    def _show(self, *_: object) -> None:
        for number, key in enumerate(self._keys, start=1):
            key.what = self.what
            key.text = self.names[number - 1] if number <= len(self.names) else str(number)
            key.on = number == self.chosen
            key.enabled = number <= self.most


class OptionRow(Touchable):
    """Something to see and to change: what it is, what it is now. `switch`: it is `on` or not, and says so in words."""

    icon = StringProperty("info")
    tone = StringProperty("ember")
    title = StringProperty("")
    detail = StringProperty("")
    value = StringProperty("")
    switch = BooleanProperty(False)
