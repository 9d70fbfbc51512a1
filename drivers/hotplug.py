"""Something was plugged in: whoever waits for a device need not wait any longer. By udev's own messages."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable

import pyudev

from drivers.recovery import FIRST_RETRY_S
from drivers.runner import READ_S, Runner

SUBSYSTEMS = ("usb", "tty", "input", "usbmisc")

log = logging.getLogger(__name__)


class Hotplug(Runner):
    """Calls every one of `nudges` when a device of ours may have come. They must return at once.

    Without udev (a container) nothing is heard and nothing is lost: runners look for their device once a second anyway.
    """

    def __init__(self, nudges: Iterable[Callable[[], None]]) -> None:
        super().__init__("hotplug", lambda _signal: None, FIRST_RETRY_S)
        self._nudges = tuple(nudges)

    def _run(self) -> None:
        try:
            monitor = pyudev.Monitor.from_netlink(pyudev.Context())
            for subsystem in SUBSYSTEMS:
                monitor.filter_by(subsystem)
            monitor.start()
        except (OSError, ImportError) as error:
            log.info("no udev here: %s", error)
            return
        while not self._stopping.is_set():
            try:
                device = monitor.poll(READ_S)
            except OSError as error:
                # The kernel's queue ran over: something was plugged in, whatever it was.
                log.info("udev: %s", error)
                time.sleep(FIRST_RETRY_S)
                self._tell()
                continue
            if device is not None and device.action in ("add", "bind"):
                self._tell()

    def _tell(self) -> None:
        for nudge in self._nudges:
            nudge()
