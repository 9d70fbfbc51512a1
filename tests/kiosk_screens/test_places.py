"""Where things lie from one screen to the next: nothing destructive comes under the finger that just pressed."""

from __future__ import annotations

from typing import get_args

import pytest

from devstack.book import FINE
from kiosk.events import Touched, Turn
from kiosk.flow import step
from kiosk.screens import Attract, Screen
from kiosk.screens._people import EVENING
from kiosk.state import State

# These spend, give back or end something, and cannot be undone by touching the same place again.
EXAMPLES = [
    pytest.param(screen, id=f"{kind.__name__}-{number}")
    for kind in get_args(Screen)
    for number, screen in enumerate(kind.examples())
]
DESTRUCTIVE = {"confirm", "void", "keep", "restart", "out_of_service"}


def under(place: tuple[int, int], box: tuple[int, int, int, int]) -> bool:
    left, top, width, height = box
    return left <= place[0] < left + width and top <= place[1] < top + height


@pytest.mark.parametrize("screen", EXAMPLES)
def test_no_touch_brings_something_destructive_under_the_finger(stand, screen: Screen):
    state = State(screen=screen, around=FINE)
    stand.show(screen)
    controls = [one for one in stand.ui.controls() if one.enabled]
    for control in controls:
        after, _ = step(state, Touched(control.what, control.arg), Turn(EVENING, "id-1"))
        if type(after.screen) is type(screen) or isinstance(after.screen, Attract):
            continue
        stand.show(after.screen)
        left, top, width, height = control.box_px
        place = left + width // 2, top + height // 2
        below = [
            one for one in stand.ui.controls() if one.enabled and under(place, one.box_px) and one.what in DESTRUCTIVE
        ]
        assert not below, f"{control.what} {control.arg} brings {below[0].what} under the finger"
