"""Contrast is measured in the picture that is drawn, so a text on a ring, a gradient or another text is found too."""

from __future__ import annotations

import pytest

from devstack.book import FINE, THEMES, dressed
from kiosk.design.tokens import COLOURS
from kiosk.screens import Attract, Greeting, Leaders, Staff


def faint(stand) -> list[str]:
    return [fault for fault in stand.ui.faults() if fault.startswith("faint")]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", [Attract, Greeting, Leaders, Staff])
def test_every_text_of_a_key_screen_stands_out_from_what_lies_under_it(stand, kind, theme):
    for screen in kind.examples():
        stand.show(screen, dressed(FINE, theme))
        assert faint(stand) == []


def test_a_text_in_nearly_the_colour_of_its_ground_is_found_and_left_as_it_was(stand):
    stand.show(Greeting.examples()[0])
    name = next(txt for txt in texts(stand) if txt.text == Greeting.examples()[0].member.display_name)
    before = tuple(name.ink.rgba)
    name.ink.rgba = COLOURS["night3"]

    assert [fault for fault in faint(stand) if repr(name.text) in fault]
    assert tuple(name.ink.rgba) == COLOURS["night3"]

    name.ink.rgba = before
    assert faint(stand) == []


def test_a_text_under_a_question_is_not_read(stand):
    stand.show(Greeting.examples()[0], warning=True, timeout_s=20.0)
    name = next(txt for txt in texts(stand) if txt.text == Greeting.examples()[0].member.display_name)
    before = tuple(name.ink.rgba)
    name.ink.rgba = COLOURS["night3"]

    assert faint(stand) == []
    name.ink.rgba = before


def test_a_character_without_a_glyph_and_a_text_without_room_are_found(stand):
    stand.show(Greeting.examples()[0])
    chip = next(txt for txt in texts(stand) if txt.face == "num" and not txt.may_cut)
    before = chip.text
    chip.text = "二"
    stand.settle()
    assert any("no figure for" in fault for fault in stand.ui.faults())
    chip.text = before * 40
    stand.settle()
    assert any(fault.startswith("clipped") for fault in stand.ui.faults())
    chip.text = before
    stand.settle()
    assert stand.ui.faults() == []


def texts(stand):
    from kiosk.design.text import Txt

    return [part for part in stand.stage.root.walk(restrict=True) if isinstance(part, Txt)]
