"""A motion sensor (PIR, radar) or a button on a pin of a Raspberry Pi."""

from __future__ import annotations

import time
from typing import Any, Literal, get_args

from drivers.ports import DeviceError

HIGHEST_PIN = 27
Active = Literal["high", "low"]
# Who stays in front of the kiosk is seen again so often, and no sensor that flutters is heard more often.
AGAIN_S = 2.0
HERE = "here"


class GpioPresence:
    """Driver: the sensor on pin `pin` (BCM number); somebody is here while the pin is `active`: "high" or "low".

    Motion sensors drive their pin high. A button to ground is "low": the pin's own resistor pulls it up.
    """

    def __init__(self, pin: int = 17, active: str = "high") -> None:
        if not 1 <= pin <= HIGHEST_PIN:
            raise ValueError(f"pin: {pin} is not a pin from 1 to {HIGHEST_PIN}")
        if active not in get_args(Active):
            raise ValueError(f'active: {active!r} is neither "high" nor "low"')
        self._pin, self._low = pin, active == "low"
        self._input: Any = None
        self._again_s = 0.0

    def open(self) -> None:
        """Take the pin. Raises DeviceError where there is none."""
        self.close()
        try:
            import gpiozero

            self._input = gpiozero.DigitalInputDevice(self._pin, pull_up=self._low)
        except Exception as error:
            # gpiozero raises what its pin libraries raise.
            raise DeviceError(f"pin {self._pin} cannot be read: {error}") from error

    def read(self, timeout_s: float) -> str | None:
        """`HERE` when somebody is there; None after `timeout_s` without anybody. Raises DeviceError."""
        if self._input is None:
            raise DeviceError("the presence sensor is not open")
        deadline = time.monotonic() + timeout_s
        quiet_s = self._again_s - time.monotonic()
        if quiet_s > 0:
            time.sleep(min(quiet_s, timeout_s))
        try:
            seen = self._input.wait_for_active(max(0.0, deadline - time.monotonic()))
        except Exception as error:
            raise DeviceError(f"pin {self._pin} is gone: {error}") from error
        if not seen or time.monotonic() < self._again_s:
            return None
        self._again_s = time.monotonic() + AGAIN_S
        return HERE

    def close(self) -> None:
        """Let go of the pin. Safe to call twice."""
        if self._input is not None:
            self._input.close()
            self._input = None
