"""Writing a member's card: its keys, its address, and what it says of itself at each tap.

A card may be torn away in the middle, so every step can be done again: what is already ours is left as it is, and
the administrator's key, which locks the card, is changed last.
"""

from __future__ import annotations

from collections.abc import Callable

from drivers.nfc import apdu, ev2, ndef, ntag424
from drivers.nfc.apdu import Transmit
from drivers.nfc.keys import KEY_BYTES, KeyBook, Slot
from drivers.nfc.ntag424 import FACTORY_KEY, Mirrors

# The version we give our keys, to see which of them a torn card already has.
VERSION = 1
_PICC, _MAC = "0" * 32, "0" * 16
Tell = Callable[[str], None]


class NotOurs(Exception):
    """The card cannot be written: not an NTAG 424 DNA, or locked with a key that is neither ours nor the factory's."""


def provision(card: Transmit, keys: KeyBook, address: str, tell: Tell = lambda _step: None) -> bytes:
    """Make this card one of ours and return its UID; `tell` hears each step. Doing it twice changes nothing.

    `keys` needs all four masters. Raises NotOurs, CardSays, NotProven, CardGone, ValueError (a bad address).
    """
    content, mirrors = template(address)
    uid = apdu.read_uid(card)
    own = {slot: _key(keys, uid, slot) for slot in Slot}
    if not ntag424.select(card) or not ntag424.is_ntag424(card):
        raise NotOurs("this is no NTAG 424 DNA")
    # GetVersion leaves the application as it was chosen, but a card that was asked half of it does not.
    ntag424.select(card)
    session = _unlock(card, own[Slot.ADMIN])
    tell("writing the address")
    ntag424.write_ndef(card, session, content)
    for slot in (Slot.SUN, Slot.KIOSK, Slot.META):
        if ntag424.key_version(card, session, slot) != VERSION:
            tell(f"changing the key for {slot.name.lower()}")
            ntag424.change_key(card, session, slot, FACTORY_KEY, own[slot], VERSION)
    tell("letting the card seal its address")
    ntag424.mirror(card, session, mirrors, Slot.META, Slot.SUN)
    if ntag424.key_version(card, session, Slot.ADMIN) != VERSION:
        tell("locking the card")
        ntag424.change_key(card, session, Slot.ADMIN, FACTORY_KEY, own[Slot.ADMIN], VERSION)
    tell("asking the card to prove itself")
    ev2.authenticate(card, Slot.KIOSK, own[Slot.KIOSK])
    return uid


def template(address: str) -> tuple[bytes, Mirrors]:
    """The NDEF file with room for what the card writes itself, and where. Raises ValueError."""
    if not address.startswith("https://") or not address.isascii():
        raise ValueError("the address begins with https:// and is plain ASCII")
    joint = "&" if "?" in address else "?"
    message = ndef.write_address(f"{address}{joint}e={_PICC}&c={_MAC}")
    content = len(message).to_bytes(2, "big") + message
    mac = len(content) - len(_MAC)
    return content, Mirrors(mac - len("&c=") - len(_PICC), mac)


def _key(keys: KeyBook, uid: bytes, slot: Slot) -> bytes:
    key = keys.card_key(uid, slot)
    if key is None or len(key) != KEY_BYTES:
        raise NotOurs(f"the key file has no master for {slot.name.lower()}")
    return key


def _unlock(card: Transmit, own: bytes) -> ev2.Session:
    for key in (own, FACTORY_KEY):
        try:
            return ev2.authenticate(card, Slot.ADMIN, key)
        except ev2.NotProven:
            continue
    raise NotOurs("the card is locked with a key that is not ours")
