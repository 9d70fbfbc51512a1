"""A ticket becomes ESC/POS bytes: ASCII as native text, anything else as pictures of lines, QR as the printer can.

A printer that has a Chinese font gets Chinese as text, but for what that font would show as something else.

Pictures of lines work on every printer, whatever character sets it knows, and show every name as it is written.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PIL import Image

from drivers.printer import gb18030, letters
from drivers.printer.barcode import code128
from drivers.printer.library import dummy
from drivers.printer.paper import qr_code
from drivers.printer.ticket import Align, Bars, Element, Gap, Pair, Qr, Rule, Text, Ticket
from drivers.printer.wrap import balance, clean, wrap

BODY_DOTS = 24
# Height of a line and of its baseline, for each 24 dots of letter: room for accents and for g and y.
LINE_DOTS, BASELINE_DOTS = 34, 26
LONGEST_QR_BYTES = 300
MOST_ELEMENTS = 200
LARGEST_SIZE = 3
QUIET_MODULES = 4
QUIET_BARS, BARS_DOTS = 10, 80
_SYMBOLS = frozenset(("So", "Sk", "Mn", "Me"))
AIR_DOTS = 6
RASTER = "bitImageRaster"


@dataclass(frozen=True, slots=True)
class Layout:
    """What fits on one kind of paper: `dots` across, `columns` of native text, dots a QR module at most."""

    width_mm: int
    dots: int
    columns: int
    qr_dots: int
    native_qr: bool
    chinese: bool


LAYOUTS = {58: (384, 32, 8), 80: (576, 48, 8)}


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
    job = _Job(layout)
    for element in ticket.elements:
        job.add(element)
    return job.finished()


class _Job:
    """One ticket's bytes in the making. Style commands are sent only when the style changes."""

    def __init__(self, layout: Layout) -> None:
        self._layout, self._out = layout, dummy(layout.width_mm)
        self._out.hw("INIT")
        self._align, self._bold, self._size = Align.LEFT, False, 1

    def add(self, element: Element) -> None:
        match element:
            case Text(text, size, bold, align):
                self._text(_printable(text), max(1, min(LARGEST_SIZE, size)), bold, align)
            case Pair(left, right, bold):
                self._pair(_printable(left), _printable(right), bold)
            case Qr(data, caption):
                self._qr(clean(data))
                self._caption(caption)
            case Bars(data, caption):
                self._bars(data)
                self._caption(caption)
            case Rule():
                self._rule()
            case Gap(lines):
                self._out.print_and_feed(max(1, min(20, lines)))

    def finished(self) -> bytes:
        """The bytes, with the cut."""
        self._style(Align.LEFT, False, 1)
        self._out.cut()
        return bytes(self._out.output)

    def _text(self, text: str, size: int, bold: bool, align: Align) -> None:
        if self._is_native(text):
            columns = self._layout.columns // size
            self._space(AIR_DOTS * (size - 1))
            for line in _lines(text, gb18030.columns, columns, align):
                self._native(line, size, bold, align)
            self._space(AIR_DOTS * (size - 1))
            return
        name, dots = _face(bold), BODY_DOTS * size
        for line in _lines(text, lambda piece: letters.width(piece, name, dots), self._layout.dots, align):
            self._picture(_line([(0, line)], letters.width(line, name, dots), name, size), align)

    def _pair(self, left: str, right: str, bold: bool) -> None:
        if self._is_native(left + right):
            room = self._layout.columns - gb18030.columns(left + right)
            if room > 0:
                self._native(left + " " * room + right, 1, bold, Align.LEFT)
                return
        else:
            name = _face(bold)
            start = self._layout.dots - letters.width(right, name, BODY_DOTS)
            if letters.width(left, name, BODY_DOTS) + BODY_DOTS // 2 <= start:
                self._picture(_line([(0, left), (start, right)], self._layout.dots, name, 1), Align.LEFT)
                return
        # Too long for one line: the value stands below its label.
        self._text(left, 1, bold, Align.LEFT)
        self._text(right, 1, bold, Align.LEFT)

    def _qr(self, data: str) -> None:
        size = len(data.encode())
        if not 0 < size <= LONGEST_QR_BYTES:
            raise ValueError(f"a QR code on a ticket holds 1 to {LONGEST_QR_BYTES} bytes, not {size}")
        code = qr_code(data, "m")
        side = len(code.matrix)
        module = min(self._layout.qr_dots, self._layout.dots // (side + 2 * QUIET_MODULES))
        # Scanners need white around the code; left and right the paper gives it.
        self._space(QUIET_MODULES * module)
        self._style(Align.CENTER, False, 1)
        if self._layout.native_qr:
            self._out.qr(data, ec=1, size=module, model=2, native=True)
        else:
            rows = b"".join(bytes(0 if dark else 255 for dark in row) for row in code.matrix)
            picture = Image.frombytes("L", (side, side), rows)
            self._out.image(picture.resize((side * module, side * module), Image.Resampling.NEAREST), impl=RASTER)
        self._space(QUIET_MODULES * module)

    def _bars(self, data: str) -> None:
        bars = code128(data)
        # A bar of one dot is beyond most scanners, and beyond worn print heads.
        module = min(3, self._layout.dots // (len(bars) + 2 * QUIET_BARS))
        if not bars or module < 2:
            raise ValueError(f"bars on {self._layout.width_mm} mm paper cannot say {data[:40]!r}")
        self._space(AIR_DOTS)
        self._style(Align.CENTER, False, 1)
        # GS h height, GS w width, GS H no text of its own, GS k CODE128 with code set B.
        content = b"{B" + data.encode("ascii")
        head = b"\x1dh" + bytes((BARS_DOTS,)) + b"\x1dw" + bytes((module,)) + b"\x1dH\x00\x1dk\x49"
        self._out._raw(head + bytes((len(content),)) + content)
        self._space(AIR_DOTS)

    def _caption(self, caption: str) -> None:
        if caption:
            self._text(_printable(caption), 1, False, Align.CENTER)
            self._space(AIR_DOTS)

    def _rule(self) -> None:
        """A fine dashed line with air above and below."""
        rule = Image.new("L", (self._layout.dots, 2), 255)
        for x in range(0, self._layout.dots, 12):
            rule.paste(0, (x, 0, x + 6, 2))
        self._space(13)
        self._style(Align.LEFT, False, 1)
        self._out.image(rule, impl=RASTER)
        self._space(13)

    def _native(self, line: str, size: int, bold: bool, align: Align) -> None:
        self._style(align, bold, size)
        if line.isascii():
            self._out.textln(line)
        else:
            self._out._raw(gb18030.line(line))

    def _is_native(self, text: str) -> bool:
        return text.isascii() or (self._layout.chinese and gb18030.can_say(text))

    def _picture(self, picture: Image.Image, align: Align) -> None:
        """A line's picture without its white rows: white is fed, not sent, which saves a quarter of the bytes."""
        self._style(align, False, 1)
        top, bottom = letters.ink_rows(picture)
        self._space(top)
        if bottom > top:
            self._out.image(picture.crop((0, top, picture.width, bottom)), impl=RASTER)
        self._space(picture.height - bottom)

    def _space(self, dots: int) -> None:
        """Blank paper, in dots (ESC J, at most 255)."""
        if dots > 0:
            self._out._raw(b"\x1bJ" + bytes((min(255, dots),)))

    def _style(self, align: Align, bold: bool, size: int) -> None:
        changed: dict[str, Any] = {}
        if size != self._size:
            # Smoothing makes large native letters round on the printers that have it.
            changed |= {"custom_size": True, "width": size, "height": size, "smooth": size > 1}
        if bold != self._bold:
            changed["bold"] = bold
        if align is not self._align:
            changed["align"] = align.value
        if changed:
            self._out.set(**changed)
        self._align, self._bold, self._size = align, bold, size


def _printable(text: str) -> str:
    """Clean text without the symbols our typeface lacks (emoji). A letter it lacks stays, as a box."""
    return "".join(char for char in clean(text) if unicodedata.category(char) not in _SYMBOLS or letters.has(char))


def _lines(text: str, measure: Callable[[str], int], limit: int, align: Align) -> list[str]:
    if align is Align.CENTER:
        return balance(text, measure, limit)
    return wrap(text, lambda line: measure(line) <= limit)


def _face(bold: bool) -> str:
    return letters.SANS_BOLD if bold else letters.SANS


def _line(pieces: list[tuple[int, str]], width: int, name: str, size: int) -> Image.Image:
    """One line of letters in black and white; `pieces` are (left end in dots, text). Whole bytes wide."""
    picture = Image.new("L", (max(8, (width + 7) // 8 * 8), LINE_DOTS * size), 255)
    for x, text in pieces:
        letters.draw(picture, x, BASELINE_DOTS * size, text, name, BODY_DOTS * size)
    return letters.harden(picture)
