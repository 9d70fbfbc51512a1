"""Trusted time: told by the centre, kept over a power cut, and no clock on the wall moves it (R9)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.clock import AWAY_S, TrustedClock
from kiosk.identity import FIRST_S
from kiosk.memory import Memory

NOON_S = datetime(2026, 11, 22, 4, 0, tzinfo=UTC).timestamp()
DAY_S = 86_400.0
YEAR_S = 365 * DAY_S


class Kept:
    """What outlasts a power cut."""

    def __init__(self, at_s: float = 0.0) -> None:
        self.at_s = at_s

    def read(self) -> float:
        return self.at_s

    def keep(self, now_s: float) -> None:
        self.at_s = now_s


class Machine:
    """A board: its wall can be set, its uptime only goes on; `start` is after a power cut."""

    def __init__(self, kept_s: float = 0.0, wall_s: float = NOON_S) -> None:
        self.kept, self.wall_s, self.up_s = Kept(kept_s), wall_s, 5.0
        self.start()

    def start(self) -> TrustedClock:
        self.up_s = 5.0
        self.clock = TrustedClock(self.kept, lambda: self.wall_s, lambda: self.up_s)
        return self.clock

    def told(self, at_s: float) -> None:
        self.clock.hear(datetime.fromtimestamp(at_s, UTC))

    def passes(self, seconds: float) -> None:
        self.wall_s += seconds
        self.up_s += seconds


@pytest.mark.parametrize("wall_s", [0.0, NOON_S + YEAR_S, NOON_S - YEAR_S, NOON_S - DAY_S, NOON_S + 3_600])
def test_once_the_centre_has_spoken_the_wall_says_nothing(wall_s: float) -> None:
    board = Machine()
    board.told(NOON_S)
    board.wall_s = wall_s
    board.passes(60)

    assert board.clock.now_s() == NOON_S + 60
    assert board.clock.state == "ntp"


def test_the_centre_does_not_set_it_back() -> None:
    board = Machine()
    board.told(NOON_S)
    board.told(NOON_S - 3_600)

    assert board.clock.now_s() == NOON_S


@pytest.mark.parametrize("wall_s", [0.0, NOON_S - DAY_S, NOON_S + YEAR_S], ids=["1970", "back", "a year ahead"])
def test_after_a_power_cut_a_wall_that_cannot_be_right_is_not_believed(wall_s: float) -> None:
    board = Machine()
    board.told(NOON_S)
    board.wall_s = wall_s
    board.start()
    board.passes(60)

    assert board.clock.now_s() == NOON_S + 60
    assert board.clock.state == "unsynced"


def test_after_a_night_without_power_the_wall_tells_the_time_until_the_centre_does() -> None:
    board = Machine()
    board.told(NOON_S)
    board.wall_s = NOON_S + 12 * 3_600
    board.start()

    assert board.clock.now_s() == NOON_S + 12 * 3_600
    assert board.clock.trusted_s == NOON_S
    assert board.clock.state == "rtc"
    board.told(NOON_S + 12 * 3_600 + 5)
    assert board.clock.now_s() == NOON_S + 12 * 3_600 + 5


def test_what_the_wall_said_is_never_kept() -> None:
    board = Machine()
    board.told(NOON_S)
    board.wall_s = NOON_S + AWAY_S - 1
    board.start()
    board.clock.keep()

    assert board.kept.at_s == NOON_S


def test_a_kiosk_never_told_the_time_has_only_its_wall() -> None:
    board = Machine()

    assert board.clock.now_s() == NOON_S
    board.wall_s = 0.0
    assert board.clock.now_s() == FIRST_S
    assert board.clock.state == "unsynced"
    board.clock.keep()
    assert board.kept.at_s == 0.0


DEEDS = st.lists(
    st.tuples(st.just("wall"), st.floats(-1e9, 4e9))
    | st.tuples(st.just("pass"), st.floats(0, 1e6))
    | st.tuples(st.just("told"), st.floats(FIRST_S, NOON_S + YEAR_S))
    | st.tuples(st.sampled_from(["start", "keep"]), st.just(0.0)),
    max_size=30,
)


@given(DEEDS)
def test_trusted_time_never_goes_back_and_never_follows_the_wall(deeds: list[tuple[str, float]]) -> None:
    board = Machine()
    surely, before = float(FIRST_S), 0.0
    for what, value in deeds:
        match what:
            case "wall":
                board.wall_s = value
            case "pass":
                board.passes(value)
                surely += value
            case "told":
                board.told(value)
                surely = max(surely, value)
            case "keep":
                board.clock.keep()
            case _:
                board.start()
                before = 0.0
        # A power cut may lose what was counted since the last time it was written down; nothing else is lost.
        assert before - 1e-3 <= board.clock.trusted_s <= surely + 1e-3
        before = board.clock.trusted_s


def test_the_memory_keeps_it_to_the_millisecond(tmp_path) -> None:
    memory = Memory(tmp_path, "x")
    assert memory.floor.read() == 0
    memory.floor.keep(NOON_S + 0.25)
    memory.close()

    again = Memory(tmp_path, "x")
    assert again.floor.read() == NOON_S + 0.25
    again.close()
