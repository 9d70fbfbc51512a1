"""One card on a reader at the staff's desk: waiting for it, looking at it, writing it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from drivers.nfc import apdu, kinds, ndef, ntag424
from drivers.nfc.apdu import CardSays, Transmit
from drivers.nfc.identify import identify
from drivers.nfc.keys import KeyBook
from drivers.nfc.scard import CardGone, Connection, Context
from drivers.nfc.watch import CardCame, Watch
from drivers.ports import DeviceError

_DATA_PAGE, _CONTAINER_PAGE, _PAGES_READ = 4, 3, 32


class NoCard(Exception):
    """Nobody laid a card down in time."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a card says of itself. `proof` is what a kiosk with these keys would think of it."""

    reader: str
    uid: str
    kind: str
    address: str
    proof: str


@contextmanager
def card(only: str, timeout_s: float) -> Iterator[tuple[str, bytes, Connection]]:
    """Wait for a card on a reader whose name contains `only`: the reader, the ATR, the card.

    Raises NoCard, and DeviceError when there is no pcscd or no reader.
    """
    context = Context()
    try:
        reader, atr = _wait(context, only, time.monotonic() + timeout_s)
        connection = context.connect(reader)
        try:
            yield reader, atr, connection
        finally:
            connection.close()
    finally:
        context.close()


def inspect(reader: str, atr: bytes, card: Transmit, keys: KeyBook) -> Found:
    """Look at a card without changing it. Raises CardSays (no UID), CardGone."""
    tapped = identify(card, keys)
    kind, address = kinds.name(atr), None
    if ntag424.select(card):
        with suppress(CardSays):
            address = ndef.read_address(ntag424.read_ndef(card))
        if ntag424.is_ntag424(card):
            kind = "NTAG 424 DNA"
    else:
        with suppress(CardSays):
            kind = kinds.tag_name(apdu.read_page(card, _CONTAINER_PAGE))
            address = _type2_address(card)
    return Found(reader, tapped.uid, kind, address or "", tapped.proof.value)


def _type2_address(card: Transmit) -> str | None:
    memory = b""
    for page in range(_DATA_PAGE, _DATA_PAGE + _PAGES_READ, 4):
        try:
            memory += apdu.read_page(card, page)
        except CardSays:
            break
    message = ndef.find_message(memory)
    return None if message is None else ndef.read_address(message)


def _wait(context: Context, only: str, deadline: float) -> tuple[str, bytes]:
    watch = Watch()
    while True:
        watch.plugged(name for name in context.readers() if only in name)
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            if not watch.readers:
                raise DeviceError("no card reader is plugged in")
            raise NoCard("no card was laid on the reader")
        for change in watch.take(context.wait(watch.known(), min(left_s, 0.5))):
            if isinstance(change, CardCame) and not change.mute:
                return change.reader, change.atr


__all__ = ["CardGone", "Found", "NoCard", "card", "inspect"]
