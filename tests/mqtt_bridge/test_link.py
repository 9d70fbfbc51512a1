"""The link against a real Mosquitto."""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devstack.broker import HOST, Broker, free_port
from mqtt_bridge.backoff import Backoff
from mqtt_bridge.link import Delivery, Link
from mqtt_bridge.messages import Presence
from mqtt_bridge.topics import KioskTopics

SOON = 10.0
KIOSK = KioskTopics("demo", "kiosk-1")


def wait_for(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < deadline, f"not within {SOON} s: {what}"
        time.sleep(0.005)


class Ears:
    """What a link heard, for a test to wait on."""

    def __init__(self) -> None:
        self.inbox: queue.Queue[Delivery] = queue.Queue(1000)
        self.changes: list[bool] = []

    def next(self) -> Delivery:
        return self.inbox.get(timeout=SOON)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    it = Broker(tmp_path / "broker")
    it.start()
    yield it
    it.stop()


@pytest.fixture
def make(broker: Broker) -> Iterator[Callable[..., tuple[Link, Ears]]]:
    links: list[Link] = []

    def make_link(
        name: str, *subscriptions: str, port: int = 0, password: str = "", **more: object
    ) -> tuple[Link, Ears]:
        ears = Ears()
        link = Link(
            name,
            name,
            password,
            more.pop("will", None),  # type: ignore[arg-type]
            subscriptions,
            ears.inbox.put_nowait,
            ears.changes.append,
            backoff=more.pop("backoff", Backoff(base_s=0.01, cap_s=0.05)),  # type: ignore[arg-type]
            **more,  # type: ignore[arg-type]
        )
        links.append(link)
        link.open(HOST, port or broker.port)
        return link, ears

    yield make_link
    for link in links:
        link.close()


def test_a_message_arrives_with_its_reply_address(make: Callable[..., tuple[Link, Ears]]) -> None:
    asker, _ = make("asker")
    answerer, heard = make("answerer", "q/#")
    wait_for(lambda: asker.connected and answerer.connected, "both connected")

    assert asker.publish("q/1", b"hello", response_topic="a/1", correlation=b"\x00\x01", expiry_s=5)

    assert heard.next() == Delivery("q/1", b"hello", False, "a/1", b"\x00\x01")


def test_a_question_and_its_answer_take_milliseconds_not_forty(make: Callable[..., tuple[Link, Ears]]) -> None:
    asker, answers = make("asker", "a/#")
    answerer, questions = make("answerer", "q/#")
    wait_for(lambda: asker.connected and answerer.connected, "both connected")

    took = []
    for _ in range(50):
        start = time.perf_counter()
        asker.publish("q/1", b"?", response_topic="a/1")
        answerer.publish(questions.next().response_topic, b"!")
        answers.next()
        took.append(time.perf_counter() - start)

    assert sorted(took)[25] < 0.02


def test_without_a_link_publish_says_so_at_once(broker: Broker, make: Callable[..., tuple[Link, Ears]]) -> None:
    link, _ = make("lonely", port=free_port())

    start = time.perf_counter()

    assert not link.publish("t", b"x")
    assert time.perf_counter() - start < 0.05


def test_it_comes_back_after_the_broker_was_killed_and_hears_again(
    broker: Broker, make: Callable[..., tuple[Link, Ears]]
) -> None:
    link, ears = make("phoenix", "t/#")
    wait_for(lambda: link.connected, "connected")

    broker.kill9()
    wait_for(lambda: not link.connected, "noticed")
    broker.start()
    wait_for(lambda: link.connected, "back")

    assert link.publish("t/1", b"again")
    assert ears.next().payload == b"again"
    assert ears.changes == [True, False, True]


def test_what_was_published_while_it_was_away_is_kept_by_its_session(make: Callable[..., tuple[Link, Ears]]) -> None:
    sender, _ = make("sender")
    sleeper, _ = make("sleeper", "t/#")
    wait_for(lambda: sender.connected and sleeper.connected, "both connected")
    sleeper.close()

    sender.publish("t/1", b"kept")
    _, ears = make("sleeper", "t/#")

    assert ears.next().payload == b"kept"


def test_closing_says_the_will_and_a_break_lets_the_broker_say_it(make: Callable[..., tuple[Link, Ears]]) -> None:
    will = (KIOSK.presence, Presence(state="offline", session="s1"))
    _, ears = make("watcher", KIOSK.presence)
    link, _ = make("kiosk-1", will=will)
    wait_for(lambda: link.connected, "connected")

    link.close()

    assert b"offline" in ears.next().payload


def test_retained_messages_are_marked(make: Callable[..., tuple[Link, Ears]]) -> None:
    link, heard = make("one", "state")
    wait_for(lambda: link.connected, "connected")
    link.publish("state", b"kept", retain=True)
    assert not heard.next().retained

    _, ears = make("two", "state")

    assert ears.next().retained


def test_the_watchdog_can_force_a_new_connection(make: Callable[..., tuple[Link, Ears]]) -> None:
    link, ears = make("half-open", "t/#")
    wait_for(lambda: link.connected, "connected")

    link.reconnect()

    wait_for(lambda: ears.changes == [True, False, True], "down and up again")


def test_close_returns_within_a_second_when_the_broker_never_speaks(make: Callable[..., tuple[Link, Ears]]) -> None:
    with socket.socket() as mute:
        mute.bind((HOST, 0))
        mute.listen()
        link, _ = make("patient", port=mute.getsockname()[1])
        threading.Event().wait(0.05)

        start = time.perf_counter()
        link.close()

        assert time.perf_counter() - start < 1.2


def test_a_kiosk_cannot_speak_for_another_nor_listen_to_it(
    tmp_path: Path, make: Callable[..., tuple[Link, Ears]]
) -> None:
    users = {"kiosk-1": "one", "kiosk-2": "two", "server-events": "three"}
    guarded = Broker(tmp_path / "guarded", users=users)
    guarded.start()
    try:
        thief, stolen = make("kiosk-2", "rg/v1/demo/kiosk-1/#", port=guarded.port, password="two")
        owner, _ = make("kiosk-1", port=guarded.port, password="one")
        server, heard = make("server-events", "rg/v1/+/+/up/#", port=guarded.port, password="three")
        wait_for(lambda: thief.connected and owner.connected and server.connected, "all connected")

        thief.publish(KIOSK.health, b"forged")
        owner.publish(KIOSK.health, b"true")
        server.publish(KIOSK.ack, b"for kiosk-1 only")
        server.publish(KioskTopics("demo", "kiosk-2").ack, b"not subscribed")

        assert heard.next().payload == b"true"
        assert heard.inbox.empty()
        assert stolen.inbox.empty()
    finally:
        guarded.stop()


def test_what_the_broker_refuses_is_written_down(
    tmp_path: Path, make: Callable[..., tuple[Link, Ears]], caplog: pytest.LogCaptureFixture
) -> None:
    guarded = Broker(tmp_path / "guarded", users={"kiosk-1": "one"})
    guarded.start()
    try:
        link, _ = make("kiosk-1", port=guarded.port, password="one")
        wait_for(lambda: link.connected, "connected")

        link.publish("rg/v1/demo/kiosk-2/up/health", b"forged")

        wait_for(lambda: "refused a message" in caplog.text, "the refusal")
    finally:
        guarded.stop()


def test_a_message_that_is_too_large_is_not_taken(make: Callable[..., tuple[Link, Ears]]) -> None:
    link, ears = make("large", "t")
    wait_for(lambda: link.connected, "connected")

    assert not link.publish("t", b"x" * 256 * 1024)
    assert link.publish("t", b"x" * 200 * 1024)
    assert len(ears.next().payload) == 200 * 1024


def test_a_wrong_password_is_not_tried_again_at_once(tmp_path: Path, make: Callable[..., tuple[Link, Ears]]) -> None:
    guarded = Broker(tmp_path / "guarded", users={"kiosk-1": "one"})
    guarded.start()
    try:
        backoff = Backoff(base_s=0.0, cap_s=0.0)
        link, ears = make("kiosk-1", port=guarded.port, password="wrong", backoff=backoff)
        wait_for(lambda: backoff.tries > 0, "refused")
        threading.Event().wait(0.3)

        assert backoff.tries == 1
        assert not link.connected
        assert ears.changes == []
    finally:
        guarded.stop()
