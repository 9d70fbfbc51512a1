"""The coupon that proves itself (D5): what it is worth, until when and where, under an Ed25519 signature.

A till or a kiosk without a network can tell that we made it, not whether it was used: that is for the server, by
its code. The text is `RGS:` and base45; as a QR code of error correction M it has at most 41 x 41 modules.

    version 1 · key id 1 · coupon 10 · template 2 · value 4 · expiry 4 · stores 0-3 x 4 · signature 64 bytes, big-endian

Version 1 is on paper and ends on a minute. Version 2 is on a kiosk's screen for a moment, for one order, and ends on a
second: whoever photographs it has nothing. A till of before version 2 refuses it and says that it is too old.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from loyalty.words import Words
from mqtt_bridge import base45
from mqtt_bridge.codes import ALPHABET, SIGNED_PREFIX, CodeKind, read_code

VERSION = 1
ONCE_VERSION = 2
STORES_MAX = 3
_HEAD = struct.Struct(">BB10sHII")
_TAG_BYTES = 4
_SIGNATURE_BYTES = 64
_CODE_CHARS = 16
_FOR_EVER = 2**32 - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)
# Signed with the payload, so that a signature of ours for something else is never one for a coupon.
_PURPOSE = b"regulars.signed-coupon\0"


class Refused(StrEnum):
    """Why a text is not a coupon that counts here and now."""

    NOT_OURS = "not_ours"
    DAMAGED = "damaged"
    UNKNOWN_VERSION = "unknown_version"
    UNKNOWN_KEY = "unknown_key"
    FORGED = "forged"
    OTHER_STORE = "other_store"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class SignedCoupon:
    """What a signed coupon says.

    `code` is the coupon's own (`RGC-` and 16 characters: 80 bits), `template` the number of its template, `value_fen`
    what it takes off at most (0: the template says), `expires_at` on the minute (None: never). Empty `stores`: every
    store; read from a text they are tags (8 hex digits of a store's name), see `store_tag`.
    `once`: for one order, and until a second rather than a minute; that it was used before only the server knows.
    """

    code: str
    template: int
    value_fen: int
    expires_at: datetime | None
    stores: tuple[str, ...] = ()
    once: bool = False


WORDS = {
    Refused.NOT_OURS: Words("不是我们的优惠券", "This is not one of our coupons"),
    Refused.DAMAGED: Words("二维码损坏，请手动输入券码", "The code is damaged: type the coupon's own"),
    Refused.UNKNOWN_VERSION: Words("请先更新收银程序", "This coupon needs a newer till"),
    Refused.UNKNOWN_KEY: Words("签名密钥未知或已停用", "Signed with a key that is unknown or retired"),
    Refused.FORGED: Words("签名无效", "The signature is wrong"),
    Refused.OTHER_STORE: Words("本店不可用", "Not valid in this store"),
    Refused.EXPIRED: Words("优惠券已过期", "This coupon has expired"),
}


def store_tag(store: str) -> str:
    """What stands for a store on the paper: the first 4 bytes of the SHA-256 of its id, in hex."""
    return hashlib.sha256(store.encode()).hexdigest()[: 2 * _TAG_BYTES]


def sign(private_key: Ed25519PrivateKey, key_id: int, coupon: SignedCoupon) -> str:
    """The text of the QR code. `coupon.stores` are ids of stores, 3 at most.

    ValueError for what does not fit: a code that is not ours, a template over 65,535, a value over 2^32 - 1 fen.
    """
    if len(coupon.stores) > STORES_MAX:
        raise ValueError(f"at most {STORES_MAX} stores fit on a coupon, not {len(coupon.stores)}")
    tags = b"".join(bytes.fromhex(store_tag(store)) for store in coupon.stores)
    version = ONCE_VERSION if coupon.once else VERSION
    ends = _ends(coupon.expires_at, _SECOND if coupon.once else _MINUTE)
    try:
        head = _HEAD.pack(version, key_id, _id_of(coupon.code), coupon.template, coupon.value_fen, ends)
    except struct.error as wrong:
        raise ValueError(f"this does not fit on a coupon: {wrong}") from None
    payload = head + tags
    return SIGNED_PREFIX + base45.encode(payload + private_key.sign(_PURPOSE + payload))


def verify(text: str, public_keys: Mapping[int, Ed25519PublicKey], now: datetime, store: str) -> SignedCoupon | Refused:
    """The coupon when one of our keys signed it and it counts at `now` in `store`; or why not.

    A key is retired by taking it out of `public_keys`. Nothing is read from a text whose signature is wrong.
    """
    code = read_code(text)
    if code is None or code.kind is not CodeKind.SIGNED:
        return Refused.NOT_OURS
    try:
        data = base45.decode(code.text.removeprefix(SIGNED_PREFIX))
    except base45.BadBase45:
        return Refused.DAMAGED
    payload, signature = data[:-_SIGNATURE_BYTES], data[-_SIGNATURE_BYTES:]
    tags, odd = divmod(len(payload) - _HEAD.size, _TAG_BYTES)
    if odd or not 0 <= tags <= STORES_MAX:
        return Refused.DAMAGED
    version, key_id, id_, template, value_fen, ends = _HEAD.unpack_from(payload)
    if version not in (VERSION, ONCE_VERSION):
        return Refused.UNKNOWN_VERSION
    key = public_keys.get(key_id)
    if key is None:
        return Refused.UNKNOWN_KEY
    try:
        key.verify(signature, _PURPOSE + payload)
    except InvalidSignature:
        return Refused.FORGED
    hexed = payload[_HEAD.size :].hex()
    stores = tuple(hexed[at : at + 2 * _TAG_BYTES] for at in range(0, len(hexed), 2 * _TAG_BYTES))
    if stores and store_tag(store) not in stores:
        return Refused.OTHER_STORE
    once = version == ONCE_VERSION
    expires_at = None if ends == _FOR_EVER else _EPOCH + ends * (_SECOND if once else _MINUTE)
    if expires_at is not None and expires_at <= now:
        return Refused.EXPIRED
    return SignedCoupon(_code_of(id_), template, value_fen, expires_at, stores, once)


def code_on(text: str) -> str:
    """The coupon's own code as this text says it, for whoever asks the server anyway: nothing is verified here.

    A text that is no signed coupon is given back as it is.
    """
    if not text.startswith(SIGNED_PREFIX):
        return text
    try:
        return _code_of(_HEAD.unpack_from(base45.decode(text.removeprefix(SIGNED_PREFIX)))[2])
    except (base45.BadBase45, struct.error):
        return text


def _id_of(code: str) -> bytes:
    known = read_code(code)
    text = code[len("RGC-") :]
    if known is None or known.kind is not CodeKind.COUPON or len(text) != _CODE_CHARS or not set(text) <= set(ALPHABET):
        raise ValueError(f"{code!r} is no coupon code of 80 bits")
    number = 0
    for character in text:
        number = number << 5 | ALPHABET.index(character)
    return number.to_bytes(10, "big")


def _code_of(id_: bytes) -> str:
    number = int.from_bytes(id_, "big")
    return "RGC-" + "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(_CODE_CHARS)))


def _ends(moment: datetime | None, unit: timedelta) -> int:
    if moment is None:
        return _FOR_EVER
    units, over = divmod(moment - _EPOCH, unit)
    if over or not 0 <= units < _FOR_EVER:
        raise ValueError(f"a coupon ends on a whole {unit} after 1970, not at {moment}")
    return units
