"""What can be touched, is touched, and something happens."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import get_args

import pytest

from devstack.book import FINE
from kiosk.design.metrics import Metrics
from kiosk.events import Touched, Turn
from kiosk.flow import step
from kiosk.screens import Attract, Catalogue, Feedback, Greeting, Holding, JoinPhone, Printing, Screen, Undo
from kiosk.screens._people import EVENING
from kiosk.state import State
from kiosk.ui import Control
from kiosk.values import Link, PrinterHealth

EXAMPLES = [
    pytest.param(screen, id=f"{kind.__name__}-{number}")
    for kind in get_args(Screen)
    for number, screen in enumerate(kind.examples())
]
# Digits after the last one, and erasing nothing, are rightly without effect.
FILLED_OR_EMPTY = {"digit", "erase", "clear"}


def means_something(control: Control, state: State) -> bool:
    if control.what == "language":
        return control.arg != state.around.language
    if control.what == "score":
        return control.arg != str(getattr(state.screen, "score", ""))
    if control.what in ("month", "day"):
        return control.arg != str(getattr(state.screen, control.what))
    if control.what in FILLED_OR_EMPTY:
        digits = getattr(state.screen, "digits", "")
        return bool(digits) != (control.what == "digit") and not getattr(state.screen, "complete", False)
    return True


@pytest.fixture(scope="session")
def laid_out(only_stand):
    """The controls of a state, once everything has its place: each is laid out once, however many tests ask."""

    @cache
    def controls(state: State) -> tuple[Control, ...]:
        only_stand.ui.show(state, None if isinstance(state.screen, Attract) else 45.0)
        only_stand.settle()
        return tuple(only_stand.ui.controls())

    return controls


@pytest.mark.parametrize("screen", EXAMPLES)
def test_every_control_is_answered_by_the_flow(only_stand, laid_out, screen):
    state = State(screen=screen, around=FINE)
    controls = laid_out(state)
    only_stand.ui.show(state, 45.0)
    only_stand.pass_time(0.3, 0.3, draw=False)
    for control in controls:
        if not control.enabled or not means_something(control, state):
            continue
        only_stand.touched.clear()
        assert only_stand.ui.press(control.what, control.arg), control
        assert only_stand.touched == [(control.what, control.arg)]

        after, effects = step(state, Touched(control.what, control.arg), Turn(EVENING, "id-1"))

        assert (after, effects) != (state, []), f"{control.what!r} {control.arg!r} does nothing"


@pytest.mark.parametrize("screen", EXAMPLES)
def test_every_screen_but_the_idle_ones_can_be_left_unless_something_moves(laid_out, screen):
    names = {control.what for control in laid_out(State(screen=screen, around=FINE))}
    idle = not names or names <= {"join", "scan", "guide", "staff"}
    assert idle or ("done" in names) == (not isinstance(screen, (Holding, Undo, Printing)))


def test_redeeming_is_greyed_without_the_server_and_says_why(stand):
    stand.show(Greeting.examples()[0], replace(FINE, link=Link.OFFLINE))
    redeem = next(control for control in stand.ui.controls() if control.what == "redeem")
    assert not redeem.enabled
    assert not stand.ui.press("redeem")
    assert "联网后可兑换" in stand.texts()


def test_without_paper_a_coupon_is_shown_and_the_screen_says_why(stand):
    stand.show(Greeting.examples()[0], replace(FINE, printer=PrinterHealth.PAPER_OUT))
    assert [control.enabled for control in stand.ui.controls() if control.what == "print"] == [True] * 3
    assert stand.texts().count("出示") == 3 and "打印" not in stand.texts()
    assert "打印机暂不可用" in stand.texts()


def test_checking_in_can_be_touched_again_on_the_same_day(stand):
    hub = Greeting.examples()[0]
    today = hub.at.date().isoformat()
    member = replace_check_in(hub.member, today)
    stand.show(replace(hub, member=member))
    assert "今天已签到" in stand.texts()
    assert stand.ui.press("check_in")


def replace_check_in(member, today):
    import msgspec

    return msgspec.structs.replace(member, check_in=msgspec.structs.replace(member.check_in, last_on=today))


def test_a_reward_that_costs_too_much_or_is_gone_cannot_be_chosen(stand):
    stand.show(Catalogue.examples()[1])
    enabled = {control.arg: control.enabled for control in stand.ui.controls() if control.what == "choose"}
    assert enabled == {"cash-10": True, "cash-50": True, "tea": True, "dessert": True, "bowl": True, "feast": False}


def test_the_sheet_leaves_only_its_own_two_controls(stand):
    stand.show(Greeting.examples()[0], warning=True)
    assert {control.what for control in stand.ui.controls()} == {"done", "more_time"}
    stand.ui.touch(1150, 210)
    stand.settle()
    assert stand.touched == []
    assert stand.ui.press("more_time")
    stand.settle()
    assert stand.touched == [("more_time", "")]


def test_a_second_touch_on_the_same_place_just_after_a_new_screen_is_the_same_finger(stand):
    stand.show(Attract(), timeout_s=None)
    join = next(control for control in stand.ui.controls() if control.what == "join")
    left, top, _, height = join.box_px
    stand.ui.touch(left + 40, top + height // 2)
    stand.ui.show(State(screen=Greeting.examples()[0], around=FINE), 45.0)
    stand.ui.step()
    stand.ui.show(State(screen=Attract(), around=FINE), None)
    stand.touched.clear()
    stand.ui.touch(left + 40, top + height // 2)
    assert stand.touched == []

    stand.pass_time(0.3)
    stand.ui.touch(left + 40, top + height // 2)
    assert stand.touched == [("join", "")]


def test_digits_can_be_typed_as_fast_as_fingers_go(stand):
    stand.show(JoinPhone())
    for digit in "13812346688":
        assert stand.ui.press("digit", digit)
    assert [arg for _, arg in stand.touched] == list("13812346688")


def test_every_control_says_what_it_is(stand):
    for kind in get_args(Screen):
        stand.show(kind.examples()[0])
        for control in stand.ui.controls():
            assert control.label, control
            assert control.role in ("button", "choice", "switch", "hidden")


def test_keys_mean_nothing_and_the_window_cannot_be_closed_by_a_diner(stand):
    from kivy.base import EventLoop
    from kivy.core.window import Window

    stand.show(Greeting.examples()[0])
    for key, modifiers in ((27, []), (282, []), (113, ["ctrl"]), (285, ["alt"])):
        Window.dispatch("on_keyboard", key, 0, "", modifiers)
    assert Window.dispatch("on_request_close", "keyboard")
    stand.settle()
    assert not EventLoop.quit
    assert stand.touched == []
    assert "林晓雨" in stand.texts()


# What cannot be taken back: points spent, given up or kept back, a visit or a kiosk closed.
FINAL = {"confirm", "void", "keep", "claim", "close", "done", "send", "agree"}
# "Done" stands in the same corner of every screen: whoever presses it twice wanted to leave.
SAME_PLACE = {("done", "done")}


def under(one: Control, other: Control) -> bool:
    """Whether a finger in the middle of `one` would press `other`."""
    left, top, width, height = one.box_px
    x, y = left + width / 2, top + height / 2
    return other.box_px[0] <= x < other.box_px[0] + other.box_px[2] and other.box_px[1] <= y < (
        other.box_px[1] + other.box_px[3]
    )


@pytest.mark.parametrize("screen", EXAMPLES)
def test_nothing_final_lies_under_the_finger_that_has_just_pressed(laid_out, screen):
    """Over every way the flow goes on at once from this screen: a second tap of the same finger spends nothing."""
    state = State(screen=screen, around=FINE)
    for control in laid_out(state):
        if not control.enabled or not means_something(control, state):
            continue
        after, _ = step(state, Touched(control.what, control.arg), Turn(EVENING, "id-1"))
        if type(after.screen) is type(screen):
            continue
        for other in laid_out(after):
            final = other.enabled and other.what in FINAL and (control.what, other.what) not in SAME_PLACE
            assert not (final and under(control, other)), f"{control.what!r} leads to {other.what!r} at the same place"


def test_a_finger_on_a_control_means_that_control_and_beside_it_up_to_12_mm(stand):
    stand.show(Greeting.examples()[0])
    chinese, english = (one for one in stand.ui.controls() if one.what == "language")
    left, top, _, height = english.box_px
    # One pixel from the neighbour, well inside the neighbour's 12 mm.
    stand.ui.touch(left + 1, top + height // 2)
    stand.settle()
    left, top, width, height = chinese.box_px
    stand.ui.touch(left + width - 2, top + height // 2)
    stand.settle()
    assert stand.touched == [("language", "en"), ("language", "zh")]


def test_the_one_thing_to_do_next_answers_on_20_mm_and_between_two_the_nearer_one_does(stand):
    stand.show(Feedback.examples()[2])
    manager, send = (next(one for one in stand.ui.controls() if one.what == what) for what in ("manager", "send"))
    left, top, width, height = send.box_px
    assert height < 20 * 5.9
    # 2 mm under its edge, and in the gap: first 1 mm from it, then 1 mm from the other.
    stand.ui.touch(left + width // 2, top + height + 11)
    stand.settle()
    stand.ui.touch(left - 6, top + height // 2)
    stand.settle()
    stand.ui.touch(manager.box_px[0] + manager.box_px[2] + 5, top + height // 2)
    stand.settle()
    assert [what for what, _ in stand.touched] == ["send"]


@pytest.mark.parametrize(
    ("size", "gap_px", "key_mm"),
    [((1280, 800, 5.9), 18, 20.0), ((800, 480, 5.2), 7, 17.5), ((1080, 1920, 4.0), 12, 20.0)],
    ids=["10.1 inches", "7 inches", "21.5 inches"],
)
def test_two_controls_are_3_mm_apart_and_half_of_it_on_a_panel_too_low(size, gap_px, key_mm):
    panel = Metrics(*size)

    assert panel.apart(4, 2, 5) == gap_px
    assert panel.apart(40, 40, 40) == 40
    assert panel.key_mm == key_mm


def test_a_second_finger_presses_nothing_while_the_first_is_down(stand):
    from kivy.base import EventLoop

    from kiosk.ui.finger import Finger

    stand.show(JoinPhone())
    first, second = (one for one in stand.ui.controls() if one.what == "digit" and one.arg in "19")
    fingers = []
    for one in (first, second):
        left, top, width, height = one.box_px
        fingers.append(Finger.at((left + width / 2) / 1280, 1 - (top + height / 2) / 800))
        EventLoop.post_dispatch_input("begin", fingers[-1])
    for finger in reversed(fingers):
        EventLoop.post_dispatch_input("end", finger)
    assert stand.touched == [("digit", first.arg)]
