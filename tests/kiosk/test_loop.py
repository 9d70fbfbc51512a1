"""The loop: one event at a time, effects before pictures, a full inbox counted, a defect loud."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta, timezone

import pytest

from drivers.ports import CardTapped
from kiosk import journal
from kiosk.effects import Ask, Recall
from kiosk.errors import MemoryFailed
from kiosk.events import Answered, LinkChanged, Recalled, Touched, Turn
from kiosk.loop import INBOX_MAX, Loop
from kiosk.screens import Attract, Greeting, Reading, Trouble
from kiosk.screens._people import LIN
from kiosk.state import State
from kiosk.values import Card, Link
from mqtt_bridge.messages import MemberFound, MemberLookup

UID = "04a1b2c3d4e580"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=8)))


class Stage:
    """Remembers what was shown and done, in one list."""

    def __init__(self, timer, fail_on=None) -> None:
        self.happened = []
        self.fail_on = fail_on
        self.loop = Loop(
            State(),
            show=lambda state, timeout_s: self.happened.append((type(state.screen).__name__, timeout_s)),
            do=self.do,
            turn=lambda: Turn(NOON, "id"),
            wake=lambda: None,
            after=timer,
        )

    def do(self, effect) -> None:
        if self.fail_on is not None and isinstance(effect, self.fail_on):
            raise MemoryFailed("disk full")
        self.happened.append(effect)
        if isinstance(effect, Recall):
            self.loop.post(Recalled(effect.card, LIN))

    def given(self, *events):
        for event in events:
            self.loop.post(event)
        self.loop.drain()
        return self


def test_effects_are_done_before_the_screen_is_shown_and_it_is_shown_once(timer):
    stage = Stage(timer).given(CardTapped(UID))

    assert stage.happened == [Recall(Card("nfc", UID)), ("Greeting", 45.0)]


def test_what_the_memory_could_not_keep_is_not_shown_as_done(timer):
    stage = Stage(timer, fail_on=Recall).given(CardTapped(UID))

    assert isinstance(stage.loop.state.screen, Trouble)
    assert stage.loop.state.screen.reason == "ask_staff"


def test_silence_times_out_and_a_touch_starts_the_time_again(timer):
    stage = Stage(timer).given(CardTapped(UID))
    timer.pass_time(40)
    stage.given(Touched("nonsense"))
    timer.pass_time(40)
    stage.loop.drain()
    assert isinstance(stage.loop.state.screen, Greeting)
    assert not stage.loop.state.warning

    timer.pass_time(6)
    stage.loop.drain()
    assert stage.loop.state.warning

    timer.pass_time(21)
    stage.loop.drain()
    assert stage.loop.state.screen == Attract()


def test_a_full_inbox_drops_and_counts_and_never_blocks(timer):
    stage = Stage(timer)
    for _ in range(INBOX_MAX + 5):
        stage.loop.post(Touched("nonsense"))
    assert stage.loop.dropped == 5

    stage.loop.drain()
    assert stage.given(CardTapped(UID)).loop.state.screen != Attract()


def test_any_thread_may_post(timer):
    stage = Stage(timer)
    threads = [
        threading.Thread(target=lambda: [stage.loop.post(Touched("nonsense")) for _ in range(50)]) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stage.loop.drain()

    assert stage.loop.dropped == 0
    assert len(stage.loop.journal) == 200


class Broken(str):
    """A text that cannot be compared: stands for any defect inside the flow."""

    def __eq__(self, other: object) -> bool:
        raise ArithmeticError("a defect")

    __hash__ = str.__hash__


def test_a_defect_goes_up_and_its_last_turns_can_be_run_again(timer, tmp_path):
    stage = Stage(timer)
    stage.given(LinkChanged(Link.ONLINE), CardTapped(UID)).given(Touched("check_in"))
    with pytest.raises(ArithmeticError):
        stage.given(Touched(Broken("back")))

    path = tmp_path / "journal.jsonl"
    journal.write(stage.loop.journal, path, "a defect")
    replayed = list(journal.replay(path))

    assert [type(turn.state.screen).__name__ for turn in replayed][-2:] == ["CheckedIn", "Greeting"]
    assert UID not in path.read_text("utf-8")
    assert any(isinstance(effect, Ask) for turn in replayed for effect in turn.effects)


def test_a_file_that_is_no_journal_is_refused_with_its_line(tmp_path):
    path = tmp_path / "x.jsonl"
    for text, line in (("", 1), ("{}", 1), ('{"journal":1,"start":null}\n{"turn":3}', 2)):
        path.write_text(text)
        with pytest.raises(journal.BadJournal, match=f"line {line}"):
            list(journal.replay(path))


def test_reading_is_shown_when_nobody_knows_the_card(timer):
    stage = Stage(timer)
    stage.loop.do = stage.happened.append
    stage.given(LinkChanged(Link.ONLINE), CardTapped(UID), Recalled(Card("nfc", UID), None))
    stage.given(Answered(MemberLookup(kind="nfc", value="04ff"), MemberFound(member=LIN)))

    assert isinstance(stage.loop.state.screen, Reading)
