"""A buzzer and a panel with no hardware: they remember what they were told."""

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

    def close(self) -> None:
        pass


class SimulatedBacklight:
    """Driver: `percents` holds how bright it was made, the newest last."""

    def __init__(self) -> None:
        self.percents: deque[int] = deque([100], maxlen=REMEMBERED)

    def get(self) -> int:
        return self.percents[-1]

    def set(self, percent: int) -> None:
        """Raises ValueError outside 0 to 100."""
        if not 0 <= percent <= 100:
            raise ValueError(f"percent: {percent} is not between 0 and 100")
        self.percents.append(percent)
