"""A message out of its bytes: as it was sent, or left to the client library; never an exception."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mqtt_bridge.delivery import Delivery
from mqtt_bridge.publication import read, receipt_of, whole

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20)


def text(value: str) -> bytes:
    data = value.encode()
    return struct.pack(">H", len(data)) + data


def packet(first: int, body: bytes) -> bytes:
    length, header = len(body), bytearray([first])
    while True:
        length, byte = length // 128, length % 128
        header.append(byte | (0x80 if length else 0))
        if not length:
            return bytes(header) + body


def publish(topic: str, payload: bytes, receipt: int, beside: bytes = b"", retained: bool = False) -> bytes:
    number = struct.pack(">H", receipt) if receipt else b""
    first = 0x30 | (2 if receipt else 0) | retained
    return packet(first, text(topic) + number + bytes([len(beside)]) + beside + payload)


@given(
    *(TEXTS, st.binary(max_size=400), st.integers(0, 65535), st.booleans()),
    *(TEXTS, st.binary(max_size=16), st.booleans()),
)
def test_a_message_is_read_as_it_was_sent(
    topic: str, payload: bytes, receipt: int, retained: bool, reply_to: str, correlation: bytes, asked: bool
) -> None:
    beside = b"\x02\x00\x00\x00\x05\x08" + text(reply_to[:8])
    beside += b"\x09" + struct.pack(">H", len(correlation)) + correlation
    sent = publish(topic, payload, receipt, beside if asked else b"", retained)

    assert whole(sent + b"\x30", 0) == len(sent)
    expected = Delivery(topic, payload, retained, *((reply_to[:8], correlation) if asked else ()))
    assert read(sent) == (expected, receipt)


UNUSUAL = {
    "a receipt": b"\x40\x02\x00\x07",
    "the answer to a ping": b"\xd0\x00",
    "a message of quality 2": b"\x34" + publish("t", b"x", 7)[1:],
    "a topic by its alias": publish("t", b"x", 7, b"\x23\x00\x01"),
    "no topic": packet(0x30, text("") + b"\x00x"),
    "properties of a user": publish("t", b"x", 7, b"\x26" + text("a") + text("b")),
    "a topic that is no text": packet(0x30, b"\x00\x02\xff\xfe\x00x"),
    "properties longer than the packet": packet(0x30, text("t") + b"\x7fx"),
    "a reply address longer than the properties": packet(0x30, text("t") + b"\x03\x08\x00\x09" + b"123456789"),
    "a receipt number of nothing": packet(0x32, text("t") + b"\x00\x00\x00x"),
}


@pytest.mark.parametrize("sent", UNUSUAL.values(), ids=UNUSUAL)
def test_what_is_unusual_is_left_to_the_library(sent: bytes) -> None:
    assert read(sent) is None


@given(st.binary(min_size=1, max_size=60))
def test_no_packet_is_too_broken(noise: bytes) -> None:
    sent = packet(0x30 | noise[0] & 0x0F, noise[1:])

    assert whole(sent, 0) == len(sent)
    message = read(sent)

    assert message is None or sent.endswith(message[0].payload)


def test_a_length_is_known_when_its_last_byte_is_here() -> None:
    sent = publish("t", bytes(300), 1)

    assert [whole(sent[:size], 0) for size in (1, 2, 3)] == [0, 0, len(sent)]


def test_a_length_that_does_not_end_is_refused() -> None:
    with pytest.raises(ValueError, match="does not end"):
        whole(b"\x30\xff\xff\xff\xff\x01", 0)


def test_a_receipt_says_the_number() -> None:
    assert receipt_of(0x1234) == b"\x40\x02\x12\x34"
