"""A buzzer with no hardware: it remembers the last beeps."""

from __future__ import annotations

from collections import deque

from drivers.light.ports import Beep

REMEMBERED = 64


class SimulatedLight:
    """Driver: `beeps` holds the last `REMEMBERED` beeps, the newest last."""

    def __init__(self) -> None:
        self.beeps: deque[Beep] = deque(maxlen=REMEMBERED)

    def beep(self, beep: Beep) -> None:
        self.beeps.append(beep)
