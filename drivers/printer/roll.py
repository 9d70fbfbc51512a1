"""How much paper is left on the roll, estimated: printers say "low" or "out", and nothing before."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path

from drivers.ports import Paper

DOTS_PER_MM = 8
# What is on a new roll: 80 mm paper of 80 mm diameter, and 58 mm paper of 40 mm.
FULL_M = {80: 75, 58: 18}
# At most so much is left when a printer's sensor says "low".
LOW_M = 4
_ENDLESS_DOTS = 10**9

log = logging.getLogger(__name__)


def length_mm(job: bytes, width_mm: int) -> int:
    """How much paper this job uses, in millimetres: by printing it on paper that is not there."""
    from drivers.printer.emulator import Emulator

    printer = Emulator(width_mm)
    printer.roll_dots = _ENDLESS_DOTS
    printer.feed(job)
    return (_ENDLESS_DOTS - printer.roll_dots) // DOTS_PER_MM


@dataclass
class Roll:
    """The roll in one printer. It is remembered in `file`; a file that cannot be read or written is only logged."""

    file: Path
    width_mm: int = 80
    left_mm: int = -1
    _was_out: bool = False

    def __post_init__(self) -> None:
        if self.left_mm < 0:
            self.left_mm = self._full_mm
            self._load()

    @property
    def left_m(self) -> int:
        """Whole metres left."""
        return self.left_mm // 1000

    def printed(self, job: bytes) -> None:
        """This job came out."""
        self._set(self.left_mm - length_mm(job, self.width_mm))

    def saw(self, paper: Paper) -> None:
        """What the printer says now: paper after none is a new roll."""
        if paper is Paper.OUT:
            self._was_out = True
            self._set(0)
        elif self._was_out and paper is not Paper.UNKNOWN:
            self._was_out = False
            self._set(self._full_mm)
        if paper is Paper.LOW:
            self._set(min(self.left_mm, LOW_M * 1000))

    @property
    def _full_mm(self) -> int:
        return FULL_M[self.width_mm] * 1000

    def _set(self, left_mm: int) -> None:
        left_mm = max(0, left_mm)
        if left_mm == self.left_mm:
            return
        self.left_mm = left_mm
        new = self.file.with_suffix(".new")
        try:
            new.write_text(json.dumps({"left_mm": self.left_mm, "out": self._was_out}))
            os.replace(new, self.file)
        except OSError as error:
            log.warning("the paper left cannot be remembered: %s", error)

    def _load(self) -> None:
        try:
            known = json.loads(self.file.read_text("utf-8"))
            self.left_mm, self._was_out = max(0, min(self._full_mm, int(known["left_mm"]))), bool(known["out"])
        except FileNotFoundError:
            return
        except (OSError, ValueError, TypeError, KeyError) as error:
            log.warning("the paper left is not known: %s", error)
