"""What a light-and-sound driver looks like."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Beep(StrEnum):
    """A short sound: `OK` one high beep, `REFUSED` two low ones."""

    OK = "ok"
    REFUSED = "refused"


class Light(Protocol):
    """Makes a beep. Returns at once and never raises: a silent buzzer must not stop a diner."""

    def beep(self, beep: Beep) -> None: ...
