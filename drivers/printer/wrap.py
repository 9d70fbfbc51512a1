"""Text made fit for paper: no control characters, no line broader than the paper."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

# Far more than any ticket says; a name of a megabyte must not empty the roll.
LONGEST_TEXT = 500
_MOST_BALANCED = 4
# Not allowed to end a line in Chinese typesetting, and to begin one.
_NEVER_LAST = frozenset("（《【「『“‘¥([")
_NEVER_FIRST = frozenset("，。、；：？！）》】」』”’％,.;:?!)%")


def clean(text: str) -> str:
    """Drop control, format, surrogate and unassigned characters; any white space becomes one space.

    ESC/POS commands are made of control characters: a name that holds some would drive the printer.
    """
    spaced = "".join(" " if char.isspace() else char for char in text[:LONGEST_TEXT])
    return "".join(char for char in spaced if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Cn", "Co"))


def wrap(text: str, fits: Callable[[str], bool]) -> list[str]:
    """Break `text` into lines that fit: at spaces, between Chinese characters, and inside a word only when it must."""
    lines, line = [], ""
    for piece in _pieces(text):
        if fits(line + piece.rstrip(" ")):
            line += piece
            continue
        if line.strip(" "):
            lines.append(line.strip(" "))
        line = ""
        for char in piece.lstrip(" "):
            if line and not fits(line + char):
                lines.append(line)
                line = ""
            line += char
    lines.append(line.strip(" "))
    return lines


def balance(text: str, measure: Callable[[str], int], limit: int) -> list[str]:
    """Break `text` into as few lines as `wrap` does, of about the same length: for centred text.

    `measure` gives a text's length in the unit of `limit`. Text of many lines is not balanced: nobody would see it.
    """
    lines = wrap(text, _within(measure, limit))
    if not 1 < len(lines) <= _MOST_BALANCED:
        return lines
    step = max(1, limit // 48)
    for narrower in range(limit // len(lines), limit, step):
        shorter = wrap(text, _within(measure, narrower))
        if len(shorter) == len(lines):
            return shorter
    return lines


def _within(measure: Callable[[str], int], limit: int) -> Callable[[str], bool]:
    return lambda line: measure(line) <= limit


def _pieces(text: str) -> list[str]:
    """What must not be broken: a word with the spaces after it, a Chinese character with its punctuation."""
    pieces: list[str] = []
    for char in text:
        last = pieces[-1][-1] if pieces else ""
        if last and (char in _NEVER_FIRST or char == " " or last in _NEVER_LAST or (_latin(char) and _latin(last))):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _latin(char: str) -> bool:
    return ord(char) < 0x2E80 and char != " "
