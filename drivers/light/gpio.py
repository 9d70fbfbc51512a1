"""A buzzer and a lamp on the pins of a Raspberry Pi."""

from __future__ import annotations

import logging
from typing import Any

from drivers.light.ports import Beep

HIGHEST_PIN = 27
# How a beep goes: seconds on, seconds off, times. An active buzzer has one pitch, so the rhythm says what it means.
_RHYTHM = {Beep.OK: (0.08, 0.0, 1), Beep.REFUSED: (0.18, 0.10, 2), Beep.WARN: (0.06, 0.14, 3)}

log = logging.getLogger(__name__)


class GpioLight:
    """Driver: an active buzzer on pin `buzzer` and a lamp on pin `lamp` (BCM numbers; 0: there is none).

    The pins are taken at the first beep. A kiosk without them stays silent, and says so once in the log.
    """

    def __init__(self, buzzer: int = 18, lamp: int = 0) -> None:
        for name, pin in (("buzzer", buzzer), ("lamp", lamp)):
            if not 0 <= pin <= HIGHEST_PIN:
                raise ValueError(f"{name}: {pin} is not a pin from 0 to {HIGHEST_PIN}")
        self._pins = [pin for pin in (buzzer, lamp) if pin]
        self._outputs: list[Any] | None = None

    def beep(self, beep: Beep) -> None:
        """Sound and flash in the background; a beep that is still going on is cut short."""
        on_s, off_s, times = _RHYTHM[beep]
        try:
            for output in self._taken():
                output.blink(on_s, off_s, times, background=True)
        except Exception:
            log.exception("no beep")

    def close(self) -> None:
        """Let go of the pins, dark and silent. Safe to call twice."""
        for output in self._outputs or []:
            output.close()
        self._outputs = None

    def _taken(self) -> list[Any]:
        if self._outputs is None:
            self._outputs = []
            try:
                import gpiozero

                for pin in self._pins:
                    self._outputs.append(gpiozero.LED(pin))
            except Exception as error:
                # gpiozero raises what its pin libraries raise. A kiosk that cannot beep is a kiosk all the same.
                log.warning("no buzzer and no lamp: %s", error)
        return self._outputs
