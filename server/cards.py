"""What a card must show before points are spent, and the keys that open the addresses cards seal (SUN).

A kiosk says whether a card answered its challenge; that is the best proof there is. Where the kiosk has no key of
the card it hands on what the card sealed for this tap. Such an address can be recorded, so it counts once: the
server keeps the last counter of every card.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from drivers.nfc.keys import KeyBook, Slot, load
from drivers.nfc.sun import BadSeal, Sun, verify

# What it takes to spend points: any card; one that sealed its address for this tap; one that answered a challenge.
Least = Literal["any", "sun", "challenge"]
LONGEST_ADDRESS = 512


@dataclass(frozen=True, slots=True)
class Cards:
    """`least` is what a card must show before points are spent with it; `keys` opens sealed addresses."""

    least: Least = "any"
    keys: KeyBook = field(default_factory=KeyBook)

    def opened(self, address: str) -> Sun:
        """Who sealed this address, and the how many-th read it was. Raises BadSeal."""
        meta = self.keys.masters.get(Slot.META)
        if meta is None or Slot.SUN not in self.keys.masters:
            raise BadSeal("there are no keys for sealed addresses here")
        picc_data, mac = _parts(address)
        return verify(picc_data, mac, meta, self._file_key)

    def _file_key(self, uid: bytes) -> bytes:
        key = self.keys.card_key(uid, Slot.SUN)
        assert key is not None
        return key


def open_cards(least: Least, keys: str) -> Cards:
    """`keys` is the path of the key file with the masters; "": there is none. Raises BadKeys (a ValueError)."""
    return Cards(least, load(keys) if keys else KeyBook())


def _parts(address: str) -> tuple[bytes, bytes]:
    """The sealed data and the MAC in `https://…?e=…&c=…`. Raises BadSeal."""
    try:
        if len(address) > LONGEST_ADDRESS:
            raise ValueError
        query = parse_qs(urlsplit(address).query)
        (picc_data,), (mac,) = query["e"], query["c"]
        return bytes.fromhex(picc_data), bytes.fromhex(mac)
    except (KeyError, ValueError) as error:
        raise BadSeal("this is no address of our cards") from error
