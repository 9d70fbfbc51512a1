"""A diner who never tires: taps a card, checks in, redeems, prints, goes home, and again.

    python -m devstack.robot --config kiosk.toml --cards UID,UID --seed N --log FILE

Runs a headless kiosk and touches it at random, from the seed. Each redemption it confirms is appended to the
log, on the disk before the kiosk is told, so that a test can hold the centre's books against it.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import signal
import sys
from pathlib import Path

from devstack.headless import HeadlessFront, build
from drivers.ports import CardTapped
from kiosk import config as configuration
from kiosk.effects import Effect, OpenRedemption
from kiosk.events import Event, Touched
from kiosk.machine import Machine
from kiosk.screens import (
    Attract,
    Catalogue,
    Confirm,
    Greeting,
    Holding,
    PrinterTrouble,
    Printing,
    Reading,
    Undo,
)
from kiosk.state import State

HURRY_S = 0.004
PATIENCE_S = 0.15


class Robot:
    """Answers each screen with one touch, a moment after it is shown."""

    def __init__(self, machine: Machine, front: HeadlessFront, cards: list[str], seed: int) -> None:
        self._machine, self._front, self._cards = machine, front, cards
        self._draw = random.Random(seed)
        self._shown = 0
        front.on_show = self._see

    def start(self) -> None:
        self._see(self._machine.loop.state)

    def _see(self, state: State) -> None:
        self._shown += 1
        shown = self._shown
        waits = isinstance(state.screen, Reading | Holding | Printing) or (
            isinstance(state.screen, Greeting) and not state.screen.confirmed
        )
        delay_s = PATIENCE_S if waits else HURRY_S

        def act() -> None:
            if shown == self._shown:
                self._machine.loop.post(self._choice(self._front.state))
                self._front.after(PATIENCE_S, again)

        def again() -> None:
            if shown == self._shown:
                act()

        self._front.after(delay_s, act)

    def _choice(self, state: State) -> Event:
        draw = self._draw
        match state.screen:
            case Attract():
                return CardTapped(draw.choice(self._cards))
            case Greeting(member=member):
                prints = [Touched("print", coupon.code) for coupon in member.coupons[:3]]
                return draw.choice([*prints, *[Touched("redeem")] * 4, Touched("check_in"), Touched("done")])
            case Catalogue(rewards=rewards) as screen:
                within = [r.reward for r in rewards or () if not screen.short(r) and r.stock != 0]
                return Touched("choose", draw.choice(within)) if within else Touched("done")
            case Confirm():
                return Touched("confirm")
            case PrinterTrouble():
                return Touched(draw.choice(["again", "again", "keep", "void", "done"]))
            case Undo():
                return Touched(draw.choice(["print_now", "print_now", "undo"]))
            case Holding() | Printing() | Reading():
                return Touched("more_time")
            case _:
                return Touched("done")


def main() -> int:
    parser = argparse.ArgumentParser(description="Run a kiosk with a diner who never tires.")
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--cards", required=True, help="the UIDs to tap, with commas between; '': nobody comes")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--log", type=Path, required=True, help="each confirmed redemption is appended here")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    front = HeadlessFront()
    machine = build(configuration.load(options.config), front)
    with options.log.open("a") as log:
        do = machine.loop.do

        def note_then_do(effect: Effect) -> None:
            if isinstance(effect, OpenRedemption):
                log.write(f"{effect.redemption} {effect.member}\n")
                log.flush()
                os.fsync(log.fileno())
            do(effect)

        machine.loop.do = note_then_do
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: front.stop())
        machine.start()
        logging.info("the kiosk is up")
        robot = Robot(machine, front, options.cards.split(","), options.seed)
        if options.cards:
            front.after(0.0, robot.start)
        front.run()
        machine.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
