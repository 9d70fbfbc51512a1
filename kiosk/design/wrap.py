"""Breaking lines: Chinese as Chinese is broken, and never between a number and what it counts."""

from __future__ import annotations

import re
from collections.abc import Callable

Measure = Callable[[str], float]

# Closing marks do not begin a line, opening marks do not end one.
_NOT_FIRST = "，。、！？；：）》】」』”’…％%,.!?;:)]}·"
_NOT_LAST = "（《【「『“‘¥￥([{"
_NUMBER = "0-9A-Za-z.,:¥￥%％×+−\u00a0\u2013-"
_PAUSE = re.compile("[，。；：！？]")
_DOT = " · "
_ITEM = 12
# A last line shorter than this share of the width looks forgotten.
_ALONE = 0.35
_TOKEN = re.compile(
    # a number with the Chinese words around it that belong to it: 11月30日, 520 分, 满100减20, 85 折
    rf"(?:[{_NOT_LAST}]*[¥￥+]?[0-9][{_NUMBER}]*(?:[ \u00a0]?(?:积分|[年月日天次张分级折元款件份个秒点倍]+))?)+"
    rf"|[{_NOT_LAST}]*[^\s\u2E80-\u9FFF\uFF00-\uFFEF]+"
    rf"|[{_NOT_LAST}]*[\u2E80-\u9FFF\uFF00-\uFFEF]"
    r"|\s"
)


def tokens(text: str) -> list[str]:
    """The smallest pieces a line may be made of; joined they are the text again."""
    pieces: list[str] = []
    for piece in _pieces(text):
        if pieces and not piece.isspace() and all(char in _NOT_FIRST for char in piece):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def _pieces(text: str) -> list[str]:
    if _DOT not in text:
        return _TOKEN.findall(text)
    # In a list with dots a short item stays whole: it reads as one word.
    pieces: list[str] = []
    for item in text.split(_DOT):
        pieces += [_DOT.rstrip(), " "] if pieces else []
        pieces += [item] if len(item) <= _ITEM else _TOKEN.findall(item)
    return pieces


def wrap(text: str, width: float, measure: Measure) -> list[str]:
    """Break into lines no wider than `width`; a single piece that is wider stays whole on its own line."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in tokens(paragraph):
            if line.strip() and measure((line + piece).rstrip()) > width:
                lines.append(line.rstrip())
                line = ""
            line = line + piece if line or not piece.isspace() else line
        lines.append(line.rstrip())
    return lines


def balanced(text: str, width: float, measure: Measure) -> list[str]:
    """As few lines as `wrap`, but of nearly equal length, as a typesetter would break a title."""
    lines = wrap(text, width, measure)
    if len(lines) < 2 or "\n" in text:
        return lines
    if len(lines) == 2 and (halves := _at_a_pause(text, width, measure)):
        return halves
    low, high = width / 2 if len(lines) == 2 else width * 0.6, width
    for _ in range(5):
        middle = (low + high) / 2
        tried = wrap(text, middle, measure)
        if len(tried) == len(lines) and all(measure(line) <= middle for line in tried):
            lines, high = tried, middle
        else:
            low = middle
    return lines


def _at_a_pause(text: str, width: float, measure: Measure) -> list[str]:
    """Two lines of a Chinese text that meet at a mark, if neither is much longer: no word is torn there."""
    cuts = [cut.end() for cut in _PAUSE.finditer(text)]
    halves = [[text[:at].rstrip(), text[at:].strip()] for at in cuts]
    uneven = {abs(measure(one) - measure(other)): [one, other] for one, other in halves if one and other}
    if not uneven:
        return []
    best = uneven[min(uneven)]
    shorter, longer = sorted(map(measure, best))
    return best if longer <= width and shorter >= _ALONE * longer else []


def evened(text: str, width: float, measure: Measure) -> list[str]:
    """As `wrap`, but no word or two are left alone on the last line: then the lines are balanced."""
    lines = wrap(text, width, measure)
    alone = len(lines) > 1 and measure(lines[-1]) < width * _ALONE
    return balanced(text, width, measure) if alone else lines


def elide(text: str, width: float, measure: Measure) -> str:
    """The text, cut with an ellipsis if it is wider than `width`; the dots are those of its writing."""
    if measure(text) <= width:
        return text
    dots = "…" if any(char >= "\u2e80" for char in text) else "..."
    while text and measure(text.rstrip() + dots) > width:
        text = text[:-1]
    return text.rstrip() + dots
