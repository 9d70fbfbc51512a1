"""Staff update the kiosk: who is there finishes first, nobody begins meanwhile, and then it is as before."""

from __future__ import annotations

from kiosk.events import Event, TimedOut, Turn, UpdateEnded
from kiosk.flow.common import Move
from kiosk.screens import Attract, Updating
from kiosk.state import State


def updating(_screen: Updating, _state: State, event: Event, _turn: Turn) -> Move | None:
    match event:
        case UpdateEnded() | TimedOut():
            return Move(Attract())
        case _:
            return None
