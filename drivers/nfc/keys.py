"""The keys of our cards: what a kiosk has, and how a card's own key is made from a master (NXP AN10922).

A kiosk should have no master: whoever takes the kiosk would have every card. It gets the diversified keys of the
cards it may meet offline; the master stays at the centre, or on the machine on which cards are written.
"""

from __future__ import annotations

import os
import stat
import tomllib
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any

from drivers.nfc import aes

KEY_BYTES = 16
LONGEST_INPUT = 31


class BadKeys(ValueError):
    """The key file cannot be used. The message names the entry and never holds a key."""


class Slot(IntEnum):
    """Which key of the card is for what. `META` must be the same on every card: it hides the UID itself."""

    ADMIN = 0
    SUN = 1
    KIOSK = 2
    META = 3


def diversify(master: bytes, data: bytes) -> bytes:
    """AN10922, AES-128: the key of the card that `data` (1 to 31 bytes) describes. Raises ValueError."""
    if len(master) != KEY_BYTES or not 0 < len(data) <= LONGEST_INPUT:
        raise ValueError("a master of 16 bytes and 1 to 31 bytes of input")
    message = b"\x01" + data
    # Always two blocks: a short input is padded to the second one, where CMAC alone would use one.
    first = aes.double(aes.encrypt_block(master, aes.ZERO))
    full = len(message) == 2 * aes.BLOCK
    message = message if full else (message + b"\x80").ljust(2 * aes.BLOCK, b"\x00")
    last = aes.xor(message[aes.BLOCK :], first if full else aes.double(first))
    return aes.encrypt(master, message[: aes.BLOCK] + last)[aes.BLOCK :]


@dataclass(frozen=True, slots=True, repr=False)
class KeyBook:
    """The keys at hand. It has no printable form on purpose.

    `masters` by slot, `cards` the diversified kiosk keys by UID, `system` what tells our cards from another chain's.
    """

    system: bytes = b""
    masters: dict[Slot, bytes] = field(default_factory=dict)
    cards: dict[bytes, bytes] = field(default_factory=dict)

    def kiosk_key(self, uid: bytes) -> bytes | None:
        """The key with which a kiosk challenges this card; None when it has none."""
        own = self.cards.get(uid)
        return own if own is not None else self.card_key(uid, Slot.KIOSK)

    def card_key(self, uid: bytes, slot: Slot) -> bytes | None:
        """One key of the card with this UID, made from its master; None without a master."""
        master = self.masters.get(slot)
        if master is None:
            return None
        return master if slot is Slot.META else diversify(master, uid + bytes((slot,)) + self.system)


def load(path: str) -> KeyBook:
    """Read a key file (docs/hardware.md shows one). Raises BadKeys, without any key in the message."""
    file = Path(path)
    try:
        mode = file.stat().st_mode
        if stat.S_IMODE(mode) & 0o077 and os.name == "posix":
            raise BadKeys(f"{path} may be read by others than its owner; chmod 600 it")
        plain = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise BadKeys(f"cannot read {path}: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadKeys(f"{path} is not TOML") from error
    return _book(path, plain)


def _book(path: str, plain: dict[str, Any]) -> KeyBook:
    if unknown := plain.keys() - {"system", "masters", "cards"}:
        raise BadKeys(f"{path}: unknown entry {min(unknown)!r}")
    system = plain.get("system", "")
    if not isinstance(system, str) or len(system.encode()) > 16:
        raise BadKeys(f"{path}: system is a text of at most 16 bytes")
    slots = {slot.name.lower(): slot for slot in Slot}
    masters = {
        slots.get(name, name): _key(path, f"masters.{name}", text) for name, text in _part(path, plain, "masters")
    }
    if strange := [name for name in masters if isinstance(name, str)]:
        raise BadKeys(f"{path}: masters are {', '.join(slots)}; {strange[0]!r} is none")
    cards = {_uid(path, uid): _key(path, f"cards.{uid}", text) for uid, text in _part(path, plain, "cards")}
    return KeyBook(system.encode(), {slot: key for slot, key in masters.items() if isinstance(slot, Slot)}, cards)


def _part(path: str, plain: dict[str, Any], name: str) -> list[tuple[str, Any]]:
    part = plain.get(name, {})
    if not isinstance(part, dict):
        raise BadKeys(f"{path}: {name} is a table")
    return list(part.items())


def _key(path: str, name: str, text: Any) -> bytes:
    try:
        key = bytes.fromhex(text)
    except (TypeError, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise BadKeys(f"{path}: {name} is not 32 hex digits")
    return key


def _uid(path: str, text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise BadKeys(f"{path}: cards are named by their UID in hex") from error
