"""The buffers before the socket: nothing is lost in them, in either direction."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from mqtt_bridge.pump import UNSENT_BYTES, Buffered


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


def test_what_came_at_once_is_taken_in_pieces(ends: tuple[Buffered, socket.socket]) -> None:
    it, far = ends
    far.sendall(b"abcdef")
    far.shutdown(socket.SHUT_WR)
    first = b""
    while not first:
        try:
            first = it.recv(2)
        except BlockingIOError:
            continue

    assert (first, it.pending()) == (b"ab", 4)
    assert (it.recv(100), it.pending()) == (b"cdef", 0)
    assert it.recv(1) == b""


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
