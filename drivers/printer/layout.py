"""The language in which tickets are written down: one element a line, filled in with values.

    # a comment
    text center size=2 bold | {house}
    text center size=3 fit | {title}     as large as stands on one line, 3 at most
    text small | {terms}
    rule                                 fine and dashed
    rule heavy
    pair | 有效期至 Valid until | {until}
    pair bold | {label} | {value}
    qr | {code} | {code}                 what it says, and what stands under it
    bars | {code}
    gap 2
    ? note text center | {note}          only when `note` is not empty
    * lines pair | {name} | {amount}     once for each of `lines`

A value is text and stays text: nothing in it is read as layout, and the encoder keeps it from driving the printer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from drivers.printer.ticket import SMALL, Align, Bars, Element, Gap, Pair, Qr, Rule, Text, Ticket

Values = Mapping[str, Any]
_NAME = re.compile(r"\{([a-z_]+)\}")
_KINDS = ("text", "pair", "qr", "bars", "rule", "gap")
_DEFAULTS: dict[str, Any] = {"size": 1, "bold": False, "align": Align.LEFT, "fit": False, "heavy": False, "lines": 1}
_BOLD: tuple[str, Any] = ("bold", True)
# What may stand before the first bar, by kind of element, and what it means.
_WORDS: dict[str, dict[str, tuple[str, Any]]] = {
    "text": {
        "bold": _BOLD,
        "center": ("align", Align.CENTER),
        "fit": ("fit", True),
        "small": ("size", SMALL),
        **{f"size={size}": ("size", size) for size in (1, 2, 3)},
    },
    "pair": {"bold": _BOLD},
    "rule": {"heavy": ("heavy", True)},
}


class BadLayout(ValueError):
    """The layout cannot be used; the message names the line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a layout. `only_if` and `each` name the value it depends on; "" for none."""

    number: int
    kind: str
    words: tuple[str, ...]
    texts: tuple[str, ...]
    only_if: str = ""
    each: str = ""


Layout = tuple[Line, ...]


def parse(source: str) -> Layout:
    """Read a layout. Raises BadLayout."""
    lines = []
    for number, raw in enumerate(source.splitlines(), start=1):
        text = raw.strip()
        if text and not text.startswith("#"):
            lines.append(_line(number, text))
    return tuple(lines)


def fill(layout: Layout, values: Values) -> Ticket:
    """The ticket these values make. Raises BadLayout when a value is missing or is not what its line needs."""
    return Ticket(tuple(element for line in layout for element in _elements(line, values)))


def names(layout: Layout) -> set[str]:
    """The values the layout needs, but for those inside a repeated line."""
    needed = set()
    for line in layout:
        if line.each:
            needed.add(line.each)
            continue
        needed |= {name for text in line.texts for name in _NAME.findall(text)}
        needed |= {line.only_if} - {""}
    return needed


def _line(number: int, text: str) -> Line:
    head, *texts = (part.strip() for part in text.split("|"))
    words = head.split()
    only_if = each = ""
    if words[0] in ("?", "*"):
        if len(words) < 3:
            raise BadLayout(f"line {number}: {words[0]} needs the name of a value and an element")
        only_if, each = (words[1], "") if words[0] == "?" else ("", words[1])
        words = words[2:]
    kind, *rest = words
    if kind not in _KINDS:
        raise BadLayout(f"line {number}: {kind!r} is none of {', '.join(_KINDS)}")
    line = Line(number, kind, tuple(rest), tuple(texts), only_if, each)
    # Made once with every value empty, so that a wrong word is found now and not at a diner's ticket.
    _element(line, lambda template: _NAME.sub("", template))
    return line


def _elements(line: Line, values: Values) -> Iterator[Element]:
    if line.each:
        yield from (_element(line, _filler(line, {**values, **item})) for item in _sequence(line, values))
    elif not line.only_if or _value(line, line.only_if, values):
        yield _element(line, _filler(line, values))


def _element(line: Line, fill_in: Callable[[str], str]) -> Element:
    texts = [fill_in(template) for template in line.texts]
    options = _options(line)
    match line.kind, texts:
        case "text", [text]:
            return Text(text, options["size"], options["bold"], options["align"], options["fit"])
        case "pair", [left, right]:
            return Pair(left, right, options["bold"])
        case "qr", [data]:
            return Qr(data)
        case "qr", [data, caption]:
            return Qr(data, caption)
        case "bars", [data]:
            return Bars(data)
        case "bars", [data, caption]:
            return Bars(data, caption)
        case "rule", []:
            return Rule(options["heavy"])
        case "gap", []:
            return Gap(options["lines"])
        case _:
            raise BadLayout(f"line {line.number}: {line.kind} does not take {len(texts)} texts")


def _options(line: Line) -> dict[str, Any]:
    options = dict(_DEFAULTS)
    for word in line.words:
        if line.kind == "gap" and word.isdecimal():
            options["lines"] = int(word)
        elif word in _WORDS.get(line.kind, {}):
            option, value = _WORDS[line.kind][word]
            options[option] = value
        else:
            raise BadLayout(f"line {line.number}: {line.kind} knows no {word!r}")
    return options


def _filler(line: Line, values: Values) -> Callable[[str], str]:
    return lambda template: _NAME.sub(lambda match: str(_value(line, match[1], values)), template)


def _value(line: Line, name: str, values: Values) -> Any:
    if name not in values:
        raise BadLayout(f"line {line.number}: there is no value {name!r}")
    return values[name]


def _sequence(line: Line, values: Values) -> Sequence[Values]:
    items = _value(line, line.each, values)
    if not isinstance(items, Sequence) or isinstance(items, str):
        raise BadLayout(f"line {line.number}: {line.each!r} is not a list")
    return items
