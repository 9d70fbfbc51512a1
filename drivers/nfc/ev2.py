"""Proof that a card holds a key: AuthenticateEV2First, its LRP twin, and the messages sealed afterwards.

NXP NT4H2421Gx chapter 9, AN12196 and AN12321. All numbers inside a message are low byte first.
"""

from __future__ import annotations

import hmac
import os

from drivers.nfc import aes
from drivers.nfc.apdu import CardSays, Transmit
from drivers.nfc.lrp import Lrp

MORE, DONE = b"\x91\xaf", b"\x91\x00"
LRP_MODE = 0x01
_COMMAND, _ANSWER = b"\xa5\x5a", b"\x5a\xa5"
LAST_COMMAND = 0xFFFF


class NotProven(Exception):
    """The card could not show that it holds the key, or an answer was not sealed by it."""


def native(command: int, data: bytes = b"") -> bytes:
    """A native command of the card as an APDU."""
    return b"\x90" + bytes((command,)) + b"\x00\x00" + (bytes((len(data),)) + data if data else b"") + b"\x00"


def authenticate(card: Transmit, number: int, key: bytes, challenge: bytes | None = None) -> Session:
    """AuthenticateEV2First with key `number`. Raises NotProven, CardSays (the card does not know the command).

    `challenge` is our 16 random bytes; it is given only where an exchange is repeated from a book.
    """
    ours = os.urandom(16) if challenge is None else challenge
    answer = _ask(card, native(0x71, bytes((number, 0))), MORE, "no such key or command")
    if len(answer) != 16:
        raise NotProven(f"a challenge of {len(answer)} bytes")
    theirs = aes.decrypt(key, answer)
    reply = card(native(0xAF, aes.encrypt(key, ours + _rotate(theirs))))
    if reply[-2:] != DONE or len(reply) != 34:
        raise NotProven(f"the card refuses the key ({reply[-2:].hex()})")
    opened = aes.decrypt(key, reply[:-2])
    if not hmac.compare_digest(opened[4:20], _rotate(ours)):
        raise NotProven("the card answers another question")
    return Session(*session_keys(key, ours, theirs), opened[:4])


def authenticate_lrp(card: Transmit, number: int, key: bytes, challenge: bytes | None = None) -> bytes:
    """AuthenticateLRPFirst, for cards switched to LRP; returns the transaction's id. Raises as `authenticate` does."""
    ours = os.urandom(16) if challenge is None else challenge
    capabilities = b"\x02" + bytes(5)
    answer = _ask(card, native(0x71, bytes((number, len(capabilities))) + capabilities), MORE, "no LRP")
    if len(answer) != 17 or answer[0] != LRP_MODE:
        raise NotProven("the card does not speak LRP")
    theirs = answer[1:]
    master = Lrp(key).cmac(lrp_vector(ours, theirs))
    reply = card(native(0xAF, ours + Lrp(master).cmac(ours + theirs)))
    if reply[-2:] != DONE or len(reply) != 34:
        raise NotProven(f"the card refuses the key ({reply[-2:].hex()})")
    sealed, mac = reply[:16], reply[16:32]
    if not hmac.compare_digest(Lrp(master).cmac(theirs + ours + sealed), mac):
        raise NotProven("the card answers another question")
    return Lrp(master, 1, bytes(4)).decrypt(sealed)[:4]


def session_keys(key: bytes, ours: bytes, theirs: bytes) -> tuple[bytes, bytes]:
    """The keys of one session (encryption, MAC), from both challenges."""
    mixed = _mix(ours, theirs)
    return aes.cmac(key, _COMMAND + mixed), aes.cmac(key, _ANSWER + mixed)


def lrp_vector(ours: bytes, theirs: bytes) -> bytes:
    """What the session's master key is made of with LRP."""
    return _mix(ours, theirs) + b"\x96\x69"


class Session:
    """Commands sealed with the keys of one authentication. `counter` is the number of commands so far."""

    def __init__(self, encryption: bytes, mac: bytes, transaction: bytes, counter: int = 0) -> None:
        self._encryption, self._mac, self.transaction, self.counter = encryption, mac, transaction, counter

    def sealed(self, command: int, header: bytes, data: bytes) -> bytes:
        """A command whose data is encrypted and all of which is sealed (CommMode.Full)."""
        hidden = aes.encrypt(self._encryption, aes.pad(data), self._iv(_COMMAND)) if data else b""
        return native(command, header + hidden + self._seal(command, header + hidden))

    def signed(self, command: int, header: bytes) -> bytes:
        """A command without secrets, sealed (CommMode.MAC)."""
        return native(command, header + self._seal(command, header))

    def open(self, answer: bytes, hidden: bool = True) -> bytes:
        """The data of a sealed answer; the counter moves on. Raises CardSays, NotProven."""
        if answer[-2:] != DONE:
            raise CardSays("the card refuses", int.from_bytes(answer[-2:], "big"))
        if len(answer) < 10:
            raise NotProven("an answer without a seal")
        data, seal = answer[:-10], answer[-10:-2]
        if self.counter == LAST_COMMAND:
            raise NotProven("the session is used up")
        # An answer that is not believed changes nothing: the counter moves on only afterwards.
        answered = self.counter + 1
        if not hmac.compare_digest(self._seal(0x00, data, answered), seal):
            raise NotProven("an answer with a wrong seal")
        self.counter = answered
        if not data or not hidden:
            return data
        try:
            return aes.unpad(aes.decrypt(self._encryption, data, self._iv(_ANSWER)))
        except ValueError as error:
            raise NotProven("an answer that cannot be opened") from error

    def _seal(self, first: int, data: bytes, counter: int | None = None) -> bytes:
        number = self.counter if counter is None else counter
        head = bytes((first,)) + number.to_bytes(2, "little") + self.transaction
        return aes.odd_bytes(aes.cmac(self._mac, head + data))

    def _iv(self, label: bytes) -> bytes:
        block = label + self.transaction + self.counter.to_bytes(2, "little") + bytes(8)
        return aes.encrypt_block(self._encryption, block)


def _mix(ours: bytes, theirs: bytes) -> bytes:
    return b"\x00\x01\x00\x80" + ours[:2] + aes.xor(ours[2:8], theirs[:6]) + theirs[6:] + ours[8:]


def _rotate(block: bytes) -> bytes:
    return block[1:] + block[:1]


def _ask(card: Transmit, command: bytes, expected: bytes, what: str) -> bytes:
    answer = card(command)
    if answer[-2:] != expected:
        raise CardSays(what, int.from_bytes(answer[-2:], "big"))
    return answer[:-2]
