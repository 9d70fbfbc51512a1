"""The part of the simulated printer that prints: commands in, dots on paper out."""

from __future__ import annotations

import codecs
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar

from PIL import Image

from drivers.printer import paper
from drivers.printer.barcode import code128
from drivers.printer.paper import Cell, Placed, Sheet, Style
from drivers.printer.tokens import TEXT, UNKNOWN, Token

REMEMBERED = 500
# Two metres without a cut, in dots: somebody tears the paper off.
LONGEST_SHEET = 16_000
LONGEST_JOB = 4 * 1024 * 1024
# Of one line, all that is drawn over other things too.
MOST_PLACED = 1000
# ESC * m: dots in a column, and how broad and how high each is printed.
_COLUMNS = {0: (8, 2, 3), 1: (8, 1, 3), 32: (24, 2, 1), 33: (24, 1, 1)}


@dataclass(frozen=True, slots=True)
class Cut:
    """One ticket, cut off: the bytes it was made of and the paper."""

    job: bytes
    sheet: Sheet


class Press:
    """Prints on paper `dots` wide. `cuts` are the last tickets, the oldest first; unknown commands are only counted."""

    def __init__(self, dots: int) -> None:
        self._dots = dots
        self.cuts: deque[Cut] = deque(maxlen=REMEMBERED)
        self.unknown_commands = 0
        self._sheet, self._job = Sheet(dots), bytearray()
        self._reset(b"")

    def do(self, token: Token, raw: bytes) -> int:
        """Carry out one command, made of the bytes `raw`; returns the paper used, in dots."""
        before = self._sheet.used
        self._job += raw
        if token.name == TEXT:
            self._letters(token.data)
        elif token.name == UNKNOWN:
            self.unknown_commands += 1
        elif token.name in self._CUTS:
            # A new sheet begins, so what was used is read before it does.
            self._finish_line()
            # Function B of GS V feeds to the knife by itself, and a little more.
            self._sheet.feed(paper.KNIFE_DOTS + token.data[1] if len(token.data) == 2 else 0)
            used = self._sheet.used - before
            self._cut()
            return used
        elif action := self._ACTIONS.get(token.name):
            action(self, token.data)
        used = self._sheet.used - before
        if self._sheet.used > LONGEST_SHEET or len(self._job) > LONGEST_JOB:
            self._cut()
        return used

    def _reset(self, _data: bytes) -> None:
        self._style, self._spacing = Style(), paper.LINE_DOTS
        self._placed: list[Placed] = []
        # Where the next character or picture begins, in dots.
        self._x = 0
        self._kanji: codecs.IncrementalDecoder | None = None
        self._qr_module, self._qr_ec, self._qr_data = 3, 48, ""
        self._bar_module, self._bar_height, self._bar_text = 3, 162, 0
        self._sheet.align = 0

    def _letters(self, data: bytes) -> None:
        # Without FS & a byte above ASCII is a letter of some code page; which one does not matter here.
        text = self._kanji.decode(data) if self._kanji else data.decode("cp437")
        for char in text:
            cell = Cell(char, self._style, double=self._kanji is not None and not char.isascii())
            if self._x + cell.width > self._dots:
                self._line(b"")
            self._place(cell, cell.width)

    def _place(self, thing: Cell | Image.Image, width: int) -> None:
        self._placed.append((self._x, thing))
        self._x += width

    def _go_to(self, data: bytes) -> None:
        """ESC $: on this line, from its left end; beyond the paper it counts for nothing."""
        x = int.from_bytes(data, "little")
        if x <= self._dots:
            self._x = x

    def _columns(self, data: bytes) -> None:
        """ESC *: a picture in the line, column by column, 8 or 24 dots high."""
        if data[0] not in _COLUMNS:
            return
        bits, wide, tall = _COLUMNS[data[0]]
        count = int.from_bytes(data[1:3], "little")
        if not count or len(self._placed) >= MOST_PLACED:
            return
        column = Image.frombytes("1", (bits, count), data[3:], "raw", "1;I").transpose(Image.Transpose.TRANSPOSE)
        picture = column.convert("L").resize((count * wide, bits * tall), Image.Resampling.NEAREST)
        self._place(picture, picture.width)

    def _line(self, _data: bytes) -> None:
        self._sheet.text(self._placed, self._spacing)
        self._placed, self._x = [], 0

    def _finish_line(self) -> None:
        if self._placed:
            self._line(b"")

    def _feed_lines(self, data: bytes) -> None:
        self._finish_line()
        self._sheet.feed(data[0] * self._spacing)

    def _feed_dots(self, data: bytes) -> None:
        self._finish_line()
        self._sheet.feed(data[0])

    def _align(self, data: bytes) -> None:
        if data[0] & 0x0F <= 2:
            self._sheet.align = data[0] & 0x0F

    def _bold(self, data: bytes) -> None:
        self._style = replace(self._style, bold=bool(data[0] & 1))

    def _smooth(self, data: bytes) -> None:
        self._style = replace(self._style, smooth=bool(data[0] & 1))

    def _mode(self, data: bytes) -> None:
        mode = data[0]
        wide, tall = 2 if mode & 0x20 else 1, 2 if mode & 0x10 else 1
        self._style = replace(self._style, wide=wide, tall=tall, bold=bool(mode & 0x08), small=bool(mode & 0x01))

    def _font(self, data: bytes) -> None:
        self._style = replace(self._style, small=bool(data[0] & 1))

    def _size(self, data: bytes) -> None:
        self._style = replace(self._style, wide=(data[0] >> 4 & 7) + 1, tall=(data[0] & 7) + 1)

    def _set_spacing(self, data: bytes) -> None:
        self._spacing = data[0] if data else paper.LINE_DOTS

    def _kanji_on(self, _data: bytes) -> None:
        self._kanji = codecs.getincrementaldecoder("gb18030")("replace")

    def _kanji_off(self, _data: bytes) -> None:
        self._kanji = None

    def _raster(self, data: bytes) -> None:
        self._finish_line()
        mode, width, height = data[0] & 3, int.from_bytes(data[1:3], "little"), int.from_bytes(data[3:5], "little")
        self._sheet.raster(width, height, data[5:], 2 if mode & 1 else 1, 2 if mode & 2 else 1)

    def _qr(self, data: bytes) -> None:
        """GS ( k: data is pL pH cn fn and the parameters; cn 49 is QR."""
        if len(data) < 5 or data[2] != 49:
            return
        function, value = data[3], data[4]
        if function == 67:
            self._qr_module = max(1, min(16, value))
        elif function == 69:
            self._qr_ec = value
        elif function == 80:
            self._qr_data = data[5:].decode("utf-8", "replace")
        elif function == 81 and self._qr_data:
            self._finish_line()
            self._sheet.qr(self._qr_data, self._qr_module, self._qr_ec)

    def _bar_module_is(self, data: bytes) -> None:
        self._bar_module = max(1, min(6, data[0]))

    def _bar_height_is(self, data: bytes) -> None:
        self._bar_height = max(1, data[0])

    def _bar_text_is(self, data: bytes) -> None:
        self._bar_text = data[0] & 3

    def _barcode(self, data: bytes) -> None:
        """GS k 73 n: CODE128, the only bars drawn."""
        if data[:1] != b"\x49":
            return
        text = data[2:].removeprefix(b"{B").decode("ascii", "replace")
        bars = code128(text)
        if not bars:
            return
        self._finish_line()
        self._sheet.bars(bars, self._bar_module, self._bar_height)
        self._sheet.lines.append(text)
        # Bit 1 asks for the text below the bars.
        if self._bar_text & 2:
            cells = [Cell(char, Style()) for char in text]
            self._sheet.text([(number * cell.width, cell) for number, cell in enumerate(cells)], self._spacing)

    def _cut(self) -> None:
        # A cut of blank paper makes no ticket.
        if self._sheet.strips:
            self.cuts.append(Cut(bytes(self._job), self._sheet))
        self._sheet, self._job = Sheet(self._dots, self._sheet.align), bytearray()

    _CUTS: ClassVar[frozenset[bytes]] = frozenset((b"\x1dV", b"\x1bi", b"\x1bm"))
    _ACTIONS: ClassVar[dict[bytes, Callable[[Press, bytes], None]]] = {
        b"\n": _line,
        b"\x1b@": _reset,
        b"\x1bd": _feed_lines,
        b"\x1bJ": _feed_dots,
        b"\x1ba": _align,
        b"\x1b$": _go_to,
        b"\x1b*": _columns,
        b"\x1bE": _bold,
        b"\x1bG": _bold,
        b"\x1b!": _mode,
        b"\x1bM": _font,
        b"\x1b2": _set_spacing,
        b"\x1b3": _set_spacing,
        b"\x1d!": _size,
        b"\x1db": _smooth,
        b"\x1dv0": _raster,
        b"\x1d(k": _qr,
        b"\x1dk": _barcode,
        b"\x1dw": _bar_module_is,
        b"\x1dh": _bar_height_is,
        b"\x1dH": _bar_text_is,
        b"\x1c&": _kanji_on,
        b"\x1c.": _kanji_off,
    }
