"""What a scanner sends beside the code itself: the AIM identifier in front, and the same code twice."""

from __future__ import annotations

import re

# ISO/IEC 15424: ] and a letter and a digit, for every kind of code a ticket or a phone may show. No code of ours
# begins with ].
_AIM = re.compile(r"\](?:A|C|d|E|e|F|G|I|J|L|M|Q|R|S|U|X|z)[0-9]")
# A scanner that sees a code for longer than its own lock-out sends it again.
BOUNCE_S = 1.0


def without_aim(scan: str) -> str:
    """The scan without its AIM identifier (`]Q1`, `]C0`, `]E0` …), when it has one."""
    return scan[3:] if _AIM.match(scan) else scan


class Bounce:
    """Drops a code that comes again within `bounce_s` seconds of its last sight, by a clock that only goes on."""

    def __init__(self, bounce_s: float = BOUNCE_S) -> None:
        self._bounce_s = bounce_s
        self._last, self._seen_s = "", 0.0

    def is_new(self, scan: str, now_s: float) -> bool:
        """Whether this is a code somebody showed, not the same one still lying in front of the scanner."""
        again = scan == self._last and now_s - self._seen_s < self._bounce_s
        self._last, self._seen_s = scan, now_s
        return not again

    def forget(self) -> None:
        """The scanner was away: whatever comes is new."""
        self._last = ""
