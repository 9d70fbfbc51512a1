"""Whatever a device says, its driver gives an answer, an unknown or a DeviceError, and never a false yes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivers.bench import DeviceServer
from drivers.nfc.simulated import GREETING, UID, SimulatedReader
from drivers.ports import DeviceError, Paper, PrintFailed, PrintFault
from drivers.printer.conversation import Conversation
from drivers.printer.status import is_barrier, is_status

ANSWERS = st.lists(st.one_of(st.just(b""), st.binary(max_size=4), st.sampled_from([b"\x12", b"\x00"])), max_size=12)


class TalkingStream:
    """A wire at whose far end somebody says what he likes, one piece a read, and then falls silent."""

    def __init__(self, says: list[bytes]) -> None:
        self._says, self.written, self.heard = deque(says), b"", b""

    def open(self) -> None:
        pass

    def write(self, data: bytes, timeout_s: float) -> int:
        self.written += data
        return len(data)

    def read(self, timeout_s: float) -> bytes:
        # A read that does not wait finds nothing: what is said is said in answer to something.
        said = self._says.popleft() if self._says and timeout_s > 0 else b""
        self.heard += said
        return said

    def close(self) -> None:
        pass


@settings(max_examples=500)
@given(ANSWERS)
def test_a_status_is_known_only_from_proper_answers(says: list[bytes]) -> None:
    stream = TalkingStream(says)

    status = Conversation(stream).status()

    if status.online is not None:
        assert is_status(stream.heard[0])
    else:
        assert (status.paper, status.cover_open) == (Paper.UNKNOWN, None)
    assert stream.written.count(b"\x10\x04") <= 3


@settings(max_examples=500)
@given(ANSWERS)
def test_a_job_counts_as_printed_only_when_the_printer_said_so_and_is_sent_once(says: list[bytes]) -> None:
    stream = TalkingStream(says)
    job = b"\x1b@Coupon\n\x1dV\x00"

    try:
        Conversation(stream, barrier_s=0.0).print(job)
    except PrintFailed as error:
        assert error.may_be_on_paper
    else:
        assert any(map(is_barrier, stream.heard))
        assert all(is_barrier(byte) or is_status(byte) for byte in stream.heard)
    assert stream.written.count(job) == 1


def test_the_late_word_for_a_held_job_is_not_taken_for_the_next_one() -> None:
    fine = [b"\x12", b"\x12", b"\x12"]
    paper_out = [b"", b"\x1a", b"\x32", b"\x7e"]
    printer = Conversation(TalkingStream([*paper_out, b"\x00", *fine, b"\x00"]))
    with pytest.raises(PrintFailed) as failed:
        printer.print(b"first")
    assert failed.value.fault is PrintFault.PAPER_OUT

    printer.print(b"second")

    silent = Conversation(TalkingStream([*paper_out, b"\x00", *fine]), barrier_s=0.0)
    for job in (b"first", b"second"):
        with pytest.raises(PrintFailed):
            silent.print(job)


def test_a_printer_that_takes_half_a_job_leaves_the_paper_in_doubt_and_one_that_takes_none_does_not() -> None:
    class Narrow(TalkingStream):
        takes = 0

        def write(self, data: bytes, timeout_s: float) -> int:
            return self.takes

    for takes, doubt in ((0, False), (3, True)):
        stream = Narrow([])
        stream.takes = takes
        with pytest.raises(PrintFailed) as failed:
            Conversation(stream).print(b"\x1b@Coupon\n\x1dV\x00")
        assert (failed.value.fault, failed.value.may_be_on_paper) == (PrintFault.UNKNOWN, doubt)


@pytest.fixture
def stranger(socket_path: str) -> Iterator[DeviceServer]:
    server = DeviceServer(socket_path, greeting=GREETING)
    server.start()
    yield server
    server.stop()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(junk=st.binary(max_size=80))
def test_a_reader_that_talks_junk_gives_no_card(junk: bytes, stranger: DeviceServer, socket_path: str) -> None:
    driver = SimulatedReader(socket_path)
    driver.open()
    assert stranger.send(junk + b"\n")

    try:
        uid = driver.read(5.0)
        assert uid is None or UID.fullmatch(uid)
    except DeviceError:
        pass
    driver.close()
