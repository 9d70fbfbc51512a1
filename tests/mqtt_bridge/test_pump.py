"""The buffers before the socket: nothing is lost in them, in either direction."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from mqtt_bridge.pump import UNSENT_BYTES, Buffered

PING_ANSWER, RECEIPT = b"\xd0\x00", b"\x40\x02\x00\x07"


@pytest.fixture
def ends() -> Iterator[tuple[Buffered, socket.socket]]:
    """A buffered end of a TCP connection, and the other end as it is."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        near = socket.create_connection(listener.getsockname())
        far, _ = listener.accept()
    near.setblocking(False)
    far.settimeout(10)
    yield Buffered(near), far
    near.close()
    far.close()


def wait_for_all(it: Buffered, far: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size:
        it.flush()
        got += far.recv(1 << 20)
    return got


def filled(it: Buffered, size: int) -> None:
    """Wait until a packet of this size is there."""
    while it.packet != size:
        it.fill()


def test_the_client_gets_one_packet_and_no_byte_of_the_next(ends: tuple[Buffered, socket.socket]) -> None:
    it, far = ends
    far.sendall(PING_ANSWER + RECEIPT + RECEIPT[:3])
    filled(it, 2)

    it.grant(it.packet)

    assert (it.recv(1), it.recv(100)) == (PING_ANSWER[:1], PING_ANSWER[1:])
    with pytest.raises(BlockingIOError):
        it.recv(1)
    assert it.peek() == RECEIPT
    it.skip(it.packet)
    assert (it.packet, it.waits) == (0, False)


def test_a_packet_in_two_pieces_is_none_before_it_is_whole(ends: tuple[Buffered, socket.socket]) -> None:
    it, far = ends
    packet = b"\x30\xac\x02" + bytes(300)
    far.sendall(packet[:2])
    time.sleep(0.05)
    it.fill()
    assert (it.packet, it.waits) == (0, False)

    far.sendall(packet[2:])
    filled(it, len(packet))

    assert it.peek() == packet


def test_the_end_is_told_after_the_last_packet(ends: tuple[Buffered, socket.socket]) -> None:
    it, far = ends
    far.sendall(RECEIPT + RECEIPT[:1])
    far.shutdown(socket.SHUT_WR)
    filled(it, 4)
    while not it.ended:
        it.fill()

    it.skip(4)

    assert it.waits
    with pytest.raises(ConnectionResetError):
        it.recv(1)


def test_a_length_that_does_not_end_is_the_clients_to_complain_of(ends: tuple[Buffered, socket.socket]) -> None:
    it, far = ends
    far.sendall(b"\x40\xff\xff\xff\xff\xff")

    filled(it, 6)

    assert it.peek() == b"\x40\xff\xff\xff\xff\xff"


def test_nothing_goes_before_it_is_told_to(ends: tuple[Buffered, socket.socket]) -> None:
    it, far = ends

    assert [it.send(b"one"), it.send(b"two")] == [3, 3]
    assert it.unsent == 6
    it.flush()

    assert (it.unsent, far.recv(100)) == (0, b"onetwo")


def test_more_than_the_system_takes_waits_and_arrives_whole(ends: tuple[Buffered, socket.socket]) -> None:
    it, far = ends
    sent = bytearray()
    with pytest.raises(BlockingIOError):
        for number in range(1000):
            piece = bytes([number % 256]) * (UNSENT_BYTES // 2)
            it.send(piece)
            sent += piece
            it.flush()

    assert wait_for_all(it, far, len(sent)) == bytes(sent)


def test_closing_sends_what_was_taken(ends: tuple[Buffered, socket.socket]) -> None:
    it, far = ends
    it.send(b"goodbye")

    it.close()

    assert far.recv(100) == b"goodbye"
