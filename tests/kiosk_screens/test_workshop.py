"""How the pages are built before anybody needs them: in pieces, in the order of a visit, and shared."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import CodeType
from typing import get_args

import pytest

from devstack.book import FINE
from kiosk import design, screens
from kiosk.screens import Attract, Confirm, Greeting, Screen, Staff
from kiosk.state import State


@pytest.fixture
def anew(stand):
    """A workshop that has everything before it, beside the stand's own."""
    from kiosk.ui.chrome import Chrome
    from kiosk.ui.pages import Pages
    from kiosk.ui.workshop import Workshop

    stage = stand.stage
    pages = Pages((1280, 800))
    pages._read = stage.pages._read
    pages.read(get_args(Screen))
    chrome = Chrome(stage.root, stage.look, stage._now)
    yield pages, Workshop(pages, chrome, lambda: State())
    built = [*pages.all, *([] if chrome._built is None else [chrome._built])]
    for page in built:
        stage.root.remove_widget(page)
    gone = {part for page in built for part in page.walk(restrict=True)}
    stage.look.touchables[:] = [part for part in stage.look.touchables if part not in gone]


def test_what_a_visit_needs_is_there_before_what_only_staff_see(stand, anew):
    pages, workshop = anew
    workshop.begin()
    looks = 0
    while not pages.has(Greeting):
        assert not pages.has(Staff)
        stand.pass_time(0.02, draw=False)
        looks += 1
    assert looks < 12
    while not workshop.ready:
        stand.pass_time(0.02, draw=False)
    assert pages.has(Staff)


def test_a_page_that_is_needed_while_it_is_built_is_whole(stand, anew):
    pages, _ = anew
    example = Greeting.examples()[0]
    pages.prepare(Greeting, State(around=FINE))
    page = pages.fill(State(screen=example, around=FINE))
    for _ in range(8):
        stand.pass_time(0.02, draw=False)

    stand.show(example)
    twin = stand.stage.page

    def boxes(page):  # type: ignore[no-untyped-def]
        parts = page.walk(restrict=True)
        return [(type(part).__name__, *part.pos, *part.size) for part in parts if part.x >= 0]

    assert boxes(page) == boxes(twin)


def test_nothing_is_built_while_a_page_moves_in(stand, anew):
    pages, workshop = anew
    workshop.stand_back()
    workshop.begin()
    for _ in range(10):
        stand.pass_time(0.05, draw=False)
    assert not pages.all
    for _ in range(20):
        stand.pass_time(0.05, draw=False)
    assert pages.all


def test_each_page_can_be_read_without_any_other(stand):
    from kivy.factory import Factory

    own = re.compile(r"^<(\w+)@?", re.M)
    used = re.compile(r"^ +([A-Z]\w*):\s*$", re.M)
    folder = Path(screens.__file__).parent
    others = {path: set(own.findall(path.read_text("utf-8"))) for path in folder.glob("*.kv")}
    assert len(others) > 40
    for path, names in others.items():
        elsewhere = set().union(*(theirs for other, theirs in others.items() if other != path))
        shared = set().union(
            *(own.findall(each.read_text("utf-8")) for each in Path(design.__file__).parent.glob("*.kv"))
        )
        needed = set(used.findall(path.read_text("utf-8")))
        assert not (needed & elsewhere) - names - shared - {"Color", "Rectangle"}, path.name
        assert all(Factory.get(name) for name in needed - {"Color", "Rectangle"})


def test_what_a_kv_file_says_of_this_panel_is_worked_out_once(stand):
    from kivy.lang import Builder

    said = next(rule for selector, rule in Builder.rules if selector.key == "pushbutton").properties
    assert said["gap"].co_value == stand.stage.look.px(12)
    assert isinstance(said["surface"].co_value, CodeType), "this depends on what the button is"


def test_the_same_words_are_drawn_once_and_forgotten_with_the_last_of_them(stand):
    from kiosk.design.text import Txt, _pictures

    one, other = Txt(text="Regulars only", hug="wh"), Txt(text="Regulars only", hug="wh")
    for part in (one, other):
        stand.stage.root.add_widget(part)
        part.on_kv_post(part)
    # They are drawn with the picture, not before.
    stand.pass_time(0.1)
    assert one._rows[0].texture is other._rows[0].texture
    assert any(key[0] == "Regulars only" for key in _pictures)
    one.text = other.text = ""
    stand.pass_time(0.1)
    assert not any(key[0] == "Regulars only" for key in _pictures)
    for part in (one, other):
        stand.stage.root.remove_widget(part)


def test_another_language_is_drawn_on_the_page_that_is_shown_and_on_the_others_when_they_are(stand):
    from kiosk.design.text import Txt

    def drawn(kind: type) -> str:
        assert type(stand.stage.page).__name__ == f"{kind.__name__}Screen"
        return " ".join(
            line for part in stand.stage.page.walk(restrict=True) if isinstance(part, Txt) for line in part.drawn
        )

    stand.show(Confirm.examples()[0])
    chinese = drawn(Confirm)
    stand.show(Attract(), timeout_s=None)
    stand.show(Greeting.examples()[0], replace(FINE, language="en"))
    assert "Your rewards" in drawn(Greeting)
    pages = stand.stage.pages
    assert pages._held[Confirm], "nobody sees this page now"

    stand.show(Confirm.examples()[0], replace(FINE, language="en"))
    assert not pages._held.get(Confirm)
    assert drawn(Confirm) != chinese


def test_who_comes_before_the_top_bar_was_built_sees_the_lit_room_first(stand):
    from kiosk.ui.chrome import Chrome

    stage, before = stand.stage, stand.stage.chrome
    stage.chrome = Chrome(stage.root, stage.look, stage._now)
    try:
        stand.ui.show(State(screen=Greeting.examples()[0], around=FINE), 45.0)
        assert not stage.chrome.built
        stand.settle(draw=True)
        stand.settle()
        assert stage.chrome.bar.shown
        assert 43 <= stage.chrome.bar.left <= 45
    finally:
        stand.show(Attract(), timeout_s=None)
        stage.root.remove_widget(stage.chrome._built)
        stage.chrome = before
