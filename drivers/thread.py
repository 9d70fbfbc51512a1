"""The thread of one device: started, nudged, watched, and stopped within a second whatever the device does."""

from __future__ import annotations

import logging
import threading
import time

from drivers.ports import DeviceError, Emit
from drivers.recovery import LONGEST_RETRY_S, Backoff, Health, Voice

STOP_S = 0.9

log = logging.getLogger(__name__)


class Runner:
    """A thread that can be stopped within a second even when its device hangs."""

    # How long one call to the device may take before it counts as hanging.
    patience_s = 6.0

    def __init__(self, name: str, emit: Emit, retry_s: float) -> None:
        self._name = name
        self._voice = Voice(name, emit)
        self._health = Health(name, self._voice.say)
        self._backoff = Backoff(retry_s, max(retry_s, LONGEST_RETRY_S))
        self._stopping, self._nudged = threading.Event(), threading.Event()
        self._called_s: float | None = None
        # A daemon: a device that hangs in the kernel must not keep the process from ending.
        self._thread = threading.Thread(target=self._run, name=f"driver-{name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop within a second. A device that hangs is abandoned with its thread, and can say nothing any more."""
        self._stopping.set()
        self.nudge()
        if self._thread.ident is not None:
            self._thread.join(STOP_S)
        self._voice.silence()
        if self._thread.is_alive():
            log.warning("driver %s hangs; its thread is abandoned", self._name)

    def nudge(self) -> None:
        """Something was plugged in: do not sleep out the wait for the next try. From any thread; returns at once."""
        self._nudged.set()

    def came(self, usb_class: str) -> None:
        """A USB interface of this class, two hex digits, was plugged in. From any thread; returns at once."""

    def check(self) -> None:
        """Report a device that hangs in a call that should have ended long ago. From any thread; returns at once.

        Nobody can end such a call. When it ends by itself, the device is back.
        """
        called_s = self._called_s
        if called_s is not None and time.monotonic() - called_s > self.patience_s:
            self._health.fails(DeviceError("the device hangs"))
            self._rescue()

    def _rescue(self) -> None:
        """A call hangs. From any thread; returns at once."""

    def _run(self) -> None:
        raise NotImplementedError

    def _rest(self, wait_s: float) -> None:
        """Wait before the next try, unless nudged. A nudge while the device works is not saved up."""
        self._nudged.clear()
        if not self._stopping.is_set():
            self._nudged.wait(wait_s)
