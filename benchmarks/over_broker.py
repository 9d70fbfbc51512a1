"""Over a real Mosquitto: plain question and answer, the same to our server, and a tap until the server has confirmed.

The three take turns one by one, so that whatever else the machine does hits all of them alike.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from benchmarks.no_screen import NoScreen, machine_without_screen
from benchmarks.plain_mqtt import QUESTION_TOPIC, Asker
from benchmarks.processes import child
from benchmarks.restaurant import ASKER, PLAIN_KIOSK, TENANT, Restaurant, restaurant
from benchmarks.rows import MS, Goal, Row, Say, row
from drivers.ports import CardTapped
from kiosk import config
from kiosk.events import Touched
from kiosk.machine import Machine
from kiosk.screens import Attract, Greeting
from kiosk.values import Link
from mqtt_bridge.codec import decode_answer, encode
from mqtt_bridge.messages import MemberFound, MemberLookup
from mqtt_bridge.topics import KioskTopics
from server.demo import LIN

TURNS, A_WORD = 400, 50
WARM_UP = 20
RAW = "plain paho question and answer"


def run(say: Say) -> list[Row]:
    say("starting broker, server, kiosk")
    with restaurant() as house, house.hardware():
        environment = os.environ | {"PLAIN_PASSWORD": house.password}
        with child("benchmarks.plain_mqtt", str(house.broker.port), env=environment) as answerer:
            answerer.wait_for("ready")
            machine, screen = machine_without_screen(config.load(Path(house.kiosk_config())))
            machine.start()
            try:
                screen.run_until(lambda: machine.loop.state.around.link is Link.ONLINE)
                return _measure(house, machine, screen, say)
            finally:
                machine.stop()


def _measure(house: Restaurant, machine: Machine, screen: NoScreen, say: Say) -> list[Row]:
    topics = KioskTopics(TENANT, PLAIN_KIOSK)
    question = encode(MemberLookup(kind="nfc", value=LIN.card))
    raw: list[float] = []
    lookups: list[float] = []
    taps: list[float] = []
    port, password = house.broker.port, house.password
    with (
        Asker(port, ASKER, password) as plain,
        Asker(port, PLAIN_KIOSK, password, topics.answer("member.lookup")) as kiosk,
    ):
        for _ in range(WARM_UP):
            plain.ask_s(QUESTION_TOPIC, question)
            kiosk.ask_s(topics.question("member.lookup"), question)
            tap_s(machine, screen)
        found = decode_answer("member.lookup", kiosk.answer)
        assert isinstance(found, MemberFound) and found.member is not None, found
        for turn in range(TURNS):
            if turn % A_WORD == 0:
                say(f"turn {turn} of {TURNS}")
            raw.append(plain.ask_s(QUESTION_TOPIC, question) * MS)
            lookups.append(kiosk.ask_s(topics.question("member.lookup"), question) * MS)
            taps.append(tap_s(machine, screen) * MS)
    return [
        row("mqtt_question_answer_raw", "ms", raw, "itself", raw),
        row("member_lookup", "ms", lookups, RAW, raw),
        row("tap_to_confirmed_greeting_over_broker", "ms", taps, RAW, raw, Goal("ratio", 3.0)),
    ]


def tap_s(machine: Machine, screen: NoScreen) -> float:
    """From the driver's signal to the state with the greeting the server has confirmed, in seconds."""
    began = time.perf_counter()
    machine.loop.post(CardTapped(LIN.card))
    screen.run_until(lambda: _confirmed(machine))
    took_s = time.perf_counter() - began
    machine.loop.post(Touched("done"))
    screen.run_until(lambda: isinstance(machine.loop.state.screen, Attract))
    return took_s


def _confirmed(machine: Machine) -> bool:
    shown = machine.loop.state.screen
    return isinstance(shown, Greeting) and shown.confirmed
