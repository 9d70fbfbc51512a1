"""One restaurant for every test of this folder that wants one: it takes seconds to open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from devstack.tour.bench_client import BenchClient
from devstack.tour.demo import running_demo


@pytest.fixture(scope="session")
def restaurant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A headless demo; what it said when it was ready."""
    # The test's folder is deep: the sockets must not mind.
    with running_demo(tmp_path_factory.mktemp("restaurant")) as ready:
        yield ready


@pytest.fixture
def bench(restaurant: dict[str, Any]) -> BenchClient:
    return BenchClient(restaurant)
