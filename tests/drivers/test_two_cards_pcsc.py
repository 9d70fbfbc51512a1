"""Two cards at once through the real pcscd: neither counts, and the one that remains is read."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from drivers.nfc import apdu
from drivers.nfc.pcsc import PcscReader
from drivers.nfc.together import SETTLE_S
from drivers.ports import CardTapped, TwoCards
from drivers.rig.cards import Ntag215, Pile
from drivers.rig.pcscd import Pcscd
from drivers.runner import SourceRunner

pytestmark = pytest.mark.testbed

LIN, WEI = bytes.fromhex("04a1b2c3d4e501"), bytes.fromhex("04a1b2c3d4e502")


@pytest.fixture
def reader(pcscd: Pcscd, ear: Any) -> Iterator[SourceRunner]:
    runner = SourceRunner("reader", PcscReader(counts=True), CardTapped, ear)
    runner.start()
    yield runner
    runner.stop()


def cards(heard: list[Any]) -> list[str]:
    return [s.uid if isinstance(s, CardTapped) else "two" for s in heard if isinstance(s, CardTapped | TwoCards)]


def test_cards_on_two_readers_that_come_in_one_look_are_both_unread(pcscd: Pcscd) -> None:
    driver = PcscReader()
    driver.open()
    pcscd.plug(2)
    while len(driver._watch.readers) < 2:
        assert driver.read(0.05) is None
    pcscd.field.lay(Ntag215(LIN), 1)
    pcscd.field.lay(Ntag215(WEI), 2)
    time.sleep(0.1)

    assert driver.read(5.0) == TwoCards()
    assert driver.read(0.2) is None
    pcscd.field.take(1)
    assert driver.read(5.0) == CardTapped(WEI.hex())
    assert driver.read(0.1) is None
    driver.close()


def test_a_card_that_joins_another_on_the_second_reader_takes_its_tap_back(
    pcscd: Pcscd, reader: SourceRunner, ear: Any
) -> None:
    pcscd.plug(2)
    pcscd.field.lay(Ntag215(LIN), 1)
    ear.wait(lambda heard: cards(heard) == [LIN.hex()])
    pcscd.field.lay(Ntag215(WEI), 2)
    ear.wait(lambda heard: cards(heard) == [LIN.hex(), "two"])

    pcscd.field.take(2)
    ear.wait(lambda heard: cards(heard) == [LIN.hex(), "two", LIN.hex()])


def test_two_cards_that_take_turns_are_found_out_and_the_one_that_stays_is_read(
    pcscd: Pcscd, reader: SourceRunner, ear: Any
) -> None:
    for uid in (LIN, WEI, LIN, WEI):
        before = len(cards(ear.heard))
        pcscd.field.lay(Ntag215(uid))
        ear.wait(lambda heard, n=before: len(cards(heard)) > n or "two" in cards(heard))
        if uid != WEI or before < 3:
            pcscd.field.take()
    assert cards(ear.heard) == [LIN.hex(), WEI.hex(), "two"]

    began_s = time.monotonic()
    ear.wait(lambda heard: cards(heard) == [LIN.hex(), WEI.hex(), "two", WEI.hex()])
    assert time.monotonic() - began_s > SETTLE_S / 2


def test_a_reader_that_counts_two_reads_none_until_one_is_away(pcscd: Pcscd, reader: SourceRunner, ear: Any) -> None:
    pile = Pile(Ntag215(LIN), Ntag215(WEI))
    pcscd.field.lay(pile)
    ear.wait(lambda heard: cards(heard) == ["two"])
    # It is asked again and again, and says it once.
    asked = pile.counted
    deadline_s = time.monotonic() + 5.0
    while pile.counted < asked + 2:
        assert time.monotonic() < deadline_s
        time.sleep(0.01)
    assert cards(ear.heard) == ["two"]

    pile.take_away(0)
    ear.wait(lambda heard: cards(heard) == ["two", WEI.hex()])


def test_a_reader_that_is_not_asked_to_count_reads_the_card_it_chose(pcscd: Pcscd) -> None:
    driver = PcscReader()
    driver.open()
    pile = Pile(Ntag215(LIN), Ntag215(WEI))
    pcscd.field.lay(pile)

    assert driver.read(5.0) == CardTapped(LIN.hex())
    assert pile.counted == 0
    driver.close()


@pytest.mark.parametrize("answer", [b"\x90\x00", b"\xd5\x4b\x90\x00", b"\xd5\x41\x02\x90\x00", b"\x63\x00"])
def test_a_count_of_nonsense_is_no_count(answer: bytes) -> None:
    with pytest.raises(apdu.CardSays):
        apdu.count_cards(lambda _command: answer)
