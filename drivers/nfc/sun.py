"""SUN, the address a card writes anew at each tap (NXP AN12196): who it is and how often it was read, sealed.

A recorded address stays valid for whoever has not yet seen its counter, so a kiosk never takes one for proof: it
asks the card a fresh question (`drivers.nfc.ev2`). Whoever verifies addresses must keep the last counter of every card.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass

from drivers.nfc import aes
from drivers.nfc.lrp import Lrp

# What the sealed data begins with when it holds a UID of 7 bytes and the counter.
_UID_AND_COUNTER = 0xC7
_AES_SIZE, _LRP_SIZE = 16, 24


class BadSeal(Exception):
    """The address was not made by a card with our keys, or was changed."""


@dataclass(frozen=True, slots=True)
class Sun:
    """What a card says of itself: `uid`, how many times it was read, and the file data it sealed, if any."""

    uid: bytes
    reads: int
    data: bytes | None = None


def verify(
    picc_data: bytes,
    mac: bytes,
    meta_key: bytes,
    file_key: Callable[[bytes], bytes],
    sealed: bytes | None = None,
    mac_input: bytes = b"",
) -> Sun:
    """Open the sealed PICC data (16 bytes: AES, 24: LRP) and check the MAC. Raises BadSeal.

    `file_key` gives the key of the card with this UID. `mac_input` is the text between the MAC's input offset and
    the MAC, as it stands in the address; `sealed` the encrypted file data.
    """
    lrp = len(picc_data) == _LRP_SIZE
    if len(picc_data) not in (_AES_SIZE, _LRP_SIZE):
        raise BadSeal(f"PICC data of {len(picc_data)} bytes")
    opened = Lrp(meta_key, 0, picc_data[:8]).decrypt(picc_data[8:]) if lrp else aes.decrypt(meta_key, picc_data)
    if opened[0] != _UID_AND_COUNTER:
        raise BadSeal("PICC data of another key or form")
    uid, counter = opened[1:8], opened[8:11]
    session = session_keys(file_key(uid), uid, counter, lrp)
    expected = Lrp(session.mac).cmac(mac_input) if lrp else aes.cmac(session.mac, mac_input)
    if not hmac.compare_digest(aes.odd_bytes(expected), mac):
        raise BadSeal("wrong MAC")
    data = None if sealed is None else _open_data(session, counter, sealed, lrp)
    return Sun(uid, int.from_bytes(counter, "little"), data)


def verify_plain(uid: bytes, reads: int, mac: bytes, file_key: bytes) -> bool:
    """Whether the MAC of an address with the UID and the counter in the open (AES) is right."""
    session = session_keys(file_key, uid, reads.to_bytes(3, "little"), lrp=False)
    return hmac.compare_digest(aes.odd_bytes(aes.cmac(session.mac, b"")), mac)


def make(
    uid: bytes, reads: int, meta_key: bytes, file_key: bytes, noise: bytes, mac_input: bytes = b""
) -> tuple[bytes, bytes]:
    """The card's side (AES): PICC data and MAC. `noise` is 5 random bytes."""
    counter = reads.to_bytes(3, "little")
    session = session_keys(file_key, uid, counter, lrp=False)
    sealed = aes.encrypt(meta_key, bytes((_UID_AND_COUNTER,)) + uid + counter + noise)
    return sealed, aes.odd_bytes(aes.cmac(session.mac, mac_input))


@dataclass(frozen=True, slots=True, repr=False)
class SessionKeys:
    """The keys of one tap. With LRP both are the same."""

    encryption: bytes
    mac: bytes


def session_keys(file_key: bytes, uid: bytes, counter: bytes, lrp: bool) -> SessionKeys:
    """The keys a card makes for one read; `counter` is its 3 bytes, low byte first."""
    tail = uid + counter
    if lrp:
        vector = b"\x00\x01\x00\x80" + tail
        vector += bytes(-(len(vector) + 2) % 16) + b"\x1e\xe1"
        key = Lrp(file_key).cmac(vector)
        return SessionKeys(key, key)
    vectors = [label + b"\x00\x01\x00\x80" + tail for label in (b"\xc3\x3c", b"\x3c\xc3")]
    encryption, mac = (aes.cmac(file_key, vector + bytes(-len(vector) % 16)) for vector in vectors)
    return SessionKeys(encryption, mac)


def _open_data(session: SessionKeys, counter: bytes, sealed: bytes, lrp: bool) -> bytes:
    if not sealed or len(sealed) % aes.BLOCK:
        raise BadSeal(f"file data of {len(sealed)} bytes")
    if lrp:
        return Lrp(session.encryption, 1, counter + bytes(3)).decrypt(sealed)
    iv = aes.encrypt_block(session.encryption, counter + bytes(13))
    return aes.decrypt(session.encryption, sealed, iv)
