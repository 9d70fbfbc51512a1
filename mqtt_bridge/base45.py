"""Base45 (RFC 9285): bytes in the 45 characters that the alphanumeric mode of a QR code packs best."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


class BadBase45(ValueError):
    """Not what `encode` writes: a foreign character, a single one left over, or a group out of range."""


def encode(data: bytes) -> str:
    """Two bytes are three characters, a last single byte two."""
    text = []
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        rest = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            rest, value = divmod(rest, 45)
            text.append(ALPHABET[value])
    return "".join(text)


def decode(text: str) -> bytes:
    """The bytes of a text; there is exactly one text for every bytes. Raises BadBase45."""
    if len(text) % 3 == 1:
        raise BadBase45("one character is left over")
    data = bytearray()
    for at in range(0, len(text), 3):
        group = text[at : at + 3]
        try:
            number = sum(_VALUES[character] * 45**place for place, character in enumerate(group))
            data += number.to_bytes(len(group) - 1, "big")
        except (KeyError, OverflowError):
            raise BadBase45(f"{group!r} is no group of base45") from None
    return bytes(data)
