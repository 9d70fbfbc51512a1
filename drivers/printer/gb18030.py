"""Chinese as text, for printers with a GB18030 font: between FS & and FS ."""

from __future__ import annotations

_ON, _OFF = b"\x1c&", b"\x1c."


def can_say(text: str) -> bool:
    """Whether such a font surely shows this text: ASCII, and what GB18030 writes in two bytes.

    Four bytes are beyond many fonts: a printer shows the yen sign ¥ as "0 6", and rare characters as others.
    """
    return all(char.isascii() or len(_bytes(char)) == 2 for char in text)


def columns(text: str) -> int:
    """The width of a text in Latin letters: a Chinese character takes two."""
    return sum(1 if char.isascii() else 2 for char in text)


def line(text: str) -> bytes:
    """One line of text as the printer takes it, with its line feed."""
    return _ON + text.encode("gb18030") + _OFF + b"\n"


def _bytes(char: str) -> bytes:
    try:
        return char.encode("gb18030")
    except UnicodeEncodeError:
        return b""
