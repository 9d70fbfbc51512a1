"""One print job in the making: style, text, pictures, codes and blank paper as ESC/POS bytes."""

from __future__ import annotations

from typing import Any

from PIL import Image

from drivers.printer import gb18030, letters
from drivers.printer.library import dummy
from drivers.printer.ticket import SMALL, Align

RASTER = "bitImageRaster"
# A line of the printer's own letters, and the air above it, in dots: its default, 30, is too close for Chinese
# ones, and it hangs its letters from the top, so that they would stick to a picture above them.
LINE_DOTS, SMALL_LINE_DOTS, LEAD_DOTS = 28, 20, 6
# The height of a picture that is sent in columns, and the white that costs as much to pass by as to send, in columns.
BAND_DOTS, BAND_GAP = 24, 8


class Job:
    """Bytes for paper `width_mm` (58 or 80) wide. Style commands are sent only when the style changes."""

    def __init__(self, width_mm: int) -> None:
        self._out = dummy(width_mm)
        self._out.hw("INIT")
        self._spacing(LINE_DOTS)
        self._align, self._bold, self._size = Align.LEFT, False, 1

    def finished(self, cut: bool) -> bytes:
        """The bytes, with the cut when there is one."""
        self.style(Align.LEFT, False, 1)
        # The way to the knife is measured in lines of the printer's own height.
        self._out._raw(b"\x1b2")
        if cut:
            self._out.cut()
        return bytes(self._out.output)

    def line(self, text: str, size: int, bold: bool, align: Align) -> None:
        """One line in the printer's own letters; what is not ASCII goes to its Chinese font."""
        self.style(align, bold, size)
        self.space(LEAD_DOTS)
        if text.isascii():
            self._out.textln(text)
        else:
            self._out._raw(gb18030.line(text))

    def picture(self, picture: Image.Image, align: Align) -> None:
        """A picture without its white rows: white is fed, not sent, which saves a quarter of a line's bytes."""
        self.style(align, False, 1)
        top, bottom = letters.ink_rows(picture)
        self.space(top)
        if bottom > top:
            self._out.image(picture.crop((0, top, picture.width, bottom)), impl=RASTER)
        self.space(picture.height - bottom)

    def spread(self, picture: Image.Image) -> None:
        """A broad picture with much white in it, as a label and its value have: the white is passed by, not sent.

        24 rows of it are columns (ESC *) at their places in the line (ESC $); the feet of letters that hang lower are
        sent as rows, and so is all of a picture that would be larger in columns.
        """
        top, bottom = letters.ink_rows(picture)
        foot = top + BAND_DOTS
        runs = letters.ink_runs(picture.crop((0, top, picture.width, min(foot, bottom))), BAND_GAP)
        sent = (sum(after - first for first, after in runs) + len(runs) * BAND_GAP) * BAND_DOTS // 8
        if foot > picture.height or sent >= (min(foot, bottom) - top) * picture.width // 8:
            self.picture(picture, Align.LEFT)
            return
        self.style(Align.LEFT, False, 1)
        self.space(top)
        self._spacing(BAND_DOTS)
        for first, after in runs:
            self._out._raw(b"\x1b$" + first.to_bytes(2, "little"))
            columns = _columns(picture.crop((first, top, after, foot)))
            self._out._raw(b"\x1b*\x21" + (after - first).to_bytes(2, "little") + columns)
        self._out._raw(b"\n")
        self._spacing(LINE_DOTS)
        self.picture(picture.crop((0, foot, picture.width, picture.height)), Align.LEFT)

    def doubled(self, picture: Image.Image, align: Align) -> None:
        """A picture whose every dot the printer prints as two by two: a quarter of the bytes."""
        self.style(align, False, 1)
        self._out.image(picture, impl=RASTER, high_density_horizontal=False, high_density_vertical=False)

    def qr(self, data: str, module: int) -> None:
        """A QR code made by the printer, `module` dots a module."""
        self.style(Align.CENTER, False, 1)
        self._out.qr(data, ec=1, size=module, model=2, native=True)

    def bars(self, data: str, module: int, height: int) -> None:
        """A CODE128 barcode made by the printer, `module` dots a bar."""
        self.style(Align.CENTER, False, 1)
        # GS h height, GS w width, GS H no text of its own, GS k CODE128 with code set B.
        content = b"{B" + data.encode("ascii")
        head = b"\x1dh" + bytes((height,)) + b"\x1dw" + bytes((module,)) + b"\x1dH\x00\x1dk\x49"
        self._out._raw(head + bytes((len(content),)) + content)

    def space(self, dots: int) -> None:
        """Blank paper, in dots (ESC J, at most 255)."""
        if dots > 0:
            self._out._raw(b"\x1bJ" + bytes((min(255, dots),)))

    def feed(self, lines: int) -> None:
        """Blank lines."""
        self._out.print_and_feed(lines)

    def style(self, align: Align, bold: bool, size: int) -> None:
        """How the next line looks. Size 0 is small print: the printer's font B."""
        changed: dict[str, Any] = {}
        if (size == SMALL) != (self._size == SMALL):
            changed["font"] = "b" if size == SMALL else "a"
            self._spacing(SMALL_LINE_DOTS if size == SMALL else LINE_DOTS)
        if max(1, size) != max(1, self._size):
            # Smoothing makes large native letters round on the printers that have it.
            changed |= {"custom_size": True, "width": max(1, size), "height": max(1, size), "smooth": size > 1}
        if bold != self._bold:
            changed["bold"] = bold
        if align is not self._align:
            changed["align"] = align.value
        if changed:
            self._out.set(**changed)
        self._align, self._bold, self._size = align, bold, size

    def _spacing(self, dots: int) -> None:
        self._out._raw(b"\x1b3" + bytes((dots,)))


def _columns(picture: Image.Image) -> bytes:
    """The picture column by column, from the top dot down; 1 is black."""
    return picture.transpose(Image.Transpose.TRANSPOSE).point(lambda grey: 255 - grey).convert("1").tobytes()
