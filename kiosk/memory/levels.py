"""How loud and how bright staff have set the kiosk, for the next start."""

from __future__ import annotations

from kiosk.memory.file import MemoryFile

VOLUME, BRIGHTNESS = "volume", "brightness"


class KeptLevels:
    """On the disk when `keep` returns; 0 to 100."""

    def __init__(self, file: MemoryFile) -> None:
        self._file = file

    def read(self, volume: int, brightness: int) -> tuple[int, int]:
        """What was kept; as given where nothing was."""
        return self._file.fact(VOLUME, volume), self._file.fact(BRIGHTNESS, brightness)

    def keep(self, volume: int, brightness: int) -> None:
        """Raises MemoryFailed."""
        with self._file.transaction():
            self._file.put_fact(VOLUME, volume)
            self._file.put_fact(BRIGHTNESS, brightness)
