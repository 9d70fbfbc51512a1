"""What several journeys do: tap, type, wait for the telephone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from devstack.tour.walk import State, Walk


@dataclass(frozen=True, slots=True)
class Journey:
    """One story of the tour; `path` walks it."""

    id: str
    name: str
    path: Callable[[Walk], None]


def nothing() -> None:
    """A step that only waits."""


def tap(walk: Walk, person: dict[str, Any]) -> None:
    walk.tap(person["cards"][0]["uid"])


def type_digits(walk: Walk, digits: str) -> None:
    for digit in digits:
        walk.press("digit", digit)


def code_sent(walk: Walk, step: str, ask: Callable[[], object]) -> str:
    """Do what sends a code and wait for both: the screen that takes it, and the code."""
    known = {message["id"] for message in walk.bench.get("/bench/messages")}
    sent: list[str] = []

    def arrived(_state: State) -> bool:
        fresh = [m for m in walk.bench.get("/bench/messages") if m["id"] not in known]
        sent[:] = [m["values"]["code"] for m in fresh if m["values"].get("code")]
        return bool(sent)

    walk.step(step, ask, "join_code", arrived)
    return sent[0]
