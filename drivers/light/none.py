"""No buzzer on this kiosk."""

from __future__ import annotations

from drivers.light.ports import Beep


class NoLight:
    """Driver: stays dark and silent."""

    def beep(self, beep: Beep) -> None:
        pass
