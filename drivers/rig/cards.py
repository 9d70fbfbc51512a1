"""Virtual cards to lay on a simulated reader: an NTAG 215, which anybody can copy, and an NTAG 424 DNA."""

from __future__ import annotations

import os
from functools import reduce

from drivers.nfc import aes, apdu, ev2, ndef, sun
from drivers.nfc.ntag424 import APPLICATION, FACTORY_KEY, NDEF_BYTES, crc32

OK, NOT_FOUND, NO_COMMAND = b"\x90\x00", b"\x6a\x82", b"\x6d\x00"
DONE, MORE, WRONG_KEY, WRONG_SEAL, REFUSED = b"\x91\x00", b"\x91\xaf", b"\x91\xae", b"\x91\x1e", b"\x91\x9d"
ISO_14443_4 = bytes.fromhex("3B8180018080")
_CONTAINER = bytes.fromhex("001720010000FF0406E104010000000506E10500808283")


def storage_atr(name: int) -> bytes:
    """The ATR a reader makes up for a memory card (PC/SC part 3)."""
    body = bytes.fromhex("8F8001804F0CA00000030603") + name.to_bytes(2, "big") + bytes(4)
    return b"\x3b" + body + bytes((reduce(lambda a, b: a ^ b, body),))


class Ntag215:
    """A Type 2 tag with one web address."""

    def __init__(self, uid: bytes, address: str = "https://regulars.example/m") -> None:
        self.atr, self.uid = storage_atr(0x0003), uid
        self.memory = bytearray(135 * 4)
        self.memory[12:16] = bytes.fromhex("E1103E00")
        message = ndef.write_address(address)
        area = bytes((0x03, len(message))) + message + b"\xfe"
        self.memory[16 : 16 + len(area)] = area

    def reset(self) -> None:
        pass

    def apdu(self, command: bytes) -> bytes:
        at = int.from_bytes(command[2:4], "big") * 4
        if command[:4] == b"\xff\xca\x00\x00":
            return self.uid + OK
        if command[:2] == b"\xff\xb0" and at < len(self.memory):
            return bytes(self.memory[at : at + (command[4] or 16)]) + OK
        if command[:2] == b"\xff\xd6" and at < len(self.memory):
            self.memory[at : at + command[4]] = command[5 : 5 + command[4]]
            return OK
        return b"\x6a\x81"


class Ntag424:
    """An NTAG 424 DNA as it comes from the factory, or with keys. Seals its address at each read once told to."""

    def __init__(self, uid: bytes, keys: dict[int, bytes] | None = None) -> None:
        self.atr, self.uid = ISO_14443_4, uid
        self.keys = dict.fromkeys(range(5), FACTORY_KEY) | (keys or {})
        self.versions = dict.fromkeys(range(5), 0)
        self.file = bytearray(NDEF_BYTES)
        self.mirrors: tuple[int, int, int, int] | None = None
        self.reads = 0
        self.reset()

    def reset(self) -> None:
        self._selected = False
        self._chosen = b""
        self._session: ev2.Session | None = None
        self._challenge: tuple[int, bytes] | None = None
        self._version_part = 0

    def apdu(self, command: bytes) -> bytes:
        if command[:4] == b"\xff\xca\x00\x00":
            return self.uid + OK
        if command[:1] == b"\x90":
            return self._native(command[1], command[5 : 5 + command[4]] if len(command) > 5 else b"")
        if command[:4] == b"\x00\xa4\x04\x00":
            self._selected = command[5 : 5 + command[4]] == APPLICATION
            return OK if self._selected else NOT_FOUND
        if not self._selected:
            return NO_COMMAND
        if command[:4] == b"\x00\xa4\x00\x0c":
            return self._choose(command[5:7])
        if command[:2] == b"\x00\xb0":
            at = int.from_bytes(command[2:4], "big")
            return self._content[at : at + (command[4] or 256)] + OK
        return NO_COMMAND

    def _choose(self, file: bytes) -> bytes:
        if file == b"\xe1\x03":
            self._content = _CONTAINER
        elif file == b"\xe1\x04":
            self.reads += 1
            self._content = self._mirrored()
        else:
            return NOT_FOUND
        return OK

    def _mirrored(self) -> bytes:
        """The NDEF file as it reads this time."""
        content = bytes(self.file)
        if self.mirrors is None:
            return content
        meta, key, picc_at, mac_at = self.mirrors
        picc, mac = sun.make(self.uid, self.reads, self.keys[meta], self.keys[key], os.urandom(5))
        for at, value in ((picc_at, picc), (mac_at, mac)):
            text = value.hex().upper().encode()
            content = content[:at] + text + content[at + len(text) :]
        return content

    def _native(self, command: int, data: bytes) -> bytes:
        match command:
            case 0x60:
                self._challenge = None
                return bytes.fromhex("04040230001105") + MORE
            case 0x71:
                return self._challenged(data[0])
            case 0xAF:
                return self._answered(data) if self._challenge else bytes.fromhex("04040201021105") + DONE
            case 0x64 | 0x8D | 0xC4 | 0x5F:
                return self._sealed(command, data)
            case _:
                return b"\x91\x1c"

    def _challenged(self, number: int) -> bytes:
        if not self._selected or number not in self.keys:
            return REFUSED
        theirs = os.urandom(16)
        self._challenge = (number, theirs)
        return aes.encrypt(self.keys[number], theirs) + MORE

    def _answered(self, data: bytes) -> bytes:
        assert self._challenge is not None
        (number, theirs), self._challenge = self._challenge, None
        key = self.keys[number]
        opened = aes.decrypt(key, data) if len(data) == 32 else b""
        if opened[16:] != theirs[1:] + theirs[:1]:
            return WRONG_KEY
        ours, transaction = opened[:16], os.urandom(4)
        self._session = ev2.Session(*ev2.session_keys(key, ours, theirs), transaction)
        self._session_key = number
        return aes.encrypt(key, transaction + ours[1:] + ours[:1] + bytes(12)) + DONE

    def _sealed(self, command: int, data: bytes) -> bytes:
        session = self._session
        if session is None or len(data) < 8:
            return REFUSED
        sealed, seal = data[:-8], data[-8:]
        if session._seal(command, sealed) != seal:
            self._session = None
            return WRONG_SEAL
        header = {0x64: 1, 0x8D: 7, 0xC4: 1, 0x5F: 1}[command]
        hidden = sealed[header:]
        plain = aes.unpad(aes.decrypt(session._encryption, hidden, session._iv(b"\xa5\x5a"))) if hidden else b""
        answer = self._do(command, sealed[:header], plain)
        if answer is None:
            self._session = None
            return REFUSED
        session.counter += 1
        return answer + session._seal(0x00, answer) + DONE

    def _do(self, command: int, header: bytes, plain: bytes) -> bytes | None:
        number = header[0]
        if command == 0x64:
            return bytes((self.versions[number],))
        # Everything that changes the card is for whoever holds key 0.
        if self._session_key != 0:
            return None
        if command == 0x8D:
            at = int.from_bytes(header[1:4], "little")
            self.file[at : at + len(plain)] = plain
            return b""
        if command == 0x5F:
            offsets = [int.from_bytes(plain[at : at + 3], "little") for at in (6, 9, 12)]
            self.mirrors = (plain[5] >> 4, plain[5] & 0x0F, offsets[0], offsets[2])
            return b""
        return self._changed_key(number, plain)

    def _changed_key(self, number: int, plain: bytes) -> bytes | None:
        new = plain[:16]
        if number:
            new = aes.xor(self.keys[number], new)
            if crc32(new) != plain[17:21]:
                return None
        self.keys[number], self.versions[number] = new, plain[16]
        return b""


class Pile:
    """Several cards on one reader, as an ACR122U sees them: it speaks to the first, and counts two when asked."""

    def __init__(self, *cards: Ntag215) -> None:
        self._cards = list(cards)
        self.counted = 0

    @property
    def atr(self) -> bytes:
        return self._cards[0].atr

    def take_away(self, number: int) -> None:
        del self._cards[number]

    def reset(self) -> None:
        self._cards[0].reset()

    def apdu(self, command: bytes) -> bytes:
        if command != apdu.LIST_TWO:
            return self._cards[0].apdu(command)
        self.counted += 1
        listed = b"".join(
            bytes((number,)) + b"\x00\x44\x00" + bytes((len(card.uid),)) + card.uid
            for number, card in enumerate(self._cards[:2], start=1)
        )
        return apdu.LISTED + bytes((min(len(self._cards), 2),)) + listed + OK
