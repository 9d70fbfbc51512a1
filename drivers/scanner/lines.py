"""Cutting a scanner's bytes into scans: a scan ends with CR, LF or both."""

from __future__ import annotations

LONGEST_SCAN = 4096


class LineCutter:
    """Collects bytes in any pieces and gives whole scans back.

    A scan over `LONGEST_SCAN` bytes is given as its first `LONGEST_SCAN` + 1 bytes, once: long enough for
    anybody to see that it is too long, and never as several scans. Control bytes inside a scan stay.
    """

    def __init__(self) -> None:
        self._line = bytearray()

    def feed(self, data: bytes) -> list[str]:
        """The scans that `data` completes. Bytes that are not UTF-8 become U+FFFD."""
        *ended, tail = data.replace(b"\r", b"\n").split(b"\n")
        scans = []
        for piece in ended:
            self._keep(piece)
            # An empty line is the second half of CR LF, or a bare key press: not a scan.
            if self._line:
                scans.append(self._line.decode("utf-8", "replace"))
                self._line.clear()
        self._keep(tail)
        return scans

    def clear(self) -> None:
        """Forget a scan that was cut off."""
        self._line.clear()

    def _keep(self, piece: bytes) -> None:
        self._line += piece[: LONGEST_SCAN + 1 - len(self._line)]
