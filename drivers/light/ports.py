"""What light and sound look like: a buzzer with its lamp, and the light behind the panel."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Beep(StrEnum):
    """A short sound: `OK` one short beep, `REFUSED` two long ones, `WARN` three short ones."""

    OK = "ok"
    REFUSED = "refused"
    WARN = "warn"


class Light(Protocol):
    """Makes a beep. Returns at once and never raises: a silent buzzer must not stop a diner."""

    def beep(self, beep: Beep) -> None: ...
    def close(self) -> None: ...


class Backlight(Protocol):
    """The light behind the panel, 0 (dark) to 100."""

    def get(self) -> int:
        """How bright it is now. Raises DeviceError."""

    def set(self, percent: int) -> None:
        """Raises DeviceError, and ValueError outside 0 to 100."""
