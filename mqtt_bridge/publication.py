"""A message as the broker sends it, out of its bytes: the one packet that comes in thousands.

Everything else, and a message that has anything unusual about it, is the client library's to read. MQTT 5, §2.1.4,
§2.2.2 and §3.3 (OASIS Standard, 7 March 2019).
"""

from __future__ import annotations

from mqtt_bridge.delivery import Delivery

PUBLISH, KIND = 0x30, 0xF0
RETAIN, QOS_1, QOS_2 = 0x01, 0x02, 0x04
LENGTH_BYTES = 4
PAYLOAD_FORMAT, EXPIRY_S, CONTENT_TYPE, RESPONSE_TOPIC, CORRELATION = 0x01, 0x02, 0x03, 0x08, 0x09


def whole(data: bytes, at: int) -> int:
    """How long the packet is that begins here, its header included, in bytes. 0: its length is not all here yet.

    Raises ValueError for a length that is none.
    """
    length = shift = 0
    for place in range(at + 1, at + 1 + LENGTH_BYTES):
        if place >= len(data):
            return 0
        length |= (data[place] & 0x7F) << shift
        shift += 7
        if data[place] < 0x80:
            return place + 1 - at + length
    raise ValueError("a packet whose length does not end")


def read(packet: bytes) -> tuple[Delivery, int] | None:
    """A message and the number of its receipt (0: it wants none). None: let the library read this packet."""
    first = packet[0]
    if first & KIND != PUBLISH or first & QOS_2:
        return None
    at = 2
    while packet[at - 1] >= 0x80:
        at += 1
    try:
        topic, at = _text(packet, at)
        receipt = 0
        if first & QOS_1:
            receipt, at = _number(packet, at)
        # More than 127 bytes of what goes beside it is unusual.
        end = at + 1 + packet[at]
        if packet[at] >= 0x80 or end > len(packet) or not topic:
            return None
        response_topic, correlation, at = "", b"", at + 1
        while at < end:
            what = packet[at]
            if what == PAYLOAD_FORMAT:
                at += 2
            elif what == EXPIRY_S:
                at += 5
            elif what == CONTENT_TYPE:
                _, at = _text(packet, at + 1)
            elif what == RESPONSE_TOPIC:
                response_topic, at = _text(packet, at + 1)
            elif what == CORRELATION:
                size, at = _number(packet, at + 1)
                correlation, at = packet[at : at + size], at + size
            else:
                return None
    except (IndexError, UnicodeDecodeError):
        return None
    if at != end or (first & QOS_1 and not receipt):
        return None
    return Delivery(topic, packet[end:], bool(first & RETAIN), response_topic, correlation), receipt


def receipt_of(number: int) -> bytes:
    """The packet that says a message has come (PUBACK, success)."""
    return bytes((0x40, 2, number >> 8, number & 0xFF))


def _number(packet: bytes, at: int) -> tuple[int, int]:
    return packet[at] << 8 | packet[at + 1], at + 2


def _text(packet: bytes, at: int) -> tuple[str, int]:
    size, at = _number(packet, at)
    return packet[at : at + size].decode(), at + size
