"""The outbox goes out in order, a window at a time, and again after every new link."""

from __future__ import annotations

import pytest

from kiosk.courier import ACK_LATE_S, WINDOW, Courier
from mqtt_bridge.messages import Ack


class Post:
    """A link that carries, or does not."""

    def __init__(self) -> None:
        self.sent: list[int] = []
        self.up = True
        self.reconnects = 0

    def publish(self, type_: str, envelope: bytes) -> bool:
        if self.up:
            self.sent.append(int(envelope))
        return self.up

    def reconnect(self) -> None:
        self.reconnects += 1


class Shelf:
    """An outbox of bare numbers."""

    def __init__(self, upto: int) -> None:
        self.rows = list(range(1, upto + 1))
        self.acknowledged_upto, self.next_seq = 0, upto + 1

    def unsent(self, after_seq: int, limit: int):
        return [(seq, "t", b"%d" % seq) for seq in self.rows if seq > after_seq][:limit]

    def forget(self, ack: Ack) -> None:
        self.acknowledged_upto = max(self.acknowledged_upto, ack.upto)
        self.rows = [seq for seq in self.rows if seq > self.acknowledged_upto]


@pytest.fixture
def post() -> Post:
    return Post()


def test_no_more_than_a_window_is_on_its_way(post, timer):
    shelf = Shelf(100)
    courier = Courier(shelf, post.publish, post.reconnect, timer)
    courier.send()
    courier.send()
    assert post.sent == list(range(1, WINDOW + 1))

    courier.acknowledged(Ack(upto=5))
    assert post.sent == list(range(1, WINDOW + 6))


def test_everything_arrives_once_and_in_order_when_nothing_fails(post, timer):
    shelf = Shelf(100)
    courier = Courier(shelf, post.publish, post.reconnect, timer)
    courier.send()
    for upto in range(1, 101):
        courier.acknowledged(Ack(upto=upto))

    assert post.sent == list(range(1, 101))


def test_a_new_link_starts_over_from_the_oldest_unacknowledged(post, timer):
    shelf = Shelf(6)
    courier = Courier(shelf, post.publish, post.reconnect, timer)
    courier.send()
    courier.acknowledged(Ack(upto=2))
    post.sent.clear()
    courier.start_over()

    assert post.sent == [3, 4, 5, 6]


def test_what_could_not_be_sent_is_sent_later(post, timer):
    post.up = False
    courier = Courier(Shelf(3), post.publish, post.reconnect, timer)
    courier.send()
    post.up = True
    courier.start_over()

    assert post.sent == [1, 2, 3]


def test_a_silent_server_makes_the_link_new_less_and_less_often(post, timer):
    courier = Courier(Shelf(3), post.publish, lambda: (post.reconnect(), courier.start_over()), timer)
    courier.send()
    timer.pass_time(ACK_LATE_S)
    assert post.reconnects == 1

    timer.pass_time(ACK_LATE_S * 60)
    assert post.reconnects < 10


def test_a_quiet_outbox_makes_no_link_new(post, timer):
    courier = Courier(Shelf(3), post.publish, post.reconnect, timer)
    courier.send()
    courier.acknowledged(Ack(upto=3))
    timer.pass_time(1000)

    assert post.reconnects == 0
