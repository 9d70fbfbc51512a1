"""The time that was surely reached, for the next start: a clock without a battery begins anywhere."""

from __future__ import annotations

from kiosk.memory.file import MemoryFile

KEY = "trusted_time_ms"


class TimeFloor:
    """Not flushed: a power cut costs at most what was kept since the last durable commit."""

    def __init__(self, file: MemoryFile) -> None:
        self._file = file

    def read(self) -> float:
        """Seconds since 1970; 0: never kept."""
        return self._file.fact(KEY, 0) / 1000

    def keep(self, now_s: float) -> None:
        with self._file.cached():
            self._file.put_fact(KEY, int(now_s * 1000))
