"""The keys that coupons are signed with, and what tills need to check them without us (D5).

A key is retired by taking it out of the file; until then what it signed is good. `rotate` adds a new one, which signs
from the server's next start on.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from loyalty.coupons import Coupon, CouponTemplate
from mqtt_bridge import signed_coupon
from mqtt_bridge.signed_coupon import STORES_MAX, SignedCoupon
from server import files

MOST_KEYS = 255
REMEMBERED = 10_000


@dataclass(frozen=True)
class KeyRing:
    """`current` signs; all of them verify."""

    keys: dict[int, Ed25519PrivateKey]
    current: int

    @property
    def public(self) -> dict[int, Ed25519PublicKey]:
        return {number: key.public_key() for number, key in self.keys.items()}

    def sign(self, template: CouponTemplate, coupon: Coupon) -> str:
        """The text of the coupon's QR code; empty for one that does not fit: it is checked by its code then."""
        if len(template.stores) > STORES_MAX:
            return ""
        ends = None if coupon.expires_at is None else coupon.expires_at.replace(second=0, microsecond=0)
        said = SignedCoupon(coupon.code, template_number(template.key), template.value_fen, ends, template.stores)
        return _signed(self.keys[self.current], self.current, said)

    def sign_once(self, template: CouponTemplate, coupon: Coupon, until: datetime) -> str:
        """The text of a code for one order, to be shown until then at most; empty for one that does not fit."""
        if len(template.stores) > STORES_MAX:
            return ""
        ends = (until if coupon.expires_at is None else min(until, coupon.expires_at)).replace(microsecond=0)
        number, value = template_number(template.key), template.value_fen
        said = SignedCoupon(coupon.code, number, value, ends, template.stores, once=True)
        return _signed(self.keys[self.current], self.current, said)

    def published(self) -> dict[str, Any]:
        """What a till keeps: the public keys by their number, in base64."""
        return {"keys": {str(number): _text(key.public_bytes_raw()) for number, key in self.public.items()}}


@lru_cache(maxsize=REMEMBERED)
def _signed(key: Ed25519PrivateKey, number: int, said: SignedCoupon) -> str:
    # Ed25519 signs the same the same way: a coupon shown a hundred times is signed once.
    try:
        return signed_coupon.sign(key, number, said)
    except ValueError:
        return ""


def template_number(key: str) -> int:
    """What stands for a template on the paper: 16 bits of the SHA-256 of its key."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:2], "big")


def open_ring(path: Path) -> KeyRing:
    """The keys in this file; made with one key at the first start. Raises ValueError if damaged, OSError."""
    if not path.exists():
        files.make_once(path, _written({1: Ed25519PrivateKey.generate()}, 1))
    try:
        kept = json.loads(path.read_text("ascii"))
        keys = {
            int(number): Ed25519PrivateKey.from_private_bytes(base64.b64decode(text, validate=True))
            for number, text in kept["private_keys"].items()
        }
        ring = KeyRing(keys, int(kept["current"]))
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise ValueError(f"{path} does not hold signing keys; restore it from the backup") from error
    if ring.current not in keys or not all(0 < number <= MOST_KEYS for number in keys):
        raise ValueError(f"{path} names a key that is not in it; restore it from the backup")
    return ring


def rotate(path: Path) -> int:
    """Add a key that signs from the next start on; its number. What older keys signed stays good."""
    ring = open_ring(path)
    number = max(ring.keys) % MOST_KEYS + 1
    files.replace(path, _written({**ring.keys, number: Ed25519PrivateKey.generate()}, number))
    return number


def read_public(text: str) -> dict[int, Ed25519PublicKey]:
    """What `published` wrote. Raises ValueError."""
    try:
        found = json.loads(text)["keys"].items()
        return {
            int(number): Ed25519PublicKey.from_public_bytes(base64.b64decode(raw, validate=True))
            for number, raw in found
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError("this is no file of public keys") from error


def _written(keys: dict[int, Ed25519PrivateKey], current: int) -> bytes:
    private = {str(number): _text(key.private_bytes_raw()) for number, key in keys.items()}
    return json.dumps({"current": current, "private_keys": private}).encode()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
