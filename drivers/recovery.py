"""What every runner does when its device fails: say it once, wait, try again."""

from __future__ import annotations

import logging
import random

from drivers.ports import DeviceBack, DeviceError, DeviceLost, Emit, Printer, Signal, Source

# To open a device that is not there costs next to nothing, and a diner waits no longer than this for one that is back.
FIRST_RETRY_S, LONGEST_RETRY_S = 0.25, 1.0

log = logging.getLogger(__name__)


class Backoff:
    """Waits that double from `first_s` to `longest_s`, each shortened at random by up to a half."""

    def __init__(self, first_s: float = FIRST_RETRY_S, longest_s: float = LONGEST_RETRY_S) -> None:
        self._first_s, self._longest_s = first_s, longest_s
        self._next_s = first_s

    def wait_s(self) -> float:
        """The next wait in seconds."""
        wait_s = self._next_s
        self._next_s = min(self._longest_s, wait_s * 2)
        # Devices on one hub fail together; jitter keeps them from coming back together.
        return wait_s * random.uniform(0.5, 1.0)

    def reset(self) -> None:
        """The device works: the next wait is the first one again."""
        self._next_s = self._first_s


class Health:
    """Whether the device works, said once per change: DeviceLost, DeviceBack."""

    def __init__(self, name: str, emit: Emit) -> None:
        self._name, self._emit = name, emit
        self._lost = False

    def works(self) -> None:
        if self._lost:
            self._lost = False
            self._emit(DeviceBack(self._name))

    def fails(self, error: Exception) -> None:
        """Report the loss. What is not a DeviceError is a bug of the driver: logged with its traceback, survived."""
        if not isinstance(error, DeviceError):
            log.error("driver %s has a bug", self._name, exc_info=error)
        if not self._lost:
            self._lost = True
            self._emit(DeviceLost(self._name, str(error) or type(error).__name__))


class Voice:
    """Passes signals on until it is silenced. What the listener raises is logged: it is not the device's fault."""

    def __init__(self, name: str, emit: Emit) -> None:
        self._name, self._emit = name, emit
        self._silent = False

    def say(self, signal: Signal) -> None:
        if self._silent:
            return
        try:
            self._emit(signal)
        except Exception:
            # Only the kind of signal: what it holds may be a member's card.
            log.exception("nobody could take a %s of %s", type(signal).__name__, self._name)

    def silence(self) -> None:
        """A thread that was abandoned may come back to life: it must not speak any more."""
        self._silent = True


def close(name: str, device: Source | Printer) -> None:
    """Close a device whatever its driver thinks of it."""
    try:
        device.close()
    except Exception:
        log.exception("driver %s cannot close its device", name)
