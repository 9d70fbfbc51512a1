"""The one thread that handles messages."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from mqtt_bridge.codec import decode
from mqtt_bridge.link import Delivery
from mqtt_bridge.messages import Ack, DeviceChanged
from server.outgoing import Outgoing
from server.worker import ENOUGH, FEW, HOLD_S, INBOX, LEAST, MANY, Worker


def worker(centre: Any, say: Callable[[Outgoing], bool], **more: Any) -> Worker:
    after: Callable[[bool], None] = more.get("after", lambda _wrote: None)
    return Worker(centre.desk, say, lambda: centre.now, after, more.get("failed", lambda: None))


def hand_in(it: Worker, *deliveries: Delivery) -> None:
    door = it.door()
    for delivery in deliveries:
        door.put(delivery)
    door.settled()


def test_an_event_that_comes_alone_is_committed_and_acknowledged_on_the_links_own_thread(
    centre: Any, kiosk: Any
) -> None:
    order: list[Outgoing | bool] = []
    it = worker(centre, lambda outgoing: order.append(outgoing) is None, after=order.append)

    # Its thread was never started.
    hand_in(it, kiosk.event(DeviceChanged(device="printer", state="ok")))

    said, wrote = order
    assert isinstance(said, Outgoing)
    assert decode(said.payload, Ack).upto == 1
    assert centre.house.store.events.last_seq("kiosk-1") == 1
    assert wrote is True


def test_nothing_overtakes_what_waits(centre: Any, kiosk: Any) -> None:
    said: list[Outgoing] = []
    it = worker(centre, lambda outgoing: said.append(outgoing) is None)
    hand_in(it, *(kiosk.event(DeviceChanged(device="printer", state="ok")) for _ in range(FEW + 1)))

    hand_in(it, kiosk.event(DeviceChanged(device="printer", state="off")))

    assert said == []
    it.start()
    it.stop()
    assert [decode(one.payload, Ack).upto for one in said] == [FEW + 2]


def test_it_answers_in_groups_and_finishes_its_inbox_before_it_ends(centre: Any, kiosk: Any) -> None:
    said: list[Outgoing] = []
    it = worker(centre, lambda outgoing: said.append(outgoing) is None)
    door = it.door()
    for _ in range(450):
        door.put(kiosk.event(DeviceChanged(device="printer", state="ok")))
    door.settled()

    it.start()
    it.stop()

    upto = [decode(one.payload, Ack).upto for one in said]
    assert upto[-1] == 450
    assert upto == sorted(set(upto))
    assert len(upto) <= 3


def test_while_many_are_coming_a_kiosk_is_told_when_half_of_its_window_is_through_and_others_later(
    centre: Any, kiosk: Any
) -> None:
    said: list[tuple[str, float]] = []
    it = worker(centre, lambda outgoing: said.append((outgoing.topic, time.monotonic())) is None)
    other = centre.kiosk("kiosk-2")
    door = it.door()
    for one, events in ((kiosk, LEAST), (other, ENOUGH - 1), (kiosk, MANY)):
        for _ in range(events):
            door.put(one.event(DeviceChanged(device="printer", state="ok")))
        door.settled()

    it.start()
    while len(said) < 3:
        time.sleep(0.01)
    it.stop()

    assert [topic.split("/")[3] for topic, _ in said] == ["kiosk-1", "kiosk-1", "kiosk-2"]
    assert said[2][1] - said[1][1] > HOLD_S / 4


def test_a_full_inbox_drops_counts_and_never_blocks(centre: Any) -> None:
    it = worker(centre, lambda outgoing: True)
    start = time.perf_counter()

    for _ in range(INBOX // 5 + 1):
        hand_in(it, *[Delivery("x", b"")] * 5)

    assert it.dropped == 5
    assert time.perf_counter() - start < 2


def test_what_cannot_be_said_is_counted(centre: Any, kiosk: Any) -> None:
    it = worker(centre, lambda outgoing: False)

    hand_in(it, kiosk.birth())

    assert it.unsaid == 1


def test_a_mistake_that_ends_the_thread_ends_the_process_too(centre: Any, caplog: pytest.LogCaptureFixture) -> None:
    failed = threading.Event()

    def broken(_wrote: bool) -> None:
        raise RuntimeError("a mistake")

    it = worker(centre, lambda outgoing: True, after=broken, failed=failed.set)
    it.start()
    hand_in(it, *[Delivery("x", b"")] * (FEW + 1))

    assert failed.wait(10)
    it.stop()
    assert "the worker ended" in caplog.text
