"""What the garbage collector still walks through once the screens are built."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from kiosk.ui.litter import set_aside


class Ring:
    """Refers to itself: only a collection frees it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def a_ring_nobody_holds() -> weakref.ref[Ring]:
    return weakref.ref(Ring())


def test_what_the_building_left_behind_is_cleared_away_first() -> None:
    left = a_ring_nobody_holds()
    set_aside()
    assert left() is None


def test_what_was_built_is_walked_through_no_more() -> None:
    set_aside()
    assert gc.get_freeze_count() > 1000
    assert len(gc.get_objects()) < gc.get_freeze_count() / 10


def test_what_visits_leave_is_still_found() -> None:
    set_aside()
    left = a_ring_nobody_holds()
    gc.collect()
    assert left() is None
