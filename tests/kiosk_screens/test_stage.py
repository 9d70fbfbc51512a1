"""What is shown, for how long, and what stays behind."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import get_args

from devstack.book import FINE
from kiosk.screens import Attract, Boot, Confirm, Greeting, JoinCode, OutOfService, Screen
from kiosk.screens._people import EVENING, LIN, LONG
from kiosk.state import State
from kiosk.values import Link


def test_switching_the_language_keeps_the_screen_and_says_it_anew(stand):
    stand.show(Greeting.examples()[0])
    page = stand.stage._slot.children[0]
    assert "我的优惠券" in stand.texts()

    stand.show(Greeting.examples()[0], replace(FINE, language="en"))

    assert stand.stage._slot.children[0] is page
    assert "Your rewards" in stand.texts()
    assert "林晓雨" in stand.texts()
    assert not any("优惠券" in text for text in stand.texts())


def test_large_text_is_a_fifth_larger_and_comes_back(stand):
    stand.show(Greeting.examples()[0])
    normal = stand.stage.look.size_of("body")
    stand.show(Greeting.examples()[0], replace(FINE, large_text=True))
    assert stand.stage.look.size_of("body") == round(normal * 1.2)
    stand.show(Greeting.examples()[0])
    assert stand.stage.look.size_of("body") == normal


def test_nothing_of_a_member_stays_in_any_widget_when_the_visit_is_over(stand):
    for screen in (kind.examples() for kind in get_args(Screen)):
        for example in screen:
            stand.show(example)
    stand.show(Attract(), timeout_s=None)
    private = [
        LIN.display_name,
        LONG.display_name,
        "6688",
        "8021",
        "2,480",
        "2480",
        "9,999,999",
        "13812",
        "138 ",
        "138•",
        "407182",
    ]
    private += [coupon.code for coupon in LIN.coupons] + [coupon.title.zh for coupon in LIN.coupons]
    held = stand.ui.held()
    assert len(held) > 1000
    assert {word for word in private for text in held if word in text} == set()


def test_what_a_widget_still_holds_is_found_wherever_it_is(stand):
    stand.show(Greeting.examples()[0])
    assert any(LIN.display_name in text for text in stand.ui.held())
    assert LIN.display_name in stand.ui.texts()


def test_screens_are_built_once_and_used_by_everybody(stand):
    for kind in get_args(Screen):
        stand.show(kind.examples()[0])
    widgets = sum(1 for page in stand.stage.pages.all for _ in page.walk(restrict=True))
    registered = len(stand.stage.look.touchables)
    for _ in range(3):
        for kind in get_args(Screen):
            stand.ui.show(State(screen=kind.examples()[-1], around=FINE), 45.0)
            stand.ui.step()
    assert sum(1 for page in stand.stage.pages.all for _ in page.walk(restrict=True)) == widgets
    assert len(stand.stage.look.touchables) == registered


def test_a_page_that_comes_and_goes_is_watched_no_more_often_for_it(stand):
    def bindings() -> int:
        gc.collect()
        return sum(type(thing).__name__ == "BoundCallback" for thing in gc.get_objects())

    def visit() -> None:
        for screen in (Greeting.examples()[0], Confirm.examples()[0], Attract()):
            stand.show(screen)

    for _ in range(3):
        visit()
    before = bindings()
    assert before > 1000
    for _ in range(20):
        visit()
    assert bindings() - before < 20


def test_every_screen_is_built_before_it_is_needed(stand):
    stand.stage.workshop.begin()
    for _ in range(3 * len(get_args(Screen))):
        stand.pass_time(0.05, draw=False)
    assert stand.ui.ready
    assert all(stand.stage.pages.has(kind) for kind in get_args(Screen))


def test_the_ring_counts_the_seconds_that_are_left(stand):
    stand.show(Greeting.examples()[0], timeout_s=45.0)
    bar = stand.stage.chrome.bar
    assert 44 <= bar.left <= 45
    stand.pass_time(30, 1.0)
    assert 14 <= bar.left <= 15
    assert 0.3 < bar.share < 0.34
    stand.show(OutOfService("K-901"), timeout_s=None)
    assert bar.left == -1


def test_a_screen_that_stands_still_costs_no_frame(stand):
    stand.show(Attract(), timeout_s=None, draw=True)
    before = stand.ui.frame
    stand.pass_time(5, 0.25)
    assert stand.ui.frame == before


def test_each_change_of_the_picture_is_one_frame_told_to_the_hook(stand):
    seen: list[int] = []
    stand.ui.on_frame = seen.append
    before = stand.ui.frame
    stand.show(Confirm.examples()[0])
    stand.ui.on_frame = None
    assert seen
    assert seen[0] == before + 1
    assert seen[-1] == stand.ui.frame


def test_who_taps_sees_the_lit_room_first_and_their_page_with_the_next_picture(stand):
    before = stand.ui.frame
    stand.ui.show(State(screen=Greeting.examples()[0], around=FINE), 45.0)
    assert stand.stage.page is None
    while stand.ui.frame == before:
        stand.pass_time(0.01, 0.01)
    assert stand.stage.chrome.bar.shown
    stand.pass_time(0.02, 0.01)
    assert "林晓雨" in stand.texts()


def test_the_page_that_comes_is_the_newest_one(stand):
    stand.ui.show(State(screen=Greeting.examples()[0], around=FINE), 45.0)
    stand.ui.show(State(screen=Confirm.examples()[0], around=FINE), 45.0)
    stand.settle()
    assert type(stand.stage.page).__name__ == "ConfirmScreen"
    stand.ui.show(State(screen=Attract(), around=FINE), None)
    stand.ui.show(State(screen=Greeting.examples()[0], around=FINE), 45.0)
    stand.ui.show(State(screen=Attract(), around=FINE), None)
    stand.settle()
    assert type(stand.stage.page).__name__ == "AttractScreen"


def test_the_entrance_is_over_within_400_ms(stand):
    stand.stage.look.moving = True
    try:
        stand.ui.show(State(screen=Greeting.examples()[0], around=FINE), 45.0)
        stand.pass_time(0.02, 0.01)
        parts = [part for part in stand.stage._slot.walk(restrict=True) if getattr(part, "enter", -1) >= 0]
        stand.pass_time(0.05, 0.025)
        assert any(part.rise < 1 for part in parts)
        stand.pass_time(0.4, 0.025)
        assert all(part.rise == 1 for part in parts)
    finally:
        stand.stage.look.moving = False


def test_cached_data_is_marked_with_its_time(stand):
    offline = replace(FINE, link=Link.OFFLINE)
    stand.show(Greeting.examples()[3], offline)
    assert stand.stage.look.words.link(offline.link, stand.stage.chrome.bar.as_of) == "离线 · 数据截至\u00a018:41"


def test_another_code_can_be_asked_for_only_after_its_time(stand):
    from datetime import timedelta

    code = JoinCode.examples()[0]
    stand.show(replace(code, resend_at=EVENING + timedelta(seconds=30)))
    assert "30\u00a0秒后可重新发送" in stand.texts()
    assert not stand.ui.press("resend")
    stand.show(replace(code, resend_at=EVENING))
    assert stand.ui.press("resend")


def test_the_picture_can_be_taken_from_the_top_left(stand):
    stand.show(Greeting.examples()[0])
    pixels, width, height = stand.ui.grab()
    assert (width, height) == (1280, 800)
    assert len(pixels) == 1280 * 800 * 3
    row, column = 235, 260
    at = (row * width + column) * 3
    assert max(pixels[at : at + 3]) < 110, "the member card is dark and at the left"


def test_the_first_picture_waits_for_no_top_bar_and_no_sheet(stand):
    from kivy.factory import Factory

    from kiosk.ui.chrome import Chrome

    room = Factory.Stage(size=(1280, 800))
    bare = len(room.children)
    chrome = Chrome(room, stand.stage.look, lambda: EVENING)
    for screen in (Boot(), Attract()):
        chrome.suit(State(screen=screen, around=FINE))
        chrome.show(State(screen=screen, around=FINE), None)
        assert len(room.children) == bare

    chrome.show(State(screen=Greeting.examples()[0], around=FINE), 45.0)

    assert len(room.children) == bare + 1
    assert chrome.bar.shown
    assert room.children[0] is room.ids.veil.__self__
    chrome.show(State(screen=Attract(), around=FINE), None)
    assert not chrome.bar.shown
