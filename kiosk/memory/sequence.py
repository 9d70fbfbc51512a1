"""Sequence numbers that are never used twice, even when the memory itself is lost.

The next number lives in the database, in the transaction of its event. A small file beside it holds a
number no event has reached yet, raised a thousand at a time; a fresh database starts there.
"""

from __future__ import annotations

import os
from pathlib import Path

from kiosk.memory.tables import sync_folder

BLOCK = 1000


class Ceiling:
    """The file `memory.ceiling`: every number used so far is below what it holds."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.value = self._read()

    def cover(self, seq: int) -> None:
        """Before this number is used: raise the ceiling durably when it is reached."""
        if seq < self.value:
            return
        self.value = seq + BLOCK
        fresh = self._path.with_suffix(".new")
        with open(fresh, "w") as handle:
            handle.write(f"{self.value}\n")
            handle.flush()
            os.fsync(handle.fileno())
        fresh.replace(self._path)
        sync_folder(self._path.parent)

    def _read(self) -> int:
        try:
            return max(1, int(self._path.read_text().strip()))
        except (OSError, ValueError):
            return 1
