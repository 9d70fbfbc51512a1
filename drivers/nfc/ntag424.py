"""NXP's NTAG 424 DNA: the card we hand out. What it can be asked, beside being challenged (`drivers.nfc.ev2`)."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from drivers.nfc import apdu, ev2
from drivers.nfc.aes import xor
from drivers.nfc.apdu import CardSays, Transmit

APPLICATION = bytes.fromhex("D2760000850101")
NDEF_FILE, NDEF_NUMBER = 0xE104, 2
NDEF_BYTES = 256
FACTORY_KEY = bytes(16)
# What GetVersion says of its hardware: NXP, type 4 (NTAG).
_VENDOR, _TYPE = 0x04, 0x04


@dataclass(frozen=True, slots=True)
class Mirrors:
    """Where in the NDEF file the card writes what changes at each tap, in bytes from its start."""

    picc_data: int
    mac: int


def select(card: Transmit) -> bool:
    """Choose the card's application; False when it is no such card."""
    try:
        apdu.select(card, APPLICATION)
    except CardSays:
        return False
    return True


def is_ntag424(card: Transmit) -> bool:
    """Whether the card says it is an NTAG 424 DNA. Any card can say so: only a challenge proves it."""
    answer = card(ev2.native(0x60))
    for _part in range(2):
        if answer[-2:] != ev2.MORE:
            break
        if len(answer) >= 4 and (answer[0], answer[1]) == (_VENDOR, _TYPE):
            return True
        answer = card(ev2.native(0xAF))
    return False


def read_ndef(card: Transmit) -> bytes:
    """The NDEF message, as the card seals it for this very read. Raises CardSays."""
    apdu.select_file(card, NDEF_FILE)
    size = int.from_bytes(apdu.read_file(card, 0, 2), "big")
    message = b""
    while len(message) < min(size, NDEF_BYTES):
        piece = apdu.read_file(card, 2 + len(message), min(128, size - len(message)))
        if not piece:
            raise CardSays("the card's file ends early")
        message += piece
    return message


def key_version(card: Transmit, session: ev2.Session, number: int) -> int:
    """The version of a key: 0 from the factory. Raises CardSays, NotProven."""
    answer = session.open(card(session.signed(0x64, bytes((number,)))), hidden=False)
    return answer[0] if answer else 0


def change_key(card: Transmit, session: ev2.Session, number: int, old: bytes, new: bytes, version: int) -> None:
    """Change a key. Key 0 ends the session, which was opened with it. Raises CardSays, NotProven."""
    if number == 0:
        answer = card(session.sealed(0xC4, b"\x00", new + bytes((version,))))
        if answer[-2:] != ev2.DONE:
            raise CardSays("the card refuses its new key", int.from_bytes(answer[-2:], "big"))
        return
    data = xor(old, new) + bytes((version,)) + crc32(new)
    session.open(card(session.sealed(0xC4, bytes((number,)), data)))


def write_ndef(card: Transmit, session: ev2.Session, content: bytes) -> None:
    """Write the NDEF file from its start, sealed. Raises CardSays, NotProven."""
    # One APDU holds 255 bytes with the seal and the padding.
    for at in range(0, len(content), 128):
        piece = content[at : at + 128]
        header = bytes((NDEF_NUMBER,)) + at.to_bytes(3, "little") + len(piece).to_bytes(3, "little")
        session.open(card(session.sealed(0x8D, header, piece)))


def mirror(card: Transmit, session: ev2.Session, mirrors: Mirrors, meta: int, file: int) -> None:
    """Let the card write its sealed data into the NDEF file at each tap, with keys number `meta` and `file`.

    Anybody may read the file; only key 0 may write it. Raises CardSays, NotProven.
    """
    settings = b"\x40\x00\xe0\xc1" + bytes((0xF0 | file, meta << 4 | file))
    for offset in (mirrors.picc_data, mirrors.mac, mirrors.mac):
        settings += offset.to_bytes(3, "little")
    session.open(card(session.sealed(0x5F, bytes((NDEF_NUMBER,)), settings)))


def crc32(data: bytes) -> bytes:
    """The card's check sum: the usual one without its final inversion."""
    return (zlib.crc32(data) ^ 0xFFFFFFFF).to_bytes(4, "little")
