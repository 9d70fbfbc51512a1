"""Parts a page's building from its laying out: either takes half as long as a touch may wait."""

from __future__ import annotations

from typing import Any

from kivy.clock import ClockEvent

from kiosk.design.part import Part


def hold(page: Part) -> list[Any]:
    """Keep everything in the page from being laid out and drawn; each of what is returned, called, lets one go on.

    From the outside in: what is told its place before it looks for it looks only once.
    """
    waiting = [event for part in page.walk(restrict=True) for event in vars(part).values() if _waits(event)]
    for event in waiting:
        event.cancel()
    return waiting


def _waits(event: object) -> bool:
    return isinstance(event, ClockEvent) and bool(event.is_triggered) and event.timeout == -1
