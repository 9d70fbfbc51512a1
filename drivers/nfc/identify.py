"""Who is this card, and can it prove it? What the reader does with a card in the time of one tap."""

from __future__ import annotations

import re

from drivers.nfc import apdu, ev2, ndef, ntag424
from drivers.nfc.apdu import CardSays, Transmit
from drivers.nfc.keys import KeyBook, Slot
from drivers.ports import CardTapped, Proof

# "Permission denied" and "illegal command": how a card that was switched to LRP refuses the AES challenge.
_MAYBE_LRP = (0x919D, 0x911C, 0x917E)
# The sealed data (AES or LRP) and the MAC, as `drivers.nfc.provision` lets our cards write them.
_SEALED = re.compile(r"[?&]e=(?:[0-9A-F]{32}|[0-9A-F]{48})&c=[0-9A-F]{16}$")


def identify(card: Transmit, keys: KeyBook, sun: bool = False) -> CardTapped:
    """Read the UID and challenge the card when we have its key. Raises CardSays (no UID), CardGone.

    The NDEF address is never taken for proof here: it can be recorded and shown again. With `sun` it is read from
    cards we have no key of, for whoever keeps their counters.
    """
    uid = apdu.read_uid(card)
    key = keys.kiosk_key(uid)
    if key is None:
        return CardTapped(uid.hex(), sun=_sealed_address(card) if sun else "")
    if not ntag424.select(card):
        # With the diversified key of this very UID at hand the card is one of ours, and this one cannot answer.
        proof = Proof.FAILED if uid in keys.cards else Proof.UID_ONLY
        return CardTapped(uid.hex(), proof)
    return CardTapped(uid.hex(), _challenge(card, key))


def _sealed_address(card: Transmit) -> str:
    """What the card shows phones, sealed for this read; "" for a card that has nothing of the kind."""
    try:
        address = ndef.read_address(ntag424.read_ndef(card)) if ntag424.select(card) else None
    except CardSays:
        return ""
    return address if address is not None and _SEALED.search(address) else ""


def _challenge(card: Transmit, key: bytes) -> Proof:
    try:
        try:
            ev2.authenticate(card, Slot.KIOSK, key)
        except CardSays as error:
            if error.status not in _MAYBE_LRP:
                raise
            ev2.authenticate_lrp(card, Slot.KIOSK, key)
    except (CardSays, ev2.NotProven):
        return Proof.FAILED
    return Proof.CHALLENGED
