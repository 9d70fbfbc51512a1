"""Cutting a scanner's bytes into scans: a scan ends with CR, LF or both, and with TAB where the scanner sends that."""

from __future__ import annotations

LONGEST_SCAN = 4096


class LineCutter:
    """Collects bytes in any pieces and gives whole scans back.

    A scan over `LONGEST_SCAN` bytes is given as its first `LONGEST_SCAN` + 1 bytes, once: long enough for
    anybody to see that it is too long, and never as several scans. Control bytes inside a scan stay.
    """

    def __init__(self, tab: bool = False) -> None:
        self._line = bytearray()
        self._tab = tab

    def feed(self, data: bytes) -> list[str]:
        """The scans that `data` completes. Bytes that are not UTF-8 become U+FFFD."""
        data = data.replace(b"\r", b"\n")
        *ended, tail = (data.replace(b"\t", b"\n") if self._tab else data).split(b"\n")
        scans = []
        for piece in ended:
            self._keep(piece)
            scans += self.flush()
        self._keep(tail)
        return scans

    def flush(self) -> list[str]:
        """The scan so far is whole: its end is a silence, or a suffix."""
        # An empty line is the second half of CR LF, or a bare key press: not a scan.
        if not self._line:
            return []
        scan = self._line.decode("utf-8", "replace")
        self._line.clear()
        return [scan]

    @property
    def pending(self) -> bool:
        """Whether there is the beginning of a scan."""
        return bool(self._line)

    def clear(self) -> None:
        """Forget a scan that was cut off."""
        self._line.clear()

    def _keep(self, piece: bytes) -> None:
        self._line += piece[: LONGEST_SCAN + 1 - len(self._line)]
