"""Ways to see a ticket: as text in a terminal, as ESC/POS bytes, as the picture a printer makes of them."""

from __future__ import annotations

import io
import unicodedata

import segno
from PIL import Image

from drivers.printer.emulator import Emulator
from drivers.printer.encode import encoder
from drivers.printer.ticket import Align, Bars, Element, Gap, Pair, Qr, Rule, Text, Ticket

COLUMNS = 42


def as_text(ticket: Ticket, with_qr: bool = True) -> str:
    """The ticket in `COLUMNS` columns of a terminal; control characters of names are not let through."""
    return "\n".join(line for element in ticket.elements for line in _lines(element, with_qr))


def as_escpos(ticket: Ticket, width_mm: int = 80) -> bytes:
    """What goes to a printer, with the cut."""
    return encoder(width_mm)(ticket)


def as_png(job: bytes, width_mm: int = 80) -> bytes:
    """The paper that a printer makes of these bytes, a pixel a dot. Raises ValueError: no paper came out."""
    emulator = Emulator(width_mm)
    emulator.feed(job)
    if not emulator.cuts:
        raise ValueError("these bytes print nothing")
    png = io.BytesIO()
    emulator.cuts[0].sheet.whole().convert("1", dither=Image.Dither.NONE).save(png, "PNG")
    return png.getvalue()


def _lines(element: Element, with_qr: bool) -> list[str]:
    match element:
        case Text(text, _, _, align):
            return [_centred(_clean(text)) if align is Align.CENTER else _clean(text)]
        case Pair(left, right, _):
            room = COLUMNS - _width(_clean(left)) - _width(_clean(right))
            return [_clean(left) + " " * max(1, room) + _clean(right)]
        case Qr(data, caption):
            return [*(_blocks(data) if with_qr else []), _centred(_clean(caption or data))]
        case Bars(data, caption):
            return [_centred(_clean(caption or data))]
        case Rule():
            return ["-" * COLUMNS]
        case Gap(lines):
            return [""] * lines


def _blocks(data: str) -> list[str]:
    out = io.StringIO()
    segno.make_qr(data, error="m").terminal(out, border=2, compact=True)
    return out.getvalue().splitlines()


def _clean(text: str) -> str:
    return "".join(char for char in text if unicodedata.category(char)[0] != "C")


def _centred(text: str) -> str:
    return " " * max(0, (COLUMNS - _width(text)) // 2) + text


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
