"""A card reader that is plugged in and that pcscd does not list: last resort, take its power and give it back.

An ACR122U may hang after a boot until it is pulled out. Linux can do the like: switch its port off (kernel 6.0 and
later; where the hub switches ports one by one the reader is without power), else disown the device and take it again.
"""

from __future__ import annotations

import contextlib
import logging
import math
import time
from collections.abc import Callable
from pathlib import Path

# Advanced Card Systems.
VENDOR = "072f"
# A pcscd that was just started lists its readers within this time; a reader that was helped must not be again at once.
MISSING_S, AGAIN_S = 5.0, 60.0
OFF_S = 1.0

log = logging.getLogger(__name__)


class Power:
    """The USB ports under `sys`. Writing there takes root, or the udev rule in `deploy/raspberrypi/udev`."""

    def __init__(self, sys: Path = Path("/sys"), sleep: Callable[[float], None] = time.sleep) -> None:
        self._sys, self._sleep = sys, sleep
        self._since_s: float | None = None
        self._helped_s = -math.inf

    def listed(self) -> None:
        """pcscd lists a reader: all is well."""
        self._since_s = None

    def missing(self, now_s: float) -> bool:
        """pcscd lists none. Whether a reader that is plugged in all the same was without power for a moment now."""
        readers = self.readers()
        if not readers:
            self._since_s = None
            return False
        if self._since_s is None:
            self._since_s = now_s
        if now_s - self._since_s < MISSING_S or now_s - self._helped_s < AGAIN_S:
            return False
        self._helped_s = now_s
        helped = [self._cycle(reader) for reader in readers]
        return any(helped)

    def readers(self) -> list[Path]:
        """The readers of this maker that are plugged in, whether or not anybody can speak to them."""
        return sorted(
            folder for folder in (self._sys / "bus/usb/devices").glob("*") if _read(folder / "idVendor") == VENDOR
        )

    def _cycle(self, reader: Path) -> bool:
        for switch, off, on in ((reader / "port/disable", "1", "0"), (reader / "authorized", "0", "1")):
            if not switch.exists():
                continue
            try:
                switch.write_text(off)
            except OSError as error:
                log.warning("a card reader that pcscd does not list cannot be helped: %s: %s", switch, error.strerror)
                continue
            try:
                self._sleep(OFF_S)
            finally:
                switch.write_text(on)
            log.warning("a card reader that pcscd does not list was switched off and on: %s", switch)
            return True
        return False


def _read(file: Path) -> str:
    with contextlib.suppress(OSError):
        return file.read_text().strip()
    return ""
