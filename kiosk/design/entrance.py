"""How a screen comes in: its parts rise one after the other, all of it within 400 ms."""

from __future__ import annotations

from typing import Any

from kivy.animation import Animation

from kiosk.design.look import the_look
from kiosk.design.tokens import ENTER_S, STAGGER_CAP_S, STAGGER_S


def play(page: Any) -> None:
    """Let the parts of a page that have a turn (`enter`) rise, and those that can `play` begin."""
    parts = [part for part in page.walk(restrict=True) if getattr(part, "enter", -1) >= 0]
    step = STAGGER_S
    if parts:
        step = min(STAGGER_S, STAGGER_CAP_S / max(1, max(part.enter for part in parts)))
    for part in parts:
        Animation.cancel_all(part, "rise")
        if not the_look().moving:
            part.rise = 1.0
            continue
        part.rise = 0.0
        (Animation(d=step * part.enter) + Animation(rise=1.0, d=ENTER_S, t="out_cubic")).start(part)
    for part in page.walk(restrict=True):
        if hasattr(part, "play"):
            part.play()


def rest(page: Any) -> None:
    """Stop everything of a page that moves by itself."""
    for part in page.walk(restrict=True):
        if hasattr(part, "rest"):
            part.rest()
