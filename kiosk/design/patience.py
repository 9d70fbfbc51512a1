"""What of a page waits to be laid out and drawn, so that it can wait longer: for another look, or until it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kivy.clock import ClockEvent

from kiosk.design.part import Part


def events(page: Part) -> list[Any]:
    """Every event by which something in the page is laid out or drawn, from the outside in.

    In this order what is told its place before it looks for it looks only once.
    """
    return [event for part in page.walk(restrict=True) for event in vars(part).values() if _before_the_picture(event)]


def hold(all_of_them: Iterable[Any]) -> list[Any]:
    """Keep from happening what was to happen before the next picture; each of what is returned, called, lets it."""
    waiting = [event for event in all_of_them if event.is_triggered]
    for event in waiting:
        event.cancel()
    return waiting


def _before_the_picture(event: object) -> bool:
    return isinstance(event, ClockEvent) and event.timeout == -1
