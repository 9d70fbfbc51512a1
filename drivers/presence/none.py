"""No presence sensor on this kiosk."""

from __future__ import annotations

import time


class NoPresence:
    """Driver: never sees anybody."""

    def open(self) -> None:
        pass

    def read(self, timeout_s: float) -> str | None:
        """Nobody comes within `timeout_s`."""
        time.sleep(timeout_s)
        return None

    def close(self) -> None:
        pass
