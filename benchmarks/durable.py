"""earn_to_durable_ack: a check-in into the outbox -> the server commits -> its receipt -> the outbox forgets."""

from __future__ import annotations

import os
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from benchmarks.no_screen import NoScreen, machine_without_screen
from benchmarks.over_broker import RAW
from benchmarks.plain_commit import PlainDatabase
from benchmarks.plain_mqtt import QUESTION_TOPIC, Asker
from benchmarks.processes import child
from benchmarks.restaurant import ASKER, restaurant
from benchmarks.rows import MS, Goal, Row, Say, row
from kiosk import config
from kiosk.effects import Record
from kiosk.hands import Hands
from kiosk.machine import Machine
from kiosk.staff_door import StaffDoor
from kiosk.values import Link
from mqtt_bridge.messages import MemberCheckedIn
from server.demo import people
from server.demo.persons import NEIGHBOURS

# The server takes a check-in up to eight days late: every member can earn on each of these days.
DAYS = 8


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
                screen.run_until(lambda: machine.memory.outbox.counts()[0] == 0)
                with (
                    Asker(house.broker.port, ASKER, house.password) as plain,
                    closing(PlainDatabase(house.folder / "plain.db")) as disk,
                ):
                    return _measure(machine, screen, plain, disk, say)
            finally:
                machine.stop()


def _measure(machine: Machine, screen: NoScreen, plain: Asker, disk: PlainDatabase, say: Say) -> list[Row]:
    hands = Hands(
        *("kiosk/bench", machine.memory, machine.courier, machine.wire.ask, machine.printer, machine.loop.post),
        machine.now,
        lambda: machine.clock.state,
        StaffDoor(""),
        lambda: (),
        lambda _delay_s, _fn: lambda: None,
    )
    today = machine.now().date()
    members = [person.id for person in (*people(), *NEIGHBOURS) if person.id]
    earns: list[float] = []
    raw: list[float] = []
    commits: list[float] = []
    for days_ago in range(DAYS):
        on = (today - timedelta(days=days_ago)).isoformat()
        say(f"day {days_ago + 1} of {DAYS}")
        for member in members:
            earns.append(_earn_s(hands, machine, screen, MemberCheckedIn(member=member, on=on)) * MS)
            raw.append(plain.ask_s(QUESTION_TOPIC, b"x" * 400) * MS)
            commits.append(disk.commit_s() * MS)
    dead = machine.memory.outbox.counts()[1]
    assert dead == 0, f"the server refused {dead} check-ins"
    return [
        row("earn_to_durable_ack", "ms", earns, RAW, raw, Goal("ratio", 3.0)),
        # Two of these are in it, whatever we do: this disk's share.
        row("durable_commit_raw", "ms", commits, "itself", commits),
    ]


def _earn_s(hands: Hands, machine: Machine, screen: NoScreen, event: MemberCheckedIn) -> float:
    outbox = machine.memory.outbox
    wanted = outbox.acknowledged_upto + 1
    began = time.perf_counter()
    hands.do(Record(event))
    screen.run_until(lambda: outbox.acknowledged_upto >= wanted)
    return time.perf_counter() - began
