"""Text and icons. A text never leaves its box: it wraps, then shrinks, and only then is cut with an ellipsis."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any
from weakref import WeakValueDictionary

from kivy.clock import Clock
from kivy.core.text import Label as CoreLabel
from kivy.core.text import LabelBase
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import BooleanProperty, NumericProperty, OptionProperty, StringProperty

from kiosk.design.coverage import FONTS, drawable, figure
from kiosk.design.look import the_look
from kiosk.design.part import Part
from kiosk.design.themes import BLACK, on_yellow
from kiosk.design.tokens import COLOURS, SMALLEST_PX
from kiosk.design.wrap import balanced, elide, evened

# One line's advance in em, and how far the middle of the glyphs lies below the middle of the line box.
_FACES = {"ui": ("UI", 1.36, 0.055), "num": ("Figures", 1.22, 0.0), "ico": ("Icons", 1.0, 0.0)}


_RULER_PX = 64
_MASK = "•"


@cache
def register_fonts() -> None:
    """Tell Kivy our three faces; once per process."""
    LabelBase.register("UI", str(FONTS / "NotoSansSC-Regular.otf"), fn_bold=str(FONTS / "NotoSansSC-Bold.otf"))
    LabelBase.register(
        "Figures", str(FONTS / "InterDisplay-SemiBold.otf"), fn_bold=str(FONTS / "InterDisplay-Bold.otf")
    )
    LabelBase.register("Icons", str(FONTS / "lucide.ttf"))


@cache
def icons() -> dict[str, int]:
    """The code point of every icon we ship."""
    points: dict[str, int] = json.loads((FONTS / "icons.json").read_text("utf-8"))
    return points


@lru_cache(maxsize=4096)
def measure(face: str, bold: bool, text: str) -> float:
    """Width of one line in em. Our fonts are not hinted: it is the same at every size, and one size is kept open."""
    width: int = _ruler(face, bold).get_extents(text)[0]
    return width / _RULER_PX


@cache
def _ruler(face: str, bold: bool) -> CoreLabel:
    label = CoreLabel(font_name=_FACES[face][0], bold=bold, font_size=_RULER_PX)
    label.resolve_font_name()
    return label


# Most icons and many words stand in several places: one picture does for all, for as long as any of them is there.
_pictures: WeakValueDictionary[tuple[str, str, bool, int], Texture] = WeakValueDictionary()


def _drawn(line: str, face: str, bold: bool, size: int) -> Texture:
    """The picture of one line, white: its colour comes from whoever shows it."""
    key = (line, face, bold, size)
    picture = _pictures.get(key)
    if picture is None:
        label = CoreLabel(text=line, font_name=_FACES[face][0], bold=bold, font_size=size)
        label.refresh()
        picture = _pictures[key] = label.texture
    return picture


class Txt(Part):
    """One text. `lines` is how many it may take; `px` overrides the size of `role`.

    `may_cut`: what others wrote and nobody can limit (a name, a coupon's title); it stays big and is cut instead.
    """

    text = StringProperty("")
    role = StringProperty("body")
    px = NumericProperty(0)
    tone = StringProperty("ink")
    face = OptionProperty("ui", options=list(_FACES))
    bold = BooleanProperty(False)
    align = OptionProperty("left", options=["left", "middle", "right"])
    valign = OptionProperty("middle", options=["top", "middle", "bottom"])
    lines = NumericProperty(1)
    max_width = NumericProperty(100_000)
    may_cut = BooleanProperty(False)
    hug = OptionProperty("h", options=["", "w", "h", "wh"])

    def __init__(self, **values: Any) -> None:
        self.drawn: list[str] = []
        self.drawn_px = 0
        self.cut = False
        self._sizing = False
        self._draw = Clock.create_trigger(self._lay_out, -1)
        super().__init__(**values)
        self.on_hug()
        with self.canvas:
            self.ink = Color(*COLOURS[self.tone])
            self._rows = [Rectangle(size=(0, 0)) for _ in range(int(self.lines))]
        for name in ("text", "role", "px", "face", "bold", "align", "valign", "lines", "max_width", "hug"):
            self.fbind(name, self._draw)
        self.fbind("size", self._resized)
        self.fbind("pos", self._put)
        self.fbind("tone", self.tint)
        the_look().fbind("large", self._draw)
        the_look().fbind("theme", self.tint)
        self._key: tuple[object, ...] = ()

    def on_kv_post(self, _base: object) -> None:
        """After the stacks it lies in, which say how wide it may be: once is enough then."""
        self._draw()

    @property
    def line_px(self) -> float:
        return _FACES[self._own_face][1] * self.drawn_px

    @property
    def _own_face(self) -> str:
        """The Chinese face draws the dots of a number that is partly hidden as wide as a character."""
        masked = self.face == "ui" and _MASK in self.text and the_look().plain_latin(self.text)
        return "num" if masked else self.face

    @property
    def boxes(self) -> list[tuple[float, float, float, float]]:
        """Where each line is drawn: left, bottom, width, height in pixels."""
        return [(*row.pos, *row.size) for row in self._rows[: len(self.drawn)] if row.size[0]]

    @property
    def clipped(self) -> bool:
        """Whether something of the text could not be shown inside the box."""
        wide = max((row.size[0] for row in self._rows), default=0)
        return self.cut or wide > self.width + 1 or len(self.drawn) * self.line_px > self.height + 2

    def _lay_out(self, *_: object) -> None:
        face = self._own_face
        text = figure(self.text) if face == "num" else self.text if face == "ico" else drawable(self.text)
        size = int(self.px) or the_look().size_of(self.role)
        room = self.max_width if "w" in self.hug else self.width
        if room <= 1:
            return
        height = 100_000 if "h" in self.hug else self.height
        lines, size, self.cut = self._fit(text, size, room, height)
        key = (tuple(lines), size, face, self.bold)
        self.drawn, self.drawn_px = lines, size
        if key != self._key:
            self._key = key
            self._render(lines, size)
        self._sizing = True
        if "w" in self.hug:
            self.width = max((row.size[0] for row in self._rows), default=0)
        if "h" in self.hug:
            self.height = round(max(1, len(lines)) * self.line_px)
        self._sizing = False
        self._put()

    def _resized(self, *_: object) -> None:
        if not self._sizing:
            self._draw()

    def _fit(self, text: str, wanted: int, room: float, height: float) -> tuple[list[str], int, bool]:
        """The lines, the size and whether something had to be cut. Few sizes are tried: each is a font in memory."""
        floor = min(wanted, max(SMALLEST_PX, int(wanted * 0.72)) if self.may_cut else SMALLEST_PX)
        size = wanted
        while True:
            lines = self._break(text, size, room)
            if len(lines) <= self.lines and self._fits(lines, size, room, height):
                return lines, size, False
            if size == floor:
                return self._cut(text, lines, size, room, height)
            size = max(floor, int(size * 0.93))

    def _width(self, size: int) -> Callable[[str], float]:
        # One pixel more than measured: what is drawn may be rounded up.
        return lambda part: measure(self._own_face, self.bold, part) * size + 1

    def _break(self, text: str, size: int, room: float) -> list[str]:
        if self.lines == 1 and "\n" not in text:
            return [text]
        return (balanced if self.align == "middle" or self.bold else evened)(text, room, self._width(size))

    def _fits(self, lines: list[str], size: int, room: float, height: float) -> bool:
        wide = max(map(self._width(size), lines))
        return wide <= max(room, 2) and len(lines) * size * _FACES[self._own_face][1] <= height + 2

    def _cut(self, text: str, lines: list[str], size: int, room: float, height: float) -> tuple[list[str], int, bool]:
        keep = max(1, min(int(self.lines), int((height + 2) // (size * _FACES[self._own_face][1]))))
        kept, at = lines[: keep - 1], 0
        for line in kept:
            at = text.index(line, at) + len(line)
        kept = [*kept, text[at:].strip()]
        cut = [elide(line, room, self._width(size)) for line in kept]
        return cut, size, cut != lines

    def _render(self, lines: list[str], size: int) -> None:
        while len(self._rows) < len(lines):
            with self.canvas:
                self._rows.append(Rectangle(size=(0, 0)))
        for index, row in enumerate(self._rows):
            line = lines[index] if index < len(lines) else ""
            if not line:
                row.size, row.texture = (0, 0), None
                continue
            row.texture = _drawn(line, self._own_face, self.bold, size)
            row.size = row.texture.size

    def _put(self, *_: object) -> None:
        step = self.line_px
        block = step * len(self.drawn)
        spare = self.height - block
        top = self.top - spare * {"top": 0.0, "middle": 0.5, "bottom": 1.0}[self.valign]
        lift = _FACES[self._own_face][2] * self.drawn_px
        for index in range(len(self.drawn)):
            row = self._rows[index]
            wide, high = row.size
            x = self.x + (self.width - wide) * {"left": 0.0, "middle": 0.5, "right": 1.0}[self.align]
            row.pos = (round(x), round(top - step * (index + 0.5) - high / 2 + lift))

    def tint(self, *_: object) -> None:
        """Take the colour of the tone, or of what stands on a yellow ground."""
        theme = the_look().theme
        dark = theme != "normal" and on_yellow(self._ground(), theme)
        self.ink.rgba = BLACK if dark else COLOURS[self.tone]

    def _ground(self) -> str:
        part = self.parent
        while part is not None and part.parent is not part:
            surface: str = getattr(part, "surface", "")
            if surface:
                return surface
            part = part.parent
        return ""


class Icon(Txt):
    """One line icon by its lucide name, `px` high."""

    name = StringProperty("")

    def __init__(self, **values: Any) -> None:
        super().__init__(**{"face": "ico", "align": "middle", "hug": "wh", "px": the_look().px(24), **values})
        self.fbind("name", self._named)
        self._named()

    def _named(self, *_: object) -> None:
        self.text = chr(icons()[self.name]) if self.name else ""
