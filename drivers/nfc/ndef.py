"""The web address on a card: NDEF messages, in the memory of Type 2 tags and in the file of Type 4 tags.

What is on a card was written by anybody, so everything here gives None for what it cannot read, and never raises.
"""

from __future__ import annotations

_PREFIXES = ("", "http://www.", "https://www.", "http://", "https://", "tel:", "mailto:")
_TLV_NULL, _TLV_MESSAGE, _TLV_END = 0x00, 0x03, 0xFE
_SHORT, _HAS_ID, _WELL_KNOWN = 0x10, 0x08, 0x01
MOST_RECORDS = 32


def find_message(memory: bytes) -> bytes | None:
    """The NDEF message in the data area of a Type 2 tag (from page 4 on)."""
    at = 0
    while at < len(memory) and memory[at] != _TLV_END:
        kind = memory[at]
        at += 1
        if kind == _TLV_NULL:
            continue
        size, at = _tlv_size(memory, at)
        if size is None or at + size > len(memory):
            return None
        if kind == _TLV_MESSAGE:
            return memory[at : at + size]
        at += size
    return None


def read_address(message: bytes) -> str | None:
    """The first web address in an NDEF message."""
    at = 0
    for _record in range(MOST_RECORDS):
        head = _record_at(message, at)
        if head is None:
            return None
        kind, payload, at = head
        if kind == b"U" and payload:
            return _address(payload)
    return None


def write_address(address: str) -> bytes:
    """An NDEF message with one web address of at most 250 bytes. Raises ValueError."""
    code, rest = 0, address
    for number, prefix in enumerate(_PREFIXES):
        if prefix and address.startswith(prefix) and len(prefix) > len(_PREFIXES[code]):
            code, rest = number, address[len(prefix) :]
    payload = bytes((code,)) + rest.encode("ascii")
    if not 1 < len(payload) <= 250:
        raise ValueError("an address of 1 to 250 characters")
    return b"\xd1\x01" + bytes((len(payload),)) + b"U" + payload


def _tlv_size(memory: bytes, at: int) -> tuple[int | None, int]:
    if at >= len(memory):
        return None, at
    if memory[at] != 0xFF:
        return memory[at], at + 1
    if at + 3 > len(memory):
        return None, at
    return int.from_bytes(memory[at + 1 : at + 3], "big"), at + 3


def _record_at(message: bytes, at: int) -> tuple[bytes, bytes, int] | None:
    """The type (b"" if not well known) and payload of the record at `at`, and where the next one begins."""
    if at + 2 > len(message):
        return None
    flags, type_size = message[at], message[at + 1]
    sizes = at + 2
    payload_width = 1 if flags & _SHORT else 4
    payload_size = int.from_bytes(message[sizes : sizes + payload_width], "big")
    kind_at = sizes + payload_width
    id_size = 0
    if flags & _HAS_ID:
        if kind_at >= len(message):
            return None
        id_size = message[kind_at]
        kind_at += 1
    payload_at = kind_at + type_size + id_size
    end = payload_at + payload_size
    if end > len(message):
        return None
    kind = message[kind_at : kind_at + type_size] if flags & 0x07 == _WELL_KNOWN else b""
    return kind, message[payload_at:end], end


def _address(payload: bytes) -> str | None:
    if payload[0] >= len(_PREFIXES):
        return None
    try:
        return _PREFIXES[payload[0]] + payload[1:].decode("utf-8")
    except UnicodeDecodeError:
        return None
