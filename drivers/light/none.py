"""No buzzer on this kiosk, and a panel whose light cannot be dimmed."""

from __future__ import annotations

from drivers.light.ports import Beep


class NoLight:
    """Driver: stays dark and silent."""

    def beep(self, beep: Beep) -> None:
        pass

    def close(self) -> None:
        pass


class NoBacklight:
    """Driver: always bright; whoever dims the picture dims what is drawn."""

    def get(self) -> int:
        return 100

    def set(self, percent: int) -> None:
        pass
