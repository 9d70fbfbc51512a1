"""How well each text stands out from what really lies under it: measured in the picture drawn without the texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

from kiosk.design.chrome import Modal
from kiosk.design.text import Txt
from kiosk.design.tokens import Rgba, contrast

# WCAG 2.2, 1.4.3; we ask it of large text too.
ENOUGH = 4.5
# Where under a line of text is looked: across and up it.
_ACROSS, _UP = (0.02, 0.2, 0.4, 0.6, 0.8, 0.98), (0.3, 0.5, 0.7)

Picture = tuple[bytes, int, int]


def faint(root: Any, visible: Callable[[Any], Iterator[Any]], grab: Callable[[], Picture]) -> Iterator[str]:
    """One fault for each text with less contrast than 4.5 to 1. `grab` takes the picture as it is."""
    over = next((part for part in visible(root) if isinstance(part, Modal)), root)
    texts = [part for part in visible(over) if isinstance(part, Txt) and part.face != "ico" and part.text]
    inks = [tuple(txt.ink.rgba) for txt in texts]
    for txt in texts:
        txt.ink.a = 0.0
    try:
        picture = grab()
    finally:
        for txt, ink in zip(texts, inks, strict=True):
            txt.ink.rgba = ink
    for txt, ink in zip(texts, inks, strict=True):
        worst = min((contrast(_laid(ink, under), under) for under in _grounds(txt, picture)), default=ENOUGH)
        if worst < ENOUGH:
            yield f"faint: {txt.text!r} has a contrast of {worst:.1f} only"


def _grounds(txt: Txt, picture: Picture) -> Iterator[Rgba]:
    pixels, wide, high = picture
    for left, bottom, width, height in txt.boxes:
        for part, up in product(_ACROSS, _UP):
            x, y = int(left + width * part), high - 1 - int(bottom + height * up)
            if 0 <= x < wide and 0 <= y < high:
                at = (y * wide + x) * 3
                red, green, blue = (value / 255 for value in pixels[at : at + 3])
                yield red, green, blue, 1.0


def _laid(ink: tuple[float, ...], under: Rgba) -> Rgba:
    """The ink as it looks on this ground when it is not opaque."""
    red, green, blue = (ink[part] * ink[3] + under[part] * (1 - ink[3]) for part in range(3))
    return red, green, blue, 1.0
