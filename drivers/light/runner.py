"""The threads round what shines and sounds: a slow pin or panel must not hold up the screen."""

from __future__ import annotations

import logging
import queue

from drivers.light.ports import Backlight, Beep, Light
from drivers.ports import Emit
from drivers.recovery import FIRST_RETRY_S
from drivers.thread import Runner

BEEPS = 8

log = logging.getLogger(__name__)


class LightRunner(Runner):
    """Beeps one after the other. A beep nobody could hear in time any more is dropped."""

    def __init__(self, name: str, light: Light, emit: Emit) -> None:
        super().__init__(name, emit, FIRST_RETRY_S)
        self._light = light
        self._beeps: queue.Queue[Beep | None] = queue.Queue(BEEPS)

    def beep(self, beep: Beep) -> None:
        """From any thread; returns at once."""
        try:
            self._beeps.put_nowait(beep)
        except queue.Full:
            return

    def nudge(self) -> None:
        """Wakes the thread to look whether it shall stop."""
        try:
            self._beeps.put_nowait(None)
        except queue.Full:
            return

    def _run(self) -> None:
        while not self._stopping.is_set():
            beep = self._beeps.get()
            if beep is None:
                continue
            try:
                self._light.beep(beep)
            except Exception:
                log.exception("no beep")
        self._light.close()


class BacklightRunner(Runner):
    """Keeps the panel as bright as was last wanted, also when the panel went away and came back."""

    def __init__(self, name: str, backlight: Backlight, emit: Emit, retry_s: float = FIRST_RETRY_S) -> None:
        super().__init__(name, emit, retry_s)
        self._backlight = backlight
        self._wanted: int | None = None

    def set(self, percent: int) -> None:
        """Make it so bright, 0 to 100. From any thread; returns at once. The last word counts."""
        self._wanted = percent
        self.nudge()

    def get(self) -> int:
        """How bright the panel says it is. Raises DeviceError."""
        return self._backlight.get()

    def _run(self) -> None:
        failed = False
        while not self._stopping.is_set():
            self._nudged.wait(self._backoff.wait_s() if failed else None)
            self._nudged.clear()
            failed = not self._settle()
        # What was said last, while the panel was slow, is how it is left.
        self._settle()

    def _settle(self) -> bool:
        """Whether the panel is as it shall be."""
        if self._wanted is None:
            return True
        try:
            self._backlight.set(self._wanted)
        except Exception as error:
            self._health.fails(error)
            return False
        self._health.works()
        self._backoff.reset()
        return True
