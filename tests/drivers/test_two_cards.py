"""Cards held up together: what is known of them at once, what only after a moment, and when one is alone again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.nfc.simulated import ReaderDevice, SimulatedReader
from drivers.nfc.together import SETTLE_S, WINDOW_S, Together
from drivers.ports import DeviceError, TwoCards

LIN, WEI = "04a1b2c3d4e501", "04a1b2c3d4e502"


def test_cards_that_come_to_two_readers_within_a_second_are_together() -> None:
    both = Together()

    assert both.came("left", LIN, 0.0) == "alone"
    assert both.came("right", WEI, WINDOW_S) == "together"
    assert both.freed(WINDOW_S) == []


def test_a_card_left_lying_on_one_reader_does_not_stop_the_other() -> None:
    both = Together()
    both.came("left", LIN, 0.0)

    assert both.came("right", WEI, WINDOW_S + 0.1) == "alone"


def test_one_card_that_two_readers_see_is_one_card() -> None:
    both = Together()
    both.came("left", LIN, 0.0)

    assert both.came("right", LIN, 0.1) == "alone"


def test_the_card_that_remains_is_free_at_once_and_told_once() -> None:
    both = Together()
    both.came("left", LIN, 0.0)
    both.came("right", WEI, 0.1)

    both.went("left", 0.5)

    assert both.freed(0.5) == ["right"]
    assert both.freed(0.6) == []
    assert both.came("right", WEI, 0.6) == "alone"


def test_two_cards_that_take_turns_on_one_reader_are_together_until_one_lies_still() -> None:
    both = Together()
    said = []
    for number, uid in enumerate((LIN, WEI, LIN, WEI)):
        said.append(both.came("one", uid, number * 0.2))
        both.went("one", number * 0.2 + 0.1)
    assert said == ["alone", "alone", "together", "still_together"]

    assert both.came("one", LIN, 1.0) == "still_together"
    assert both.wait_s(1.0) == SETTLE_S
    assert both.freed(1.0 + SETTLE_S - 0.01) == []
    assert both.freed(1.0 + SETTLE_S) == ["one"]
    assert both.came("one", LIN, 1.0 + SETTLE_S) == "alone"


def test_two_members_who_change_places_as_fast_as_hands_can_are_no_two_cards() -> None:
    both = Together()

    for number, uid in enumerate((LIN, WEI, LIN, WEI)):
        assert both.came("one", uid, number * 0.6) == "alone"
        both.went("one", number * 0.6 + 0.3)


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from((None, LIN, WEI)), st.sampled_from((0.0, 0.2, 1.0, 2.0))),
        max_size=20,
    )
)
def test_whatever_happened_a_card_that_remains_alone_is_read_in_the_end(
    happenings: list[tuple[str, str | None, float]],
) -> None:
    both, now_s = Together(), 0.0
    lying: dict[str, str] = {}
    unread: set[str] = set()
    for reader, uid, pause_s in happenings:
        now_s += pause_s
        both.went(reader, now_s)
        lying.pop(reader, None)
        if uid is not None:
            lying[reader] = uid
        for name in {reader, *both.freed(now_s)} & lying.keys():
            alone = both.came(name, lying[name], now_s) == "alone"
            (unread.discard if alone else unread.add)(name)
        unread &= lying.keys()
    for reader in "bc":
        both.went(reader, now_s)

    assert unread & {"a"} <= set(both.freed(now_s + SETTLE_S))


def test_the_simulated_reader_sees_two_cards_and_reads_the_one_that_remains(socket_path: str) -> None:
    device, driver = ReaderDevice(socket_path), SimulatedReader(socket_path)
    device.start()
    driver.open()

    assert device.tap_together(LIN, WEI.upper()) and device.tap(WEI)

    assert driver.read(5.0) == TwoCards()
    assert driver.read(5.0) == WEI
    with pytest.raises(ValueError, match="a card's UID is"):
        device.tap_together(LIN, "junk")
    driver.close()
    device.stop()


def test_three_uids_in_a_line_are_no_answer_of_a_reader(socket_path: str) -> None:
    device, driver = ReaderDevice(socket_path), SimulatedReader(socket_path)
    device.start()
    driver.open()
    device._server.send(f"{LIN} {WEI} {LIN}\n".encode())

    with pytest.raises(DeviceError, match="no UID"):
        driver.read(5.0)
    driver.close()
    device.stop()
