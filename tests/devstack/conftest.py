"""One restaurant for every test of this folder that wants one: it takes seconds to open."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from devstack.tour.bench_client import BenchClient
from devstack.tour.demo import running_demo

WAIT_S = 10.0


@pytest.fixture(scope="session")
def restaurant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A headless demo; what it said when it was ready."""
    # The test's folder is deep: the sockets must not mind.
    with running_demo(tmp_path_factory.mktemp("restaurant")) as ready:
        yield ready


@pytest.fixture
def bench(restaurant: dict[str, Any]) -> BenchClient:
    return BenchClient(restaurant)


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], None]:
    """Wait for what comes through threads and processes."""

    def wait(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + WAIT_S
        while not condition():
            assert time.monotonic() < deadline, "it did not happen in time"
            time.sleep(0.05)

    return wait
