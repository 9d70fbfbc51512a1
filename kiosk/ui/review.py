"""What a designer would send back: text that does not fit, things that overlap or leave their box, small targets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from itertools import combinations
from typing import Any

import msgspec

from kiosk.design.coverage import figure, figures, missing
from kiosk.design.layout import Stack
from kiosk.design.metrics import Metrics
from kiosk.design.text import Txt
from kiosk.design.tokens import TOUCH_MM
from kiosk.ui.controls import Control

# From middle to middle of two neighbours: WCAG 2.2 asks for 6.4 mm (2.5.8, 24 CSS pixels), fingers for more.
PITCH_MM = 11.0
SLACK_PX = 3
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def faults(root: Any, controls: list[Control], px_per_mm: float) -> list[str]:
    """Everything wrong with the picture as it is laid out now; empty when it is good."""
    found = [fault for part in visible(root) for fault in _part_faults(part)]
    return found + _control_faults(controls, px_per_mm, (int(root.width), int(root.height)))


def visible(part: Any) -> Iterator[Any]:
    """A widget and everything in it that is drawn."""
    if not getattr(part, "shown", True) or getattr(part, "asleep", False):
        return
    yield part
    for child in part.children:
        yield from visible(child)


def _part_faults(part: Any) -> Iterator[str]:
    if isinstance(part, Txt):
        yield from _text_faults(part)
    if isinstance(part, Stack):
        for child in part.children:
            if getattr(child, "shown", True) and child.width > 0 and child.height > 0 and _leaves(child, part):
                yield f"{type(child).__name__} {_said(child)!r} leaves its {type(part).__name__}"


def _leaves(child: Any, part: Any) -> bool:
    return bool(
        child.x < part.x - SLACK_PX
        or child.y < part.y - SLACK_PX
        or child.right > part.right + SLACK_PX
        or child.top > part.top + SLACK_PX
    )


def _said(part: Any) -> str:
    return next((txt.text for txt in part.walk(restrict=True) if isinstance(txt, Txt) and txt.face != "ico"), "")


def _text_faults(txt: Txt) -> Iterator[str]:
    if txt.clipped and not (txt.cut and txt.may_cut):
        yield f"clipped: {txt.text!r}"
    if txt.face == "ui" and not txt.may_cut and (lost := missing(txt.text)):
        yield f"no glyph for {lost} in {txt.text!r}"
    if txt.face == "num" and (lost := set(figure(txt.text)) - figures()):
        yield f"no figure for {lost} in {txt.text!r}"


def _control_faults(controls: list[Control], px_per_mm: float, screen: tuple[int, int]) -> list[str]:
    found: list[str] = []
    panel = Metrics(*screen, px_per_mm)
    for control in controls:
        left, top, width, height = control.box_px
        if min(width, height) < TOUCH_MM * px_per_mm - 1:
            found.append(f"{control.what} {control.arg} is only {min(width, height) / px_per_mm:.1f} mm")
        if control.what == "digit" and min(width, height) < panel.key_mm * px_per_mm - 1:
            found.append(f"key {control.arg} is only {min(width, height) / px_per_mm:.1f} mm")
        if left < 0 or top < 0 or left + width > screen[0] or top + height > screen[1]:
            found.append(f"{control.what} {control.arg} leaves the screen")
        if not control.label:
            found.append(f"{control.what} {control.arg} has no label")
    for one, other in combinations(controls, 2):
        if _overlap(one.box_px, other.box_px):
            found.append(f"{one.what} {one.arg} lies over {other.what} {other.arg}")
        elif (apart_px := _apart_px(one.box_px, other.box_px)) < PITCH_MM * px_per_mm - 1:
            apart = f"{apart_px / px_per_mm:.1f} mm"
            found.append(f"{one.what} {one.arg} and {other.what} {other.arg} are only {apart} apart")
        elif (gap_px := _gap_px(one.box_px, other.box_px)) < round(panel.gap_mm * px_per_mm) - 1 and not _door(
            one, other
        ):
            gap = f"{gap_px / px_per_mm:.1f} mm"
            found.append(f"between {one.what} {one.arg} and {other.what} {other.arg} are only {gap}")
    return found


def _overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return (
        one[0] < other[0] + other[2] - 1
        and other[0] < one[0] + one[2] - 1
        and one[1] < other[1] + other[3] - 1
        and other[1] < one[1] + one[3] - 1
    )


def _gap_px(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> float:
    """The room between two controls, in the direction in which it is widest."""
    across = max(one[0] - other[0] - other[2], other[0] - one[0] - one[2])
    down = max(one[1] - other[1] - other[3], other[1] - one[1] - one[3])
    return max(across, down)


def _door(one: Control, other: Control) -> bool:
    """Whether one of them is the hidden door: it answers to a finger that stays for seconds, never to a slip."""
    return "hidden" in (one.role, other.role)


def _apart_px(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> float:
    """From middle to middle, in the direction in which a finger would have to slip."""
    across = abs(one[0] + one[2] / 2 - other[0] - other[2] / 2)
    down = abs(one[1] + one[3] / 2 - other[1] - other[3] / 2)
    return max(across, down)


def texts(root: Any) -> list[str]:
    """The texts of the picture as it is now."""
    return [part.text for part in visible(root) if isinstance(part, Txt) and part.face != "ico" and part.text]


def held(part: Any) -> Iterator[str]:
    """Everything a widget and what hangs under it hold that could name somebody, what is not shown too."""
    for widget in part.walk(restrict=True):
        for name in widget.properties():
            value = getattr(widget, name)
            if isinstance(value, float):
                # Behind the point is where a widget is, not how many points somebody has.
                yield f"{value:.0f}"
            elif isinstance(value, str | int):
                yield str(value)
            elif is_dataclass(value) or isinstance(value, msgspec.Struct | list | tuple | dict):
                # An address in memory may have the digits of anybody's telephone.
                yield _ADDRESS.sub("", repr(value))
        if isinstance(widget, Txt):
            # The letters of the pictures it keeps.
            yield from widget.drawn
