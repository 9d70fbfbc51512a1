"""What the garbage collector still walks through once the screens are built."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator

import pytest

from kiosk.ui.litter import Litter


class Ring:
    """Refers to itself: only a collection frees it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_was_built_is_set_aside_once_nobody_is_here() -> None:
    waiting: list[Callable[[], None]] = []
    quiet = False
    litter = Litter(lambda: quiet, lambda _s, again: waiting.append(again))
    litter.set_aside()
    assert gc.get_freeze_count() == 0
    quiet = True
    waiting.pop()()
    assert gc.get_freeze_count() > 1000
    assert not waiting


def test_what_the_building_left_behind_is_cleared_away_first() -> None:
    ring = Ring()
    left = weakref.ref(ring)
    del ring
    Litter(lambda: True, lambda _s, again: again()).set_aside()
    assert left() is None


def test_what_visits_leave_is_found_by_a_collection_that_is_small() -> None:
    Litter(lambda: True, lambda _s, again: again()).set_aside()
    ring = Ring()
    left = weakref.ref(ring)
    del ring
    assert len(gc.get_objects()) < gc.get_freeze_count() / 10
    gc.collect()
    assert left() is None
