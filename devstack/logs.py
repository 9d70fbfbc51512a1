"""The log of one child process: a file that never grows past its limit, and the last thing it said."""

from __future__ import annotations

from pathlib import Path

MOST_BYTES = 1_000_000


class LogFile:
    """Appends bytes to `path`; past `most_bytes` the file becomes `path.1` and a new one begins."""

    def __init__(self, path: Path, most_bytes: int = MOST_BYTES) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._most_bytes = most_bytes
        self._file = path.open("ab", buffering=0)
        self._size = self._file.tell()
        self._tail = b""

    def write(self, data: bytes) -> None:
        self._tail = (self._tail + data)[-4096:]
        self._file.write(data)
        self._size += len(data)
        if self._size > self._most_bytes:
            self._file.close()
            self.path.replace(self.path.with_name(self.path.name + ".1"))
            self._file = self.path.open("ab", buffering=0)
            self._size = 0

    def forget(self) -> None:
        """A new life begins: what the last one said is no explanation of what comes."""
        self._tail = b""

    def last_words(self) -> str:
        """The last line that says something, without control characters; "" when there was none."""
        for line in reversed(self._tail.decode(errors="replace").splitlines()):
            words = "".join(c for c in line if c.isprintable()).strip()
            if words:
                return words[-400:]
        return ""

    def close(self) -> None:
        self._file.close()
