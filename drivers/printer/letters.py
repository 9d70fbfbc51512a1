"""The shipped typefaces, drawn black on white without anti-aliasing: thermal paper knows no grey."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).parent / "fonts"
SANS, SANS_BOLD = "NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf"
MONO, MONO_BOLD = "NotoSansMonoSC-Regular.otf", "NotoSansMonoSC-Bold.otf"
# A pixel is black from this much ink on (of 255). Thin strokes survive, and open shapes stay open.
INK = 105


@lru_cache(maxsize=32)
def face(name: str, size: int) -> ImageFont.FreeTypeFont:
    """A typeface at `size` dots. The basic layout engine is asked for, because it is everywhere the same."""
    return ImageFont.truetype(str(FONTS / name), size, layout_engine=ImageFont.Layout.BASIC)


def width(text: str, name: str, size: int) -> int:
    """The width of `text` in dots."""
    return round(face(name, size).getlength(text))


def draw(picture: Image.Image, x: int, baseline: int, text: str, name: str, size: int) -> None:
    """Draw `text` in black onto the one-byte grey `picture`, its left end at `x` and its feet on `baseline`."""
    ImageDraw.Draw(picture).text((x, baseline), text, font=face(name, size), fill=0, anchor="ls")


def harden(picture: Image.Image) -> Image.Image:
    """The picture in pure black and white (still one byte a dot)."""
    return picture.point(lambda grey: 0 if grey < 255 - INK else 255)


def ink_rows(picture: Image.Image) -> tuple[int, int]:
    """The first row with ink and the row after the last one; (height, height) for a white picture."""
    box = picture.point(lambda grey: 255 - grey).getbbox()
    return (box[1], box[3]) if box else (picture.height, picture.height)


def ink_runs(picture: Image.Image, gap: int) -> list[tuple[int, int]]:
    """The columns with ink, as (first, after the last), where fewer than `gap` white ones lie between two of them."""
    columns = picture.point(lambda grey: 255 - grey).resize((picture.width, 1), Image.Resampling.BOX).tobytes()
    runs: list[tuple[int, int]] = []
    for x, ink in enumerate(columns):
        if ink and runs and x - runs[-1][1] < gap:
            runs[-1] = (runs[-1][0], x + 1)
        elif ink:
            runs.append((x, x + 1))
    return runs


@lru_cache(maxsize=4096)
def has(char: str) -> bool:
    """Whether the typeface can draw `char`; it draws a box for everything it cannot."""
    return char == " " or _shape(char) != _shape("\U0010ffff")


def _shape(char: str) -> bytes:
    return bytes(face(SANS, 24).getmask(char))
