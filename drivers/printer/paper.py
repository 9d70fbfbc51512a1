"""Paper as it comes out of the simulated printer: strips of dots, the plain text, and the codes on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import segno
from PIL import Image, ImageChops

from drivers.printer import letters

LINE_DOTS = 30
# Half a metre.
LONGEST_FEED = 4000
# Where no print head reaches, left and right, by the dots it has.
MARGINS = {384: 40, 576: 32}
# From the print head to the knife. Paper that has passed the head but not the knife begins the next ticket.
KNIFE_DOTS = 112
# Epson's EC numbers in GS ( k, as segno calls them.
EC_LETTERS = {48: "l", 49: "m", 50: "q", 51: "h"}


@dataclass(frozen=True, slots=True)
class Font:
    """A size of the printer's own letters: their cell and its baseline, in dots."""

    width: int
    height: int
    baseline: int


FONT_A, FONT_B = Font(12, 24, 19), Font(9, 17, 13)


@dataclass(frozen=True, slots=True)
class Style:
    """How native text looks: `wide` and `tall` are multiples of the font's cell, 1 to 8; `smooth` is round."""

    wide: int = 1
    tall: int = 1
    bold: bool = False
    smooth: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One character. `double` is a Chinese one, twice as broad as a Latin one and of one size only."""

    char: str
    style: Style
    double: bool = False

    @property
    def font(self) -> Font:
        return FONT_B if self.style.small and not self.double else FONT_A

    @property
    def width(self) -> int:
        return (2 if self.double else 1) * self.font.width * self.style.wide

    @property
    def height(self) -> int:
        return self.font.height * self.style.tall

    @property
    def baseline(self) -> int:
        return self.font.baseline * self.style.tall


# A character or a picture, and how far from the line's left end it begins, in dots.
Placed = tuple[int, Cell | Image.Image]


@dataclass
class Sheet:
    """Paper that is being printed on. `width` and `used` are in dots; `align` is 0 left, 1 centre, 2 right."""

    width: int
    align: int = 0
    strips: list[Image.Image] = field(default_factory=list)
    used: int = 0
    lines: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    def feed(self, dots: int) -> None:
        """Blank paper, at most `LONGEST_FEED` at a time, as printers limit it too."""
        if dots > 0:
            self._add(Image.new("L", (self.width, min(dots, LONGEST_FEED)), 255))

    def text(self, line: list[Placed], spacing: int) -> None:
        """One line of native text and of pictures in it; `spacing` is its least height in dots."""
        cells = [thing for _x, thing in line if isinstance(thing, Cell)]
        baseline = max((cell.baseline for cell in cells), default=0)
        deep = baseline + max((cell.height - cell.baseline for cell in cells), default=0)
        high = max((thing.height for _x, thing in line), default=0)
        strip = Image.new("L", (self.width, max(spacing, deep, high)), 255)
        left = self._left(max((x + thing.width for x, thing in line), default=0))
        # What is tallest stands on the line's foot, and so does the rest; letters of all heights on one baseline.
        foot = max(deep, high)
        for x, thing in line:
            if isinstance(thing, Cell):
                strip.paste(_glyph(thing), (left + x, foot - deep + baseline - thing.baseline))
            else:
                strip.paste(thing, (left + x, foot - thing.height), ImageChops.invert(thing))
        self._add(strip)
        if cells or not line:
            self.lines.append("".join(cell.char for cell in cells).rstrip())

    def raster(self, width_bytes: int, height: int, dots: bytes, wide: int = 1, tall: int = 1) -> None:
        """A picture, one bit a dot, 1 is black. What hangs over the paper's edge is lost, as it really is."""
        if not width_bytes or not height:
            return
        picture = Image.frombytes("1", (width_bytes * 8, height), dots, "raw", "1;I").convert("L")
        if (wide, tall) != (1, 1):
            picture = picture.resize((picture.width * wide, picture.height * tall), Image.Resampling.NEAREST)
        self.picture(picture)

    def picture(self, picture: Image.Image) -> None:
        strip = Image.new("L", (self.width, picture.height), 255)
        strip.paste(picture, (self._left(picture.width), 0))
        self._add(strip)

    def qr(self, data: str, module: int, ec: int) -> None:
        """A QR code of `module` dots a module; `ec` is 48 (L) to 51 (H). Too much data prints nothing."""
        try:
            code = qr_code(data, EC_LETTERS.get(ec, "l"))
        except ValueError:
            return
        matrix = b"".join(bytes(0 if dark else 255 for dark in row) for row in code.matrix)
        side = len(code.matrix)
        picture = Image.frombytes("L", (side, side), matrix)
        self.picture(picture.resize((side * module, side * module), Image.Resampling.NEAREST))
        self.codes.append(data)

    def bars(self, modules: str, module: int, height: int) -> None:
        """A barcode, a string of 0 and 1, of `module` dots a bar."""
        row = Image.frombytes("L", (len(modules), 1), bytes(0 if bar == "1" else 255 for bar in modules))
        self.picture(row.resize((len(modules) * module, max(1, height)), Image.Resampling.NEAREST))

    def whole(self) -> Image.Image:
        """The paper as one grey picture: as broad as it is, and blank on top what was before the knife already."""
        margin = MARGINS.get(self.width, 0)
        paper = Image.new("L", (self.width + 2 * margin, KNIFE_DOTS + self.used), 255)
        y = KNIFE_DOTS
        for strip in self.strips:
            paper.paste(strip, (margin, y))
            y += strip.height
        # What is blank at the end is on the other side of the knife. (Print there would be, too; nobody wants that.)
        inked = paper.point(lambda grey: 255 - grey).getbbox()
        return paper.crop((0, 0, paper.width, max(self.used, inked[3] if inked else 0)))

    def _add(self, strip: Image.Image) -> None:
        self.strips.append(strip)
        self.used += strip.height

    def _left(self, width: int) -> int:
        return max(0, (self.width - width) * self.align // 2)


def qr_code(data: str, error: str) -> segno.QRCode:
    """The code a printer makes of `data`: the bytes are UTF-8. Raises ValueError when it is too much for any code."""
    return segno.make_qr(data, error=error, boost_error=False, encoding=None if data.isascii() else "utf-8")


@lru_cache(maxsize=2048)
def _glyph(cell: Cell) -> Image.Image:
    """One character in its cell, enlarged dot by dot as the printer does it."""
    latin = cell.char.isascii()
    name = (
        (letters.MONO_BOLD if cell.style.bold else letters.MONO)
        if latin
        else (letters.SANS_BOLD if cell.style.bold else letters.SANS)
    )
    wide, tall, font = cell.style.wide, cell.style.tall, cell.font
    # A smooth letter is drawn large, a plain one is drawn small and its dots are enlarged.
    scale = max(wide, tall) if cell.style.smooth else 1
    glyph = Image.new("L", (cell.width // wide * scale, font.height * scale), 255)
    # Font B is a little narrower than half its height; its letters are drawn as broad as their cells.
    height = (2 * font.width if latin else font.height) * scale
    letters.draw(glyph, 0, font.baseline * scale, cell.char, name, height)
    return letters.harden(glyph).resize((cell.width, font.height * tall), Image.Resampling.NEAREST)
