"""Random fingers, cards, codes, faults and cut cables on a whole kiosk: it never breaks, and the watch would notice."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest

from devstack.monkey.watch import Watch, Wrong
from kiosk import journal
from kiosk.effects import OpenRedemption, Record
from kiosk.memory import Memory
from kiosk.screens import Attract, Greeting, LinkCard
from kiosk.state import State
from mqtt_bridge.messages import RedemptionCommitted, RedemptionVoided
from server import demo
from server.config import Config
from server.opening import open_house

NOW = datetime(2026, 11, 22, 10, 42, tzinfo=UTC)
HUB = Greeting.examples()[0]


def monkey(folder, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "devstack.monkey", "--size", "800x480", "--out", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_random_things_do_no_harm(tmp_path):
    done = monkey(tmp_path, "--seed", "20261127", "--steps", "150")
    assert done.returncode == 0, done.stderr
    assert "seed 20261127: 150 things" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("size", ["1280x800", "1080x1920"])
def test_ten_thousand_random_things_do_no_harm(tmp_path, size):
    done = monkey(tmp_path, "--seed", "7", "--steps", "10000", "--size", size)
    assert done.returncode == 0, done.stderr


# A kiosk that must not show its answers: the watch of a house with a strange rule.
GRUMPY = """
import logging, pathlib, sys
from devstack.monkey.play import play
from devstack.monkey.watch import Watch

class Grumpy(Watch):
    def shown(self, state):
        if type(state.screen).__name__ == "Scan":
            self.wrong("the scan screen is shown")
        super().shown(state)

logging.disable(logging.ERROR)
sys.exit(play(9, 40, "800x480", "en", pathlib.Path(sys.argv[1]), Grumpy))
"""


def test_what_breaks_is_told_with_its_seed_a_short_trail_and_a_journal_that_runs_again(tmp_path):
    done = subprocess.run([sys.executable, "-c", GRUMPY, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "seed 9 broke it" in done.stderr
    assert "the scan screen is shown" in done.stderr
    trail = json.loads((tmp_path / "monkey-9-trail.json").read_text())
    assert 1 <= len(trail) <= 3
    replayed = list(journal.replay(tmp_path / "monkey-9.jsonl"))
    assert type(replayed[-1].state.screen).__name__ == "Scan"


@pytest.fixture
def house(tmp_path):
    house = open_house(Config(data=str(tmp_path / "centre")), NOW)
    demo.seed(house, NOW)
    yield house
    house.store.close()


def lin() -> State:
    return State(screen=replace(HUB, member=msgspec.structs.replace(HUB.member, member=demo.LIN.id)))


def test_a_member_who_did_not_come_is_noticed(house):
    watch = Watch(house)
    watch.identified(State(), "nfc", demo.LIN.card)
    watch.shown(lin())
    watch.identified(State(), "qr", demo.WANG.qr)
    with pytest.raises(Wrong, match="m-demo-lin is shown, who did not come"):
        watch.shown(lin())


def test_a_card_offered_to_be_one_more_of_a_members_own_brings_nobody_else(house):
    watch, linking = Watch(house), LinkCard(HUB.card, lin().screen.member)
    watch.identified(State(), "nfc", demo.LIN.card)
    watch.shown(lin())
    watch.identified(State(screen=linking), "nfc", demo.WANG.card)
    watch.shown(State(screen=replace(linking, error="card_taken")))


class Face:
    """A picture and widgets that hold these texts."""

    def __init__(self, *texts: str) -> None:
        self.texts = self.held = lambda: list(texts)


def test_a_name_that_stays_behind_is_noticed(house):
    watch = Watch(house)
    watch.identified(State(), "nfc", demo.LIN.card)
    watch.shown(lin())
    watch.look(Face("请刷会员卡"), State(screen=Attract()))
    watch.nobody_is_left(Face("请刷会员卡"))
    with pytest.raises(Wrong, match="resting screen"):
        watch.look(Face("你好 林晓雨"), State(screen=Attract()))
    with pytest.raises(Wrong, match="still holds"):
        watch.nobody_is_left(Face(f"MemberView(display_name='{HUB.member.display_name}')"))
    with pytest.raises(Wrong, match="still holds"):
        watch.nobody_is_left(Face(HUB.member.coupons[0].code))


def test_a_redemption_that_is_settled_both_ways_is_noticed(house):
    watch = Watch(house)
    watch.asked(OpenRedemption("r1", "m1", "tea"))
    watch.asked(Record(RedemptionVoided(redemption="r1", member="m1", reason="no_answer")))
    with pytest.raises(Wrong, match="voided and committed"):
        watch.asked(Record(RedemptionCommitted(redemption="r1", member="m1")))


def test_a_redemption_that_is_left_open_is_noticed(house, at_rest):
    watch = Watch(house)
    watch.settled(at_rest, [])
    watch.asked(OpenRedemption("r1", "m1", "tea"))
    with pytest.raises(Wrong, match="settled 0 times"):
        watch.settled(at_rest, [])


def test_what_the_centre_does_not_know_of_is_noticed(house, at_rest):
    watch = Watch(house)
    watch.asked(OpenRedemption("r1", "m1", "tea"))
    watch.asked(Record(RedemptionCommitted(redemption="r1", member="m1")))
    with pytest.raises(Wrong, match="committed here and None at the centre"):
        watch.settled(at_rest, [])


class AtRest:
    """What the watch asks of a machine that stands still, over a real memory."""

    def __init__(self, memory) -> None:
        self.loop, self.memory = self, memory
        self.state, self.dropped = State(), 0
        self.config = self
        self.language = "zh"


@pytest.fixture
def at_rest(tmp_path):
    (tmp_path / "kiosk").mkdir()
    memory = Memory(tmp_path / "kiosk", stamp="x")
    yield AtRest(memory)
    memory.close()


def test_choices_and_redemptions_that_outlive_their_diner_are_noticed(house, at_rest):
    watch = Watch(house)
    at_rest.memory.redemptions.open("r1", "m1", "tea")
    with pytest.raises(Wrong, match="open at home"):
        watch.settled(at_rest, [])
    around = at_rest.state.around
    at_rest.state = State(around=replace(around, large_text=True))
    with pytest.raises(Wrong, match="chose"):
        watch.settled(at_rest, [])
