"""Random fingers, cards, codes, keys and news on the real screens and flow: nothing raises, nobody is stuck."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from devstack.book import FINE
from drivers.ports import CardTapped, CodeScanned, Printed, PrintFault, PrintRefused
from kiosk.effects import Ask, Effect, Print, Recall
from kiosk.events import Answered, LinkChanged, NoAnswer, Recalled, Touched, Turn
from kiosk.loop import Loop
from kiosk.screens import Attract
from kiosk.screens._people import AMOUNT_OFF, EVENING, LIN, LONG, NEW, REWARDS
from kiosk.state import State
from kiosk.values import Link
from mqtt_bridge.messages import (
    Joined,
    JoinStart,
    JoinStarted,
    JoinVerify,
    MemberFound,
    MemberLookup,
    Refusal,
    RewardHeld,
    RewardHold,
    RewardList,
    RewardsListed,
)

UIDS = ("04a1", "04ff", "04zz")
CODES = ("RGM-12345678", "RGC-12345678", "junk", "\x00", "https://example.org", "9" * 300)
KEYS = ("left", "right", "up", "down", "tab", "back_tab", "enter", "repeat")
# Longer than the longest any screen waits, warnings and slow readers included.
SILENCE_S = 1200.0


class House:
    """The loop of a kiosk on the stand, and a server, a printer and a memory that answer as they please."""

    def __init__(self, stand, seed: int) -> None:
        self.stand, self.chance, self._passed_s = stand, random.Random(seed), 0.0
        self._number = 0
        self.seen: set[str] = set()
        self.loop = Loop(
            State(around=FINE), show=self._show, do=self._do, turn=self._turn, wake=lambda: None, after=stand.ui.after
        )
        stand.ui._tell = lambda what, arg: self.loop.post(Touched(what, arg))
        self._show(self.loop.state, None)

    def _show(self, state: State, timeout_s: float | None) -> None:
        self.seen.add(type(state.screen).__name__)
        self.stand.ui.show(state, timeout_s)

    def _turn(self) -> Turn:
        self._number += 1
        return Turn(EVENING + timedelta(seconds=self._number), f"id-{self._number}")

    def _do(self, effect: Effect) -> None:
        match effect:
            case Recall(card):
                self.loop.post(Recalled(card, self.chance.choice((None, LIN, LONG))))
            case Ask(question):
                answer = self._answer(question)
                self.loop.post(Answered(question, answer) if answer is not None else NoAnswer(question))
            case Print(job):
                fails = self.chance.random() < 0.4
                maybe = self.chance.random() < 0.5
                self.loop.post(PrintRefused(job, PrintFault.PAPER_OUT, maybe) if fails else Printed(job))

    def _answer(self, question):
        if self.chance.random() < 0.15:
            return None
        if self.chance.random() < 0.1:
            return Refusal(code=self.chance.choice(("not_enough", "card_blocked", "wrong_code", "nobody_knows")))
        match question:
            case MemberLookup():
                return MemberFound(member=self.chance.choice((None, LIN, LONG, NEW)))
            case RewardList():
                return RewardsListed(rewards=REWARDS)
            case RewardHold(redemption=redemption):
                return RewardHeld(redemption=redemption, coupon=AMOUNT_OFF, points_after=1)
            case JoinStart():
                return JoinStarted(expires_s=600, resend_after_s=0)
            case JoinVerify():
                return Joined(member=NEW, code="RGM-NEW00000")
        return None

    def act(self) -> None:
        """One thing happens."""
        chance, stand = self.chance, self.stand
        dice = chance.random()
        if dice < 0.35:
            stand.ui.touch(chance.randrange(1280), chance.randrange(800))
        elif dice < 0.72:
            controls = [one for one in stand.ui.controls() if one.what != "done" or chance.random() < 0.2]
            if controls:
                one = chance.choice(controls)
                stand.ui.press(one.what, one.arg)
        elif dice < 0.82:
            self.loop.post(CardTapped(chance.choice(UIDS)))
        elif dice < 0.88:
            self.loop.post(CodeScanned(chance.choice(CODES)))
        elif dice < 0.94:
            stand.ui.key(chance.choice(KEYS))
        elif dice < 0.96:
            self.loop.post(LinkChanged(chance.choice((Link.ONLINE, Link.OFFLINE, Link.SERVER_DOWN, Link.ONLINE))))
        else:
            self.pass_time(chance.choice((0.3, 5.0, 50.0)), 5)
        self.loop.drain()
        # As often as not the next thing comes before there is another picture.
        self.pass_time(chance.choice((0.02, 0.3)), chance.choice((0, 1)))

    def pass_time(self, seconds: float, steps: int) -> None:
        for _ in range(steps):
            self.stand.pass_time(seconds / steps, max(0.001, seconds / steps))
            self.loop.drain()

    def wait_in_silence(self) -> None:
        passed_s = 0.0
        while passed_s < SILENCE_S and not (self.loop.state.screen == Attract() and not self.loop.state.warning):
            self.pass_time(5.0, 1)
            passed_s += 5.0


def live(stand, seed: int, actions: int) -> House:
    house = House(stand, seed)
    try:
        for number in range(actions):
            house.act()
            if number % 200 == 199:
                house.wait_in_silence()
                assert house.loop.state.screen == Attract()
        house.wait_in_silence()
    finally:
        stand.ui._tell = lambda what, arg: stand.touched.append((what, arg))
    return house


def check(house: House) -> None:
    assert house.loop.state.screen == Attract()
    # Choices made on the resting screen itself are forgotten there after a minute.
    house.pass_time(130.0, 4)
    assert house.loop.state.around == replace(FINE, link=house.loop.state.around.link)
    assert house.loop.dropped == 0
    assert {"Greeting", "JoinPhone"} <= house.seen
    assert len(house.seen) >= 10


def test_a_few_hundred_random_things_do_no_harm(stand):
    check(live(stand, 20261122, 300))


@pytest.mark.slow
def test_ten_thousand_random_things_do_no_harm(stand):
    check(live(stand, 7, 10_000))
