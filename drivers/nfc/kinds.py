"""What kind of card it is, from its ATR: for staff to read. Nothing is decided by it: an ATR is easily copied."""

from __future__ import annotations

_RID = bytes.fromhex("A000000306")
# PC/SC part 3, supplement: the two bytes after the RID and the standard name a memory card.
_NAMES = {
    0x0001: "MIFARE Classic 1K",
    0x0002: "MIFARE Classic 4K",
    0x0003: "MIFARE Ultralight or NTAG",
    0x0026: "MIFARE Mini",
    0x003A: "MIFARE Ultralight C",
    0x0036: "MIFARE Plus SL1 2K",
    0x0037: "MIFARE Plus SL1 4K",
    0x003B: "FeliCa",
    0xF004: "Topaz or Jewel",
    0xF011: "FeliCa 212K",
    0xF012: "FeliCa 424K",
}
# The size byte of a Type 2 tag's capability container.
_BY_CONTAINER = {0x12: "NTAG213", 0x3E: "NTAG215", 0x6D: "NTAG216", 0x06: "MIFARE Ultralight"}


def name(atr: bytes) -> str:
    """The kind of card in words; "unknown card" when the ATR says nothing."""
    at = atr.find(_RID)
    if at >= 0 and len(atr) >= at + 8:
        number = int.from_bytes(atr[at + 6 : at + 8], "big")
        return _NAMES.get(number, f"memory card {number:04x}")
    # 3B 8n 80 01: a card that speaks ISO 14443-4, with its historical bytes.
    if len(atr) >= 4 and atr[0] == 0x3B and atr[1] & 0xF0 == 0x80 and atr[2:4] == b"\x80\x01":
        return "ISO 14443-4 card"
    return "unknown card"


def tag_name(container: bytes) -> str:
    """The model of a Type 2 tag from its capability container (page 3); "Type 2 tag" when it does not say."""
    if len(container) >= 4 and container[0] == 0xE1:
        return _BY_CONTAINER.get(container[2], "Type 2 tag")
    return "Type 2 tag"
