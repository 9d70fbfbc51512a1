"""Breaking lines: Chinese as Chinese is broken, and never between a number and what it counts."""

from __future__ import annotations

import re
from collections.abc import Callable

Measure = Callable[[str], float]

# Closing marks do not begin a line, opening marks do not end one.
_NOT_FIRST = "，。、！？；：）》】」』”’…％%,.!?;:)]}·"
_NOT_LAST = "（《【「『“‘¥￥([{"
# What nobody wants to see torn in two.
_WHOLE = (
    "积分|会员|店员|优惠券|优惠|二维码|验证码|手机号|邀请码|会员码|账户|礼品|打印|打印机|扫码|扫描|登录|入会|马上|"
    "兑换|签到|联系方式|生日|消费|门店|密钥|加密|保存|网络|资料|屏幕|小票|金额|奖励|等级|出示|随时|绑定|退还|领取"
)
_NUMBER = "0-9A-Za-z.,:¥￥%％×+−\u00a0\u2013-"
_DOT = " · "
_ITEM = 12
# A last line shorter than this share of the width looks forgotten.
_ALONE = 0.35
# Where a sentence takes breath: after a comma or a stop, before a bracket.
_CLAUSE = re.compile(r"[，。；：！？]|[,.;:!?](?= )|(?=（)")
_SHORT = 0.3
_TOKEN = re.compile(
    # a number with the Chinese words around it that belong to it: 11月30日, 520 分, 满100减20, 85 折
    rf"(?:[{_NOT_LAST}]*[¥￥+]?[0-9][{_NUMBER}]*(?:[ \u00a0]?(?:积分|[年月日天次张分级折元款件份个秒点倍]+))?)+"
    rf"|[{_NOT_LAST}]*[^\s\u2E80-\u9FFF\uFF00-\uFFEF]+"
    rf"|[{_NOT_LAST}]*(?:{_WHOLE})"
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


def clauses(text: str, width: float, measure: Measure) -> list[str]:
    """Two lines that part where the sentence does, the more alike the better; none where it does not."""
    best: list[str] = []
    for match in _CLAUSE.finditer(text):
        pair = [text[: match.end()].rstrip(), text[match.end() :].lstrip()]
        short, long = sorted(map(measure, pair))
        if short >= _SHORT * (short + long) and long <= width and (not best or long < max(map(measure, best))):
            best = pair
    return best


def balanced(text: str, width: float, measure: Measure) -> list[str]:
    """As few lines as `wrap`, but of nearly equal length, as a typesetter would break a title: two lines part where
    the sentence does."""
    lines = wrap(text, width, measure)
    if len(lines) < 2 or "\n" in text:
        return lines
    if len(lines) == 2 and (pair := clauses(text, width, measure)):
        return pair
    low, high = width / 2 if len(lines) == 2 else width * 0.6, width
    for _ in range(5):
        middle = (low + high) / 2
        tried = wrap(text, middle, measure)
        if len(tried) == len(lines) and all(measure(line) <= middle for line in tried):
            lines, high = tried, middle
        else:
            low = middle
    return lines


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
