"""Waiting before the next connection."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from mqtt_bridge.backoff import Backoff


@given(st.integers(), st.integers(0, 200))
def test_every_wait_is_within_its_growing_ceiling(seed: int, tries: int) -> None:
    backoff = Backoff(draw=random.Random(seed))

    waits = [backoff.next_wait_s(0.0) for _ in range(tries)]

    assert all(0 <= wait <= min(60, 2**n) for n, wait in enumerate(waits))


def test_only_a_steady_connection_starts_again_from_the_shortest_wait() -> None:
    backoff = Backoff(draw=random.Random(1))
    for _ in range(10):
        backoff.next_wait_s(59.0)

    after_flapping = [backoff.next_wait_s(59.0) for _ in range(20)]
    after_steady = backoff.next_wait_s(60.0)

    assert max(after_flapping) > 30
    assert after_steady <= 1
