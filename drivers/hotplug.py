"""Something was plugged in: whoever waits for a device need not wait any longer. And whoever hangs is found out."""

from __future__ import annotations

import logging
from collections.abc import Iterable

import pyudev

from drivers.names import text
from drivers.recovery import FIRST_RETRY_S
from drivers.runner import READ_S
from drivers.thread import Runner

SUBSYSTEMS = ("usb", "tty", "input", "usbmisc", "backlight")

log = logging.getLogger(__name__)


class Hotplug(Runner):
    """Nudges the runners when a device of theirs may have come, and looks whether one of them hangs.

    Without udev (a container) nothing is heard and nothing is lost: runners look for their device once a second anyway.
    """

    def __init__(self, runners: Iterable[Runner]) -> None:
        super().__init__("hotplug", lambda _signal: None, FIRST_RETRY_S)
        self._runners = tuple(runners)

    def _run(self) -> None:
        monitor = _monitor()
        while not self._stopping.is_set():
            heard, usb_class = self._heard(monitor)
            for runner in self._runners if heard else ():
                runner.nudge()
                if usb_class:
                    runner.came(usb_class)
            for runner in self._runners:
                runner.check()

    def _heard(self, monitor: pyudev.Monitor | None) -> tuple[bool, str]:
        """Whether something was plugged in, within half a second; and its USB class, where it is a USB interface."""
        if monitor is None:
            self._stopping.wait(READ_S)
            return False, ""
        try:
            device = monitor.poll(READ_S)
        except OSError as error:
            # The kernel's queue ran over: something was plugged in, whatever it was.
            log.info("udev: %s", error)
            self._stopping.wait(FIRST_RETRY_S)
            return True, ""
        if device is None or device.action not in ("add", "bind"):
            return False, ""
        # An interface is added once and bound once.
        return True, text(device, "bInterfaceClass") if device.action == "add" else ""


def _monitor() -> pyudev.Monitor | None:
    try:
        monitor = pyudev.Monitor.from_netlink(pyudev.Context())
        for subsystem in SUBSYSTEMS:
            monitor.filter_by(subsystem)
        monitor.start()
    except (OSError, ImportError) as error:
        log.info("no udev here: %s", error)
        return None
    return monitor
