"""Commands to cards and their answers: ISO 7816-4, and the pseudo-APDUs of PC/SC part 3 for memory cards."""

from __future__ import annotations

from collections.abc import Callable

Transmit = Callable[[bytes], bytes]

UID = b"\xff\xca\x00\x00\x00"
OK = b"\x90\x00"
# ACS readers: never beep by themselves when a card comes; light the green LED for 0.2 s.
SILENT, GREEN = b"\xff\x00\x52\x00\x00", b"\xff\x00\x40\x28\x04\x02\x00\x01\x00"
# To the PN532 in an ACR122U: list up to two cards of ISO 14443 A (NXP UM0701-02, InListPassiveTarget).
LIST_TWO, LISTED = b"\xff\x00\x00\x00\x04\xd4\x4a\x02\x00", b"\xd5\x4b"
UID_SIZES = (4, 7, 10)


class CardSays(Exception):
    """The card answered, and not what was asked for; `status` is its status word, 0 for an answer without sense."""

    def __init__(self, what: str, status: int = 0) -> None:
        super().__init__(f"{what} ({status:04x})" if status else what)
        self.status = status


def send(card: Transmit, command: bytes, what: str, expected: bytes = OK) -> bytes:
    """The data of the card's answer. Raises CardSays when its status word is not `expected`."""
    answer = card(command)
    if len(answer) < 2:
        raise CardSays(f"{what}: the card answered {len(answer)} bytes")
    if answer[-2:] != expected:
        raise CardSays(what, int.from_bytes(answer[-2:], "big"))
    return answer[:-2]


def read_uid(card: Transmit) -> bytes:
    """The card's UID: 4, 7 or 10 bytes. Raises CardSays."""
    uid = send(card, UID, "no UID")
    if len(uid) not in UID_SIZES:
        raise CardSays(f"a UID of {len(uid)} bytes")
    return uid


def count_cards(card: Transmit) -> int:
    """How many cards an ACR122U has in its field, two at most. Raises CardSays when it does not say."""
    answer = send(card, LIST_TWO, "no list of cards")
    if len(answer) < 3 or answer[:2] != LISTED:
        raise CardSays("no list of cards")
    return answer[2]


def read_page(card: Transmit, page: int) -> bytes:
    """16 bytes of a Type 2 tag from a page of 4 bytes on. Raises CardSays."""
    return send(card, b"\xff\xb0" + page.to_bytes(2, "big") + b"\x10", f"page {page}")


def write_page(card: Transmit, page: int, data: bytes) -> None:
    """Write the 4 bytes of one page of a Type 2 tag. Raises CardSays."""
    send(card, b"\xff\xd6" + page.to_bytes(2, "big") + b"\x04" + data, f"page {page} is not writable")


def select(card: Transmit, application: bytes) -> None:
    """Choose an application by its name. Raises CardSays."""
    send(card, b"\x00\xa4\x04\x00" + bytes((len(application),)) + application + b"\x00", "no such application")


def select_file(card: Transmit, file: int) -> None:
    """Choose a file of the application. Raises CardSays."""
    send(card, b"\x00\xa4\x00\x0c\x02" + file.to_bytes(2, "big"), f"no file {file:04x}")


def read_file(card: Transmit, offset: int, size: int) -> bytes:
    """At most `size` (1 to 255) bytes of the chosen file. Raises CardSays."""
    return send(card, b"\x00\xb0" + offset.to_bytes(2, "big") + bytes((size,)), "the file is not readable")[:size]
