"""Turning the keys a scanner types into codes: a USB scanner is a keyboard with a US layout unless told otherwise."""

from __future__ import annotations

from drivers.scanner.lines import LONGEST_SCAN

# Key numbers of linux/input-event-codes.h. Those in a row on the keyboard are in a row here too.
_ROWS: dict[int, tuple[str, str]] = {
    2: ("1234567890-=", "!@#$%^&*()_+"),
    16: ("qwertyuiop[]", "QWERTYUIOP{}"),
    30: ("asdfghjkl;'`", 'ASDFGHJKL:"~'),
    43: ("\\zxcvbnm,./", "|ZXCVBNM<>?"),
    57: (" ", " "),
    71: ("789-456+1230.", "789-456+1230."),
}
_PLAIN = {first + at: char for first, (row, _shifted) in _ROWS.items() for at, char in enumerate(row)}
_SHIFTED = {first + at: char for first, (_plain, row) in _ROWS.items() for at, char in enumerate(row)}
_PLAIN[98] = _SHIFTED[98] = "/"
_PLAIN[55] = _SHIFTED[55] = "*"
_ENDS = frozenset((15, 28, 96))
_SHIFTS = frozenset((42, 54))
# With Ctrl or Alt a scanner means a control character (GS1's separator): no part of any code of ours.
_MODIFIERS = frozenset((29, 97, 56, 100, 125, 126))
_CAPS_LOCK = 58
RELEASED, PRESSED = 0, 1


class Typist:
    """Collects key strokes and gives whole codes back: a code ends with Enter or Tab, or with `flush`."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._held: set[int] = set()
        self._caps = self._lost = False

    def key(self, code: int, value: int) -> list[str]:
        """One key event: `value` is 0 released, 1 pressed, 2 repeated. Returns the codes it completes."""
        if code in _SHIFTS or code in _MODIFIERS:
            (self._held.add if value else self._held.discard)(code)
        elif value != PRESSED:
            return []
        elif code == _CAPS_LOCK:
            self._caps = not self._caps
        elif code in _ENDS:
            return self.flush()
        elif not self._held & _MODIFIERS:
            self._type(code)
        return []

    def flush(self) -> list[str]:
        """The code so far is whole: silence ends it. A code over `LONGEST_SCAN` is given too long, once."""
        text, lost = "".join(self._text), self._lost
        self._text.clear()
        self._lost = False
        return [text] if text and not lost else []

    def lose(self) -> None:
        """Keys were lost: the code they belong to is dropped whole. With a hole it could be another member's."""
        self._held.clear()
        self._lost = True

    def clear(self) -> None:
        """Forget everything: the scanner was away."""
        self._text.clear()
        self._held.clear()
        self._caps = self._lost = False

    @property
    def pending(self) -> bool:
        """Whether there is the beginning of a code."""
        return bool(self._text) or self._lost

    def _type(self, code: int) -> None:
        shifted = bool(self._held & _SHIFTS)
        char = (_SHIFTED if shifted else _PLAIN).get(code, "")
        if self._caps and char.isalpha():
            char = char.swapcase()
        if char and len(self._text) <= LONGEST_SCAN:
            self._text.append(char)
