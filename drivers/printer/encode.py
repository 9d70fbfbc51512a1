"""A ticket becomes ESC/POS bytes: ASCII as native text, anything else as pictures of lines, QR as the printer can.

A printer that has a Chinese font gets Chinese as text, but for what that font would show as something else.

Pictures of lines work on every printer, whatever character sets it knows, and show every name as it is written.
Headlines are always pictures: a printer makes its own letters large by making their dots large.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from drivers.printer import gb18030, letters
from drivers.printer.barcode import code128
from drivers.printer.job import Job
from drivers.printer.paper import qr_code
from drivers.printer.ticket import SMALL, Align, Bars, Element, Gap, Pair, Qr, Rule, Text, Ticket
from drivers.printer.wrap import balance, clean, wrap

# A headline that is too long for one line even at double size: two lines of letters as large would be 5 kB of dots.
LONG_HEADLINE = 1.5
# Height of letters of each size, of a line of them, and of its baseline: room for accents and for g and y.
LETTER_DOTS = {SMALL: 20, 1: 24, LONG_HEADLINE: 36, 2: 48, 3: 72}
LINE_DOTS = {SMALL: 27, 1: 34, LONG_HEADLINE: 51, 2: 68, 3: 102}
BASELINE_DOTS = {SMALL: 21, 1: 26, LONG_HEADLINE: 39, 2: 52, 3: 78}
LONGEST_QR_BYTES = 300
MOST_ELEMENTS = 200
LARGEST_SIZE = 3
QUIET_MODULES = 4
# A code is about this broad (33 mm), of modules of 4 to 8 dots (0.5 to 1 mm): scanners and telephones like that.
QR_DOTS, FINEST_QR, COARSEST_QR = 264, 4, 8
QUIET_BARS, BARS_DOTS = 10, 80
_SYMBOLS = frozenset(("So", "Sk", "Mn", "Me"))
AIR_DOTS = 6
RULE_AIR_DOTS = 13


@dataclass(frozen=True, slots=True)
class Layout:
    """What fits on one kind of paper: `dots` across, `columns` of native text and of native small print."""

    width_mm: int
    dots: int
    columns: int
    small_columns: int
    native_qr: bool
    chinese: bool


LAYOUTS = {58: (384, 32, 42), 80: (576, 48, 64)}


def encoder(width_mm: int = 80, native_qr: bool = True, chinese: bool = False) -> Callable[[Ticket], bytes]:
    """The function that turns tickets into jobs for one printer.

    `native_qr` False draws QR codes as pictures, for printers without GS ( k. `chinese` sends Chinese as GB18030 text
    to printers that have the font. The function raises ValueError for a ticket no paper can hold; the same ticket
    always gives the same bytes.
    """
    if width_mm not in LAYOUTS:
        raise ValueError(f"width_mm: the paper is 58 or 80 mm wide, not {width_mm!r}")
    layout = Layout(width_mm, *LAYOUTS[width_mm], native_qr, chinese)
    return lambda ticket: _encode(ticket, layout)


def warm_up() -> None:
    """Load typefaces and library now, so that the first diner does not wait for it (0.1 s here)."""
    encoder()(Ticket((Text("熟客", bold=True), Text("熟客"))))


def _encode(ticket: Ticket, layout: Layout) -> bytes:
    if len(ticket.elements) > MOST_ELEMENTS:
        raise ValueError(f"a ticket holds at most {MOST_ELEMENTS} elements, this one has {len(ticket.elements)}")
    paper = _Paper(layout)
    for element in ticket.elements:
        paper.add(element)
    return paper.finished(ticket.cut)


class _Paper:
    """One ticket being laid out on paper of one kind."""

    def __init__(self, layout: Layout) -> None:
        self._layout, self._job = layout, Job(layout.width_mm)

    def add(self, element: Element) -> None:
        match element:
            case Text(text, size, bold, align, fit):
                self._text(_printable(text), max(SMALL, min(LARGEST_SIZE, size)), bold, align, fit)
            case Pair(left, right, bold):
                self._pair(_printable(left), _printable(right), bold)
            case Qr(data, caption):
                self._qr(clean(data))
                self._caption(caption)
            case Bars(data, caption):
                self._bars(data)
                self._caption(caption)
            case Rule(heavy):
                self._rule(heavy)
            case Gap(lines):
                self._job.feed(max(1, min(20, lines)))

    def finished(self, cut: bool) -> bytes:
        """The bytes, with the cut when there is one."""
        return self._job.finished(cut)

    def _text(self, text: str, size: int, bold: bool, align: Align, fit: bool = False) -> None:
        name = _face(bold)
        while fit and size > 2 and letters.width(text, name, LETTER_DOTS[size]) > self._layout.dots:
            size -= 1
        if self._is_native(text, size):
            self._native(text, size, bold, align)
            return
        too_long = fit and letters.width(text, name, LETTER_DOTS[size]) > self._layout.dots
        self._drawn(text, LONG_HEADLINE if too_long else size, name, align)

    def _drawn(self, text: str, size: float, name: str, align: Align) -> None:
        dots = LETTER_DOTS[size]
        for line in _lines(text, lambda piece: letters.width(piece, name, dots), self._layout.dots, align):
            self._job.picture(_line([(0, line)], letters.width(line, name, dots), name, size), align)

    def _native(self, text: str, size: int, bold: bool, align: Align) -> None:
        columns = self._layout.small_columns if size == SMALL else self._layout.columns // size
        air = AIR_DOTS * max(0, size - 1)
        self._job.space(air)
        for line in _lines(text, gb18030.columns, columns, align):
            self._job.line(line, size, bold, align)
        self._job.space(air)

    def _pair(self, left: str, right: str, bold: bool) -> None:
        if self._is_native(left + right, 1):
            room = self._layout.columns - gb18030.columns(left + right)
            if room > 0:
                self._job.line(left + " " * room + right, 1, bold, Align.LEFT)
                return
        else:
            name, dots = _face(bold), LETTER_DOTS[1]
            start = self._layout.dots - letters.width(right, name, dots)
            if letters.width(left, name, dots) + dots // 2 <= start:
                self._job.spread(_line([(0, left), (start, right)], self._layout.dots, name, 1))
                return
        # Too long for one line: the value stands below its label, at its margin where it can.
        if left:
            self._text(left, 1, bold, Align.LEFT)
            self._pair("", right, bold)
        else:
            self._text(right, 1, bold, Align.LEFT)

    def _qr(self, data: str) -> None:
        size = len(data.encode())
        if not 0 < size <= LONGEST_QR_BYTES:
            raise ValueError(f"a QR code on a ticket holds 1 to {LONGEST_QR_BYTES} bytes, not {size}")
        code = qr_code(data, "m")
        side = len(code.matrix)
        # Even, so that a picture of it can be sent at half its size.
        module = max(FINEST_QR, min(COARSEST_QR, QR_DOTS // side // 2 * 2))
        # Scanners need white around the code; left and right the paper gives it.
        self._job.space(QUIET_MODULES * module)
        if self._layout.native_qr:
            self._job.qr(data, module)
        else:
            self._job.doubled(_code_picture(code.matrix, module // 2), Align.CENTER)
        self._job.space(QUIET_MODULES * module)

    def _bars(self, data: str) -> None:
        bars = code128(data)
        # A bar of one dot is beyond most scanners, and beyond worn print heads.
        module = min(3, self._layout.dots // (len(bars) + 2 * QUIET_BARS))
        if not bars or module < 2:
            raise ValueError(f"bars on {self._layout.width_mm} mm paper cannot say {data[:40]!r}")
        self._job.space(AIR_DOTS)
        self._job.bars(data, module, BARS_DOTS)
        self._job.space(AIR_DOTS)

    def _caption(self, caption: str) -> None:
        if caption:
            self._text(_printable(caption), 1, False, Align.CENTER)
            self._job.space(AIR_DOTS)

    def _rule(self, heavy: bool) -> None:
        """A line with air above and below: fine and dashed, or heavy."""
        rule = Image.new("L", (self._layout.dots // 2, 2 if heavy else 1), 0 if heavy else 255)
        for x in range(0, rule.width, 6):
            rule.paste(0, (x, 0, x + 3, 1))
        self._job.space(RULE_AIR_DOTS)
        self._job.doubled(rule, Align.LEFT)
        self._job.space(RULE_AIR_DOTS)

    def _is_native(self, text: str, size: int) -> bool:
        if self._layout.chinese:
            return text.isascii() or (size != SMALL and gb18030.can_say(text))
        return text.isascii() and size <= 1


def _printable(text: str) -> str:
    """Clean text without the symbols our typeface lacks (emoji). A letter it lacks stays, as a box."""
    return "".join(char for char in clean(text) if unicodedata.category(char) not in _SYMBOLS or letters.has(char))


def _lines(text: str, measure: Callable[[str], int], limit: int, align: Align) -> list[str]:
    if align is Align.CENTER:
        return balance(text, measure, limit)
    return wrap(text, lambda line: measure(line) <= limit)


def _face(bold: bool) -> str:
    return letters.SANS_BOLD if bold else letters.SANS


def _line(pieces: list[tuple[int, str]], width: int, name: str, size: float) -> Image.Image:
    """One line of letters in black and white; `pieces` are (left end in dots, text). Whole bytes wide."""
    picture = Image.new("L", (max(8, (width + 7) // 8 * 8), LINE_DOTS[size]), 255)
    for x, text in pieces:
        letters.draw(picture, x, BASELINE_DOTS[size], text, name, LETTER_DOTS[size])
    return letters.harden(picture)


def _code_picture(matrix: tuple[bytearray, ...], module: int) -> Image.Image:
    """The code with `module` dots a module, in the middle of whole bytes."""
    side = len(matrix)
    rows = b"".join(bytes(0 if dark else 255 for dark in row) for row in matrix)
    code = Image.frombytes("L", (side, side), rows).resize((side * module, side * module), Image.Resampling.NEAREST)
    picture = Image.new("L", ((code.width + 7) // 8 * 8, code.height), 255)
    picture.paste(code, ((picture.width - code.width) // 2, 0))
    return picture
