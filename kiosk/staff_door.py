"""The staff's PIN on the touchscreen: kept as a salted hash, locked for a while after five wrong tries.

`python -m kiosk.staff_door` asks for a PIN and prints the line for `staff_pin` in the configuration.
"""

from __future__ import annotations

import getpass
import hashlib
import hmac
import secrets
import sys
from typing import Literal

TRIES = 5
LOCKED_S = 300.0
# scrypt (RFC 7914) at 16 MiB: about 50 ms here, so a stolen card's million PINs take the better part of a day.
COST = {"n": 2**14, "r": 8, "p": 1}

Verdict = Literal["right", "wrong", "locked"]


class StaffDoor:
    """`kept` is `salt$hash` in hex, or "": then no PIN opens the door."""

    def __init__(self, kept: str) -> None:
        self._salt, _, self._hash = kept.partition("$")
        self._wrong = 0
        self._locked_until_s = 0.0

    def try_pin(self, digits: str, now_s: float) -> Verdict:
        """`now_s` is monotonic time: a changed clock opens no lock."""
        if now_s < self._locked_until_s:
            return "locked"
        if self._hash and hmac.compare_digest(_hashed(digits, self._salt), self._hash):
            self._wrong = 0
            return "right"
        self._wrong += 1
        if self._wrong >= TRIES:
            self._wrong, self._locked_until_s = 0, now_s + LOCKED_S
            return "locked"
        return "wrong"


def kept(digits: str) -> str:
    """What to write into the configuration for this PIN."""
    salt = secrets.token_hex(16)
    return f"{salt}${_hashed(digits, salt)}"


def _hashed(digits: str, salt: str) -> str:
    return hashlib.scrypt(digits.encode(), salt=salt.encode(), **COST, dklen=32).hex()


if __name__ == "__main__":
    pin = getpass.getpass("Six digits: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    if len(pin) != 6 or not pin.isdecimal():
        sys.exit("a PIN is six digits")
    sys.stdout.write(f'staff_pin = "{kept(pin)}"\n')
