"""A million inputs for every parser that hears a device: no exception but those a driver may raise."""

from __future__ import annotations

import random
from collections import deque

import pytest
import segno
from PIL import Image

from drivers.nfc import ev2, kinds, ndef, sun
from drivers.nfc.apdu import CardSays
from drivers.nfc.identify import identify
from drivers.nfc.keys import KeyBook, Slot
from drivers.nfc.scard import CardGone
from drivers.ports import PrintFailed, Proof
from drivers.printer.conversation import Conversation
from drivers.printer.emulator import Emulator
from drivers.printer.status import fault_of, is_barrier, is_status, parse
from drivers.scanner.camera import CameraScanner
from drivers.scanner.decode import without_aim
from drivers.scanner.keyboard import Typist
from drivers.scanner.lines import LineCutter

A_FEW, A_MILLION = 5_000, 1_000_000
COUNTS = [A_FEW, pytest.param(A_MILLION, marks=pytest.mark.slow)]
every_count = pytest.mark.parametrize("count", COUNTS)
ENDS = (b"\x90\x00", b"\x91\x00", b"\x91\xaf", b"\x91\xae", b"\x6a\x82", b"\x63\x00", b"")


def _answers(dice: random.Random) -> list[bytes]:
    """What a card may say: lengths that matter, endings that matter, and nonsense."""
    sizes = (0, 1, 4, 7, 10, 14, 16, 17, 32, 33)
    return [dice.randbytes(dice.choice(sizes)) + dice.choice(ENDS) for _answer in range(dice.randrange(5))]


@every_count
def test_no_answers_of_a_card_break_the_reader_or_prove_anything(count: int) -> None:
    dice = random.Random(4)
    keys = KeyBook(b"R", {slot: bytes((slot,)) * 16 for slot in Slot})
    for _input in range(count):
        left = deque(_answers(dice))

        def card(_command: bytes, left: deque[bytes] = left) -> bytes:
            if not left:
                raise CardGone("gone")
            return left.popleft()

        # A UID first, so that the rest is reached.
        if dice.random() < 0.9:
            left.appendleft(dice.randbytes(7) + b"\x90\x00")
        try:
            assert identify(card, keys).proof is not Proof.CHALLENGED
        except (CardGone, CardSays):
            continue


@every_count
def test_no_answers_of_a_card_without_a_key_break_the_reading_of_its_address(count: int) -> None:
    dice, read = random.Random(11), 0
    ours = b"https://k.example/m?e=" + b"0" * 32 + b"&c=" + b"0" * 16
    for _input in range(count):
        address = bytearray(ours)
        for _flaw in range(dice.randrange(3)):
            address[dice.randrange(len(address))] = dice.randrange(256)
        message = b"\xd1\x01" + bytes((len(address) + 1 + dice.choice((0, 0, 0, 1, -1)),)) + b"U\x00" + bytes(address)
        file = len(message).to_bytes(2, "big") + message
        left = deque(
            [dice.randbytes(7) + b"\x90\x00", *[b"\x90\x00"] * 2, file[:2] + b"\x90\x00", file[2:] + b"\x90\x00"]
        )
        if dice.random() < 0.3:
            left[dice.randrange(1, len(left))] = dice.choice(_answers(dice) or [b""])

        def card(_command: bytes, left: deque[bytes] = left) -> bytes:
            if not left:
                raise CardGone("gone")
            return left.popleft()

        try:
            tapped = identify(card, KeyBook(), sun=True)
        except (CardGone, CardSays):
            continue
        assert tapped.proof is Proof.UID_ONLY
        assert not tapped.sun or (len(tapped.sun) < 256 and "&c=" in tapped.sun)
        read += bool(tapped.sun)
    assert 0 < read < count


@every_count
def test_no_bytes_of_a_card_break_its_naming(count: int) -> None:
    dice = random.Random(12)
    for _input in range(count):
        rid = dice.choice((b"", bytes.fromhex("A000000306"), b"\x3b\x80\x80\x01"))
        assert kinds.name(dice.randbytes(dice.randrange(8)) + rid + dice.randbytes(dice.randrange(8)))
        assert kinds.tag_name(dice.randbytes(dice.randrange(6)))


@every_count
def test_no_seal_breaks_the_verification_or_opens(count: int) -> None:
    dice, key = random.Random(5), b"k" * 16
    session = ev2.Session(key, key, b"tttt")
    for _input in range(count):
        try:
            # LRP takes fifty times as long as AES.
            size = 24 if dice.random() < 0.002 else dice.choice((0, 15, 16, 16))
            sun.verify(dice.randbytes(size), dice.randbytes(8), key, lambda _uid: key)
            pytest.fail("a random seal opened")
        except sun.BadSeal:
            pass
        try:
            session.open(dice.randbytes(dice.randrange(40)) + dice.choice(ENDS))
            pytest.fail("a random answer was believed")
        except (CardSays, ev2.NotProven):
            continue


@every_count
def test_no_bytes_on_a_tag_break_the_reading(count: int) -> None:
    dice = random.Random(6)
    for _input in range(count):
        data = dice.randbytes(dice.randrange(24))
        if dice.random() < 0.5:
            data = b"\x03" + bytes((len(data),)) + b"\xd1\x01" + data
        message = ndef.find_message(data)
        ndef.read_address(data if message is None else message)


@every_count
def test_no_bytes_of_a_scanner_break_its_driver(count: int) -> None:
    dice, cutter = random.Random(7), LineCutter(tab=True)
    for _input in range(count):
        scans = cutter.feed(dice.randbytes(dice.randrange(12)) + dice.choice((b"", b"\r", b"\n", b"]Q1", b"\t")))
        for scan in scans:
            assert "\r" not in without_aim(scan) and "\n" not in scan


@every_count
def test_no_keys_of_a_scanner_break_its_driver(count: int) -> None:
    dice, typist = random.Random(8), Typist()
    for _input in range(count):
        match dice.randrange(100):
            case 0:
                typist.lose()
            case 1:
                typist.clear()
            case 2:
                typist.flush()
            case _:
                for text in typist.key(dice.randrange(-2, 260), dice.randrange(-1, 4)):
                    assert text and text.isprintable()


@every_count
def test_no_status_bytes_make_a_printer_fine_that_is_not(count: int) -> None:
    dice = random.Random(9)
    bytes_or_none = [None, *range(256)]
    for _input in range(count):
        answers = [dice.choice(bytes_or_none) for _answer in range(3)]
        status = parse(*answers)
        if fault_of(status) is None:
            assert answers[0] is not None and is_status(answers[0]) and not answers[0] & 0x08
        assert not (is_status(answers[0] or 0) and is_barrier(answers[0] or 0))


class Babbler:
    """A wire at whose far end somebody says anything, and often something a printer could say."""

    def __init__(self, dice: random.Random) -> None:
        self._dice, self.heard = dice, b""

    def open(self) -> None:
        pass

    def write(self, data: bytes, timeout_s: float) -> int:
        return len(data)

    def read(self, timeout_s: float) -> bytes:
        dice = self._dice
        said = dice.choice((b"", b"\x12", b"\x16", b"\x00", b"\x0f", dice.randbytes(dice.randrange(1, 4))))
        said = said if timeout_s > 0 else b""
        self.heard += said
        return said

    def close(self) -> None:
        pass


@every_count
def test_no_answers_of_a_printer_break_the_conversation_or_print_what_was_not(count: int) -> None:
    dice = random.Random(11)
    for number in range(count):
        wire = Babbler(dice)
        printer = Conversation(wire, barrier_s=0.0)
        if number % 2:
            assert printer.status().online is None or any(map(is_status, wire.heard))
            continue
        try:
            printer.print(b"job")
        except PrintFailed as failed:
            assert failed.may_be_on_paper
        else:
            assert any(map(is_barrier, wire.heard))


@every_count
def test_no_bytes_break_the_simulated_printer(count: int) -> None:
    dice, printer = random.Random(10), Emulator(58)
    begins = (b"\x1b@", b"\x1dV\x00", b"\x1d(k", b"\x1dv0\x00", b"\x10\x04", b"\x1c&", b"\x1dk", b"\x1b*", b"\x1d!")
    for _input in range(count):
        printer.feed(dice.choice(begins) + dice.randbytes(dice.randrange(20)))
        printer.cuts.clear()
        if dice.random() < 0.01:
            printer.hang_up()


@pytest.mark.parametrize("count", [200, pytest.param(A_MILLION, marks=pytest.mark.slow)])
def test_no_picture_breaks_the_camera(count: int) -> None:
    dice = random.Random(13)
    side = 64
    camera = CameraScanner("cat", side, side)
    camera.open()
    assert camera._program is not None and camera._program.stdout is not None
    rows = segno.make("RGM-1", micro=False).matrix_iter(scale=2, border=3)
    code = b"".join(bytes(20 if dark else 220 for dark in row).ljust(side, b"\xdc") for row in rows)
    code = code.ljust(side * side, b"\xdc")
    assert len(code) == side * side
    read = 0
    for _input in range(count):
        picture = bytearray(code if dice.random() < 0.1 else dice.randbytes(64) * side)
        for _flaw in range(dice.randrange(60)):
            picture[dice.randrange(len(picture))] = dice.randrange(256)
        read += sum(isinstance(code.text, str) for code in camera._read(_picture(bytes(picture), side)))
    camera.close()
    assert 0 < read < count


def _picture(data: bytes, side: int) -> object:
    return Image.frombytes("L", (side, side), data)
