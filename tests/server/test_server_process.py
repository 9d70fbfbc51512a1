"""The server as a process, with a real Mosquitto: asked, told, killed and started again."""

from __future__ import annotations

import json
import os
import queue
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec import Raw

from devstack.broker import HOST, Broker
from loyalty.programme import DEMO, dump
from mqtt_bridge.backoff import Backoff
from mqtt_bridge.codec import decode, decode_answer, encode
from mqtt_bridge.link import Delivery, Link
from mqtt_bridge.messages import (
    Ack,
    Birth,
    DesiredOffers,
    DesiredProgramme,
    DeviceChanged,
    Envelope,
    EventData,
    MemberCheckedIn,
    MemberFound,
    MemberLookup,
    Presence,
    Question,
    Value,
)
from mqtt_bridge.topics import EVERYBODY, KioskTopics, group_desired, server_presence
from server import demo
from server.app import main
from server.store import Store

SOON = 20.0
USERS = {"server-events": "a", "server-questions": "b"} | {f"kiosk-{n}": f"secret-{n}" for n in range(1, 10)}
CONFIG = """
data = "{data}"
demo = true
[broker]
port = {port}
password = "a"
questions_password = "b"
reconnect_base_s = 0.05
reconnect_cap_s = 0.2
[till]
port = 0
tokens = {{ lotus = "secret" }}
"""


class ServerProcess:
    """`regulars-server` as a service manager runs it."""

    def __init__(self, folder: Path, broker_port: int) -> None:
        self.data = folder / "data"
        self._log = folder / "server.log"
        self.config = folder / "server.toml"
        self.config.write_text(CONFIG.format(data=self.data, port=broker_port))
        self.ready: dict[str, Any] = {}
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "server.app", "--config", str(self.config)],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=os.environ | {"PYTHONPATH": os.getcwd()},
            )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line.startswith("ready "), self._log.read_text()
        self.ready = json.loads(line.removeprefix("ready "))

    def end(self, how: signal.Signals) -> int:
        assert self._process is not None
        assert self._process.stdout is not None
        self._process.send_signal(how)
        code = self._process.wait(SOON)
        self._process.stdout.close()
        self._process = None
        return code

    def stop(self) -> None:
        if self._process is not None:
            self.end(signal.SIGKILL)


class KioskOnTheWire:
    """The least a kiosk must do, with stock parts: ask, and send events until they are acknowledged."""

    def __init__(self, name: str, port: int) -> None:
        self.topics = KioskTopics("demo", name)
        self.upto = 0
        self.rejected: set[str] = set()
        self.server: list[str] = []
        self.rules: list[int] = []
        self.offers: list[DesiredOffers] = []
        self.programmes: list[DesiredProgramme] = []
        self.events: list[tuple[str, bytes]] = []
        self.answers: queue.Queue[Delivery] = queue.Queue()
        will = (self.topics.presence, Presence(state="offline", session="s"))
        self.link = Link(
            *(name, name, USERS[name], will, self.topics.reads, self._heard, lambda up: None),
            backoff=Backoff(base_s=0.05, cap_s=0.2),
        )
        self.link.open(HOST, port)

    def _heard(self, delivery: Delivery) -> None:
        if delivery.topic == self.topics.ack:
            ack = decode(delivery.payload, Ack)
            self.upto = max(self.upto, ack.upto)
            self.rejected |= {one.id for one in ack.rejected}
        elif delivery.topic == server_presence("demo"):
            presence = decode(delivery.payload, Presence)
            self.server.append(presence.state)
            self.rules.append(presence.rules)
        elif delivery.topic == group_desired("demo", EVERYBODY, "offers"):
            self.offers.append(decode(delivery.payload, DesiredOffers))
        elif delivery.topic == group_desired("demo", EVERYBODY, "programme"):
            self.programmes.append(decode(delivery.payload, DesiredProgramme))
        else:
            self.answers.put(delivery)

    def ask(self, question: Question) -> Value:
        """Ask until somebody answers."""
        deadline = time.monotonic() + SOON
        reply_to = self.topics.answer(question.method)
        while time.monotonic() < deadline:
            self.link.publish(self.topics.question(question.method), question, response_topic=reply_to, expiry_s=5)
            try:
                return decode_answer(question.method, self.answers.get(timeout=0.5).payload)
            except queue.Empty:
                continue
        raise AssertionError("nobody answers")

    def record(self, data: EventData) -> None:
        seq = len(self.events) + 1
        envelope = Envelope(
            *(f"{self.topics.kiosk}-{seq}", self.topics.kiosk, data.type, "2026-11-22T12:00:00+08:00", seq, "b", seq),
            clock="unsynced",
            data=Raw(encode(data)),
        )
        self.events.append((self.topics.event(data.type), encode(envelope)))

    def send(self, window: int = 20) -> None:
        """Send what is not acknowledged, oldest first."""
        for topic, payload in self.events[self.upto : self.upto + window]:
            self.link.publish(topic, payload)

    def drain(self) -> None:
        deadline = time.monotonic() + SOON
        while self.upto < len(self.events):
            assert time.monotonic() < deadline, f"{self.upto} of {len(self.events)} acknowledged"
            before = self.upto
            self.send()
            until(lambda was=before: self.upto > was, 1.0)  # type: ignore[misc]


def until(condition: Callable[[], bool], timeout_s: float = SOON) -> bool:
    deadline = time.monotonic() + timeout_s
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.005)
    return condition()


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    it = Broker(tmp_path_factory.mktemp("broker"), users=USERS)
    it.start()
    yield it
    it.stop()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, broker: Broker) -> Iterator[ServerProcess]:
    """One process for the whole file; a test that ends it starts it again."""
    it = ServerProcess(tmp_path_factory.mktemp("server"), broker.port)
    it.start()
    yield it
    it.stop()


@pytest.fixture(scope="module")
def names() -> Iterator[str]:
    """A kiosk of its own for every test."""
    return (f"kiosk-{n}" for n in range(1, 10))


@pytest.fixture
def new_kiosk(broker: Broker, names: Iterator[str]) -> Iterator[Callable[[], KioskOnTheWire]]:
    made: list[KioskOnTheWire] = []

    def make() -> KioskOnTheWire:
        made.append(KioskOnTheWire(next(names), broker.port))
        return made[-1]

    yield make
    for one in made:
        one.link.close()


@pytest.fixture
def kiosk(new_kiosk: Callable[[], KioskOnTheWire]) -> KioskOnTheWire:
    return new_kiosk()


def test_a_question_is_answered_and_an_event_acknowledged(server: ServerProcess, kiosk: KioskOnTheWire) -> None:
    found = kiosk.ask(MemberLookup(kind="nfc", value=demo.LIN.card))
    kiosk.record(MemberCheckedIn(member=demo.CHEN.id, on=time.strftime("%Y-%m-%d")))
    kiosk.record(MemberCheckedIn(member="m-nobody", on=time.strftime("%Y-%m-%d")))
    kiosk.drain()

    assert isinstance(found, MemberFound)
    assert found.member is not None
    assert found.member.points == 2_480
    assert kiosk.rejected == {f"{kiosk.topics.kiosk}-2"}
    assert kiosk.server == ["online"]


def test_the_till_and_the_kiosk_see_the_same_points(server: ServerProcess, kiosk: KioskOnTheWire) -> None:
    url = f"http://127.0.0.1:{server.ready['till_port']}/api/v1/orders"
    order = {
        "order_id": "o1",
        "store": "lotus",
        "member": {"card": demo.EMILY.card},
        "lines": [{"sku": "duck", "qty": 1, "amount_fen": 10_000}],
        "total_fen": 10_000,
        "paid_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }

    answer = httpx.post(url, json=order, headers={"Authorization": "Bearer secret"}, trust_env=False).json()
    found = kiosk.ask(MemberLookup(kind="nfc", value=demo.EMILY.card))

    assert isinstance(found, MemberFound)
    assert found.member is not None
    assert found.member.points == answer["points"]["balance"]


def test_kiosks_hear_of_a_programme_that_is_published_while_the_server_runs(
    server: ServerProcess, kiosk: KioskOnTheWire, tmp_path: Path
) -> None:
    assert until(lambda: kiosk.rules == [1])
    assert until(lambda: [len(one.body.offers) for one in kiosk.offers] == [3])
    plain: Any = dump(DEMO)
    plain["redemption"]["hold_s"] = 901
    plain["offers"] = plain["offers"][:1]
    plain["check_in"] = {"points": 8, "bonus_every": 3, "bonus_points": 50}
    own = tmp_path / "own.json"
    own.write_text(json.dumps(plain), "utf-8")

    assert main(["programme", "publish", str(own), "--config", str(server.config)]) == 0

    # Nobody asks anything: kiosks that rest hear of it too.
    assert until(lambda: kiosk.rules[-1] == 2)
    assert until(lambda: (kiosk.offers[-1].rev, len(kiosk.offers[-1].body.offers)) == (2, 1))
    assert until(lambda: [(one.rev, one.body.check_in.points) for one in kiosk.programmes] == [(1, 5), (2, 8)])
    assert kiosk.server == ["online", "online"]


def test_a_birth_says_where_to_go_on(server: ServerProcess, kiosk: KioskOnTheWire) -> None:
    for _ in range(3):
        kiosk.record(DeviceChanged(device="printer", state="ok"))
    kiosk.drain()
    kiosk.upto = 0

    birth = Birth(kiosk=kiosk.topics.kiosk, version="1", boot="b", next_seq=4)
    until(lambda: kiosk.link.publish(kiosk.topics.birth, birth, retain=True))

    assert until(lambda: kiosk.upto == 3)


def test_the_server_says_goodbye_and_ends_cleanly(server: ServerProcess, kiosk: KioskOnTheWire) -> None:
    assert until(lambda: kiosk.server == ["online"])

    assert server.end(signal.SIGTERM) == 0

    assert until(lambda: kiosk.server == ["online", "offline"])
    server.start()
    assert until(lambda: kiosk.server == ["online", "offline", "online"])


def test_killed_between_commit_and_acknowledgement_nothing_is_lost_or_doubled(
    server: ServerProcess, new_kiosk: Callable[[], KioskOnTheWire]
) -> None:
    kill_at_random(server, new_kiosk(), new_kiosk(), kills=3, events=150)


@pytest.mark.slow
def test_killed_thirty_times_nothing_is_lost_or_doubled(
    server: ServerProcess, new_kiosk: Callable[[], KioskOnTheWire]
) -> None:
    kill_at_random(server, new_kiosk(), new_kiosk(), kills=30, events=1_500)


def kill_at_random(
    server: ServerProcess, kiosk: KioskOnTheWire, other: KioskOnTheWire, kills: int, events: int
) -> None:
    """Two kiosks send without pause while the server is killed; then every event counts exactly once."""
    dice = random.Random(7)
    names = (kiosk.topics.kiosk, other.topics.kiosk)
    for n in range(events):
        for one in (kiosk, other):
            one.record(DeviceChanged(device=f"d{n}", state="x"))
    until(lambda: kiosk.link.connected and other.link.connected)
    for kill in range(kills):
        goal = events * (kill + 1) // (kills + 1)
        while kiosk.upto < goal:
            _send_both(kiosk, other)
            until(lambda was=kiosk.upto: kiosk.upto > was, 1.0)  # type: ignore[misc]
        _send_both(kiosk, other)
        time.sleep(dice.uniform(0, 0.01))
        server.end(signal.SIGKILL)
        server.start()
    kiosk.drain()
    other.drain()
    server.end(signal.SIGTERM)
    store = Store(server.data)
    try:
        assert store.verify() == []
        for name in names:
            assert (
                store.database.one("SELECT count(*), max(seq) FROM event_seen WHERE kiosk = ?", name) == (events,) * 2
            )
            assert store.database.one("SELECT count(*) FROM device WHERE kiosk = ?", name) == (events,)
    finally:
        store.close()
    server.start()


def _send_both(*kiosks: KioskOnTheWire) -> None:
    for kiosk in kiosks:
        kiosk.send()
