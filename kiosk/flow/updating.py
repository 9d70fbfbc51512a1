"""Staff update or close the kiosk: who is there finishes first, nobody begins meanwhile, and then it is as before."""

from __future__ import annotations

from kiosk.events import Event, MaintenanceEnded, TimedOut, Turn, UpdateEnded
from kiosk.flow.common import Move
from kiosk.screens import Attract, OutOfService, Updating
from kiosk.state import State


def updating(_screen: Updating, _state: State, event: Event, _turn: Turn) -> Move | None:
    match event:
        case UpdateEnded() | TimedOut():
            return Move(Attract())
        case _:
            return None


def closed(_screen: OutOfService, _state: State, event: Event, _turn: Turn) -> Move | None:
    return Move(Attract()) if isinstance(event, MaintenanceEnded) else None
