"""Whether staff have closed the kiosk: whoever closed it for work wants it closed after a power cut, too."""

from __future__ import annotations

from kiosk.memory.file import MemoryFile

KEY = "closed"


class Closed:
    """On the disk when `keep` returns."""

    def __init__(self, file: MemoryFile) -> None:
        self._file = file

    def read(self) -> bool:
        return bool(self._file.fact(KEY, 0))

    def keep(self, closed: bool) -> None:
        """Raises MemoryFailed."""
        with self._file.transaction():
            self._file.put_fact(KEY, int(closed))
