"""For every body: contrast, reach, stillness, the keypad and its ring, the voice."""

from __future__ import annotations

import stat
import sys
import time
from dataclasses import replace
from itertools import pairwise
from typing import get_args

import pytest

from devstack.book import FINE
from kiosk.design.themes import on_yellow, wear
from kiosk.design.tokens import BUTTONS, COLOURS, SURFACES, contrast
from kiosk.screens import (
    Attract,
    Feedback,
    Finished,
    Greeting,
    JoinEmail,
    JoinPhone,
    JoinTerms,
    Printing,
    Screen,
    StaffPin,
)
from kiosk.state import Comfort, State
from kiosk.ui import Control
from kiosk.ui.focus import neighbour
from kiosk.ui.speech import Speaker
from kiosk.ui.voice import Voice
from kiosk.words import Words

CONTRAST = replace(FINE, comfort=Comfort(contrast=True))


def test_high_contrast_changes_every_screen_and_goes_with_the_diner(stand):
    stand.show(Greeting.examples()[0])
    normal, _, _ = stand.ui.grab()
    stand.show(Greeting.examples()[0], CONTRAST)
    black, width, height = stand.ui.grab()
    dark = sum(max(black[at : at + 3]) < 60 for at in range(0, len(black), 3))
    assert dark > 0.7 * width * height
    stand.show(Greeting.examples()[0])
    again, _, _ = stand.ui.grab()
    assert sum(a != b for a, b in zip(normal, again, strict=True)) < 0.01 * len(normal)


@pytest.fixture
def in_contrast():
    wear("contrast")
    yield
    wear("normal")


def test_in_high_contrast_there_are_three_colours_and_words_stand_out_from_every_ground(in_contrast):
    solid = {colour[:3] for colour in COLOURS.values() if colour[3] == 1.0}
    assert solid == {(1, 1, 1), (0, 0, 0), (1.0, 0xD4 / 255, 0.0)}
    for name, ground in SURFACES.items():
        for tone in ("ink", "ink2", "ember", "gold_ink", "jade", "white", "cream", "cream2"):
            front = (0.0, 0.0, 0.0, 1.0) if on_yellow(name, "contrast") else COLOURS[tone]
            assert contrast(front, COLOURS[ground.low]) >= 7, (name, tone)
    assert all(surface in SURFACES for surface, _ in BUTTONS.values())


def test_the_sheet_of_choices_covers_the_screen_until_it_is_closed(stand):
    stand.show(Greeting.examples()[0], replace(FINE, comfort=Comfort(open=True)))
    names = {(control.what, control.arg) for control in stand.ui.controls()}
    assert {("text_size", ""), ("ease", "contrast"), ("ease", "slow"), ("ease", "still"), ("comfort", "")} <= names
    assert not any(what in ("print", "redeem", "done") for what, _ in names)
    stand.ui.touch(1150, 40)
    stand.settle()
    assert stand.touched == []
    assert stand.ui.press("ease", "contrast")
    assert stand.touched == [("ease", "contrast")]


def test_nothing_moves_for_who_asks_for_that(stand):
    stand.stage.look.moving = True
    try:
        stand.ui.show(State(screen=Greeting.examples()[0], around=replace(FINE, comfort=Comfort(still=True))), 45.0)
        stand.settle()
        parts = [part for part in stand.stage.page.walk(restrict=True) if getattr(part, "enter", -1) >= 0]
        assert all(part.rise == 1.0 for part in parts)
    finally:
        stand.stage.look.moving = False


def test_a_wide_screen_has_nothing_to_slide_down(stand):
    stand.show(Greeting.examples()[0], replace(FINE, comfort=Comfort(reach=True, low=True)))
    assert stand.stage.root.shift == 0


def control(what: str, x: int, y: int, enabled: bool = True, label: str = "") -> Control:
    return Control(what, "", "button", label or what, enabled, (x, y, 100, 50))


SQUARE = [control("a", 0, 0), control("b", 200, 0), control("c", 0, 200), control("d", 200, 200)]


@pytest.mark.parametrize(
    ("here", "key", "there"),
    [("a", "right", "b"), ("b", "down", "d"), ("d", "left", "c"), ("c", "up", "a"), ("a", "left", "a"),
     ("a", "tab", "b"), ("d", "tab", "a"), ("a", "back_tab", "d")],
)  # fmt: skip
def test_arrows_go_where_they_point_and_tab_in_reading_order(here, key, there):
    at = next(one for one in SQUARE if one.what == here)
    found = neighbour(SQUARE, at, key)
    assert found is not None
    assert found.what == there


def test_the_first_key_goes_to_the_first_control_and_a_hidden_one_is_never_offered():
    hidden = replace(control("staff", 0, 0), role="hidden")
    assert neighbour([hidden, *SQUARE[1:]], None, "down") == SQUARE[1]
    assert neighbour([hidden], None, "down") is None


@pytest.mark.parametrize("kind", get_args(Screen), ids=lambda kind: kind.__name__)
def test_every_control_of_every_screen_can_be_reached_and_pressed_by_keypad(stand, kind):
    stand.show(kind.examples()[0]).pass_time(0.3, 0.3)
    wanted = {(one.what, one.arg) for one in stand.ui.controls() if one.role != "hidden"}
    reached = set()
    for _ in range(len(wanted) + 1):
        stand.ui.key("tab")
        here = stand.ui._manners.focus.here
        if here is not None:
            reached.add((here.what, here.arg))
    assert reached == wanted
    here = stand.ui._manners.focus.here
    stand.touched.clear()
    if here is not None:
        stand.ui.key("enter")
        assert stand.touched == ([(here.what, here.arg)] if here.enabled else [])


def test_the_ring_goes_to_more_time_when_the_question_comes(stand):
    stand.show(Greeting.examples()[0])
    stand.ui.key("tab")
    stand.show(Greeting.examples()[0], warning=True)
    assert stand.ui._manners.focus.here.what == "more_time"
    stand.show(Attract(), timeout_s=None)
    assert stand.ui._manners.focus.here is None


def test_only_the_keys_of_the_keypad_mean_anything(stand):
    from kivy.core.window import Window

    stand.show(Greeting.examples()[0])
    Window.dispatch("on_keyboard", 13, 0, "", ["alt"])
    assert stand.ui._manners.focus.here is None
    Window.dispatch("on_keyboard", 9, 0, "", [])
    assert stand.ui._manners.focus.here is not None


class Ears:
    """Hears what a Speaker is told to say."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, text: str, language: str) -> None:
        self.said.append(text)

    def hush(self) -> None:
        self.said.append("")


# All of one language, then all of the other: each change of language says every text of every screen anew.
@pytest.mark.parametrize("kind", get_args(Screen), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_screen_says_what_it_is_and_aloud_never_whose(only_stand, kind, language):
    words = Words(language)
    for example in kind.examples():
        ears = Ears()
        voice = Voice(ears, headphones=False)
        around = replace(FINE, language=language, comfort=Comfort(voice=True))
        only_stand.show(example, around)
        voice.show(State(screen=example, around=around), words)
        for one in only_stand.ui.controls():
            voice.focus(one)
        assert ears.said
        assert ears.said[0]
        said = " ".join(ears.said)
        for private in ("林", "Lin", "2,480", "6688", "8021", "Maximiliana", "9,999,999"):
            assert private not in said


def test_aloud_a_coupon_is_a_coupon_and_what_it_does(stand):
    voice = Voice(Ears(), headphones=False)
    stand.show(Greeting.examples()[0])

    labels = [voice.label_of(one) for one in stand.ui.controls() if one.what == "print"]

    assert labels == ["一张优惠券，打印"] * 3


def test_headphones_hear_name_and_points(stand):
    ears = Ears()
    voice = Voice(ears, headphones=True)
    state = State(screen=Greeting.examples()[0], around=replace(FINE, comfort=Comfort(voice=True)))
    voice.show(state, Words("zh"))
    assert "林晓雨" in ears.said[-1]
    assert "2,480" in ears.said[-1]
    voice.repeat()
    assert ears.said[-1] == ears.said[-2]


def spoken(stand, screen, headphones=True, around=FINE):
    """What is said when this screen comes."""
    ears = Ears()
    around = replace(around, language="en", comfort=Comfort(voice=True))
    stand.show(screen, around)
    state = State(screen=screen, around=around)
    Voice(ears, headphones).show(state, Words("en"), lambda: stand.stage.told(state))
    return ears.said[-1]


def test_what_stands_on_a_screen_is_read_out_then_its_controls_as_tab_goes(stand):
    said = spoken(stand, Greeting.examples()[0])
    for earlier, later in pairwise(
        ("林晓雨", "¥520 more to Platinum", "points expire on", "¥20 off", "Redeem", "Tell us")
    ):
        assert said.index(earlier) < said.index(later), (earlier, later)
    assert "Done" not in said


def test_aloud_only_what_the_house_says_is_read_out(stand):
    said = spoken(stand, JoinPhone.examples()[1], headphones=False)
    assert Words("en").tr("join.phone_title") in said
    assert not any(character.isdigit() for character in said)


def test_a_character_that_is_not_shown_is_an_asterisk(stand):
    assert "138 asterisk asterisk asterisk asterisk 6688" in spoken(stand, Greeting.examples()[0])
    ears = Ears()
    voice = Voice(ears, headphones=True)
    around = replace(FINE, language="zh", comfort=Comfort(voice=True))
    for digits in ("", "7"):
        voice.show(State(screen=StaffPin(digits), around=around), Words("zh"))
    assert ears.said[-1] == "星号"


def test_a_digit_is_said_to_who_types_it_and_never_aloud():
    for headphones, heard in ((True, "7"), (False, "asterisk")):
        ears = Ears()
        voice = Voice(ears, headphones)
        for digits in ("138", "1387"):
            state = State(screen=JoinPhone(digits=digits), around=replace(FINE, comfort=Comfort(voice=True)))
            voice.show(state, Words("en"))
        assert ears.said[-1] == heard


def test_a_ticket_that_has_come_out_is_read_out_with_its_code(stand):
    said = spoken(stand, Finished.examples()[0])
    assert "The paper says" in said and "RGC-7QK2 M9X4 TA3B 8C1D" in said
    assert "RGC-" not in spoken(stand, Finished.examples()[0], headphones=False)
    assert "The paper says" not in spoken(stand, Finished.examples()[1])


def test_an_error_on_the_same_screen_is_said_and_repeat_says_it_then_the_screen():
    ears = Ears()
    voice = Voice(ears, headphones=False)
    for error in ("", "pin_wrong"):
        state = State(screen=StaffPin(error=error), around=replace(FINE, comfort=Comfort(voice=True)))
        voice.show(state, Words("en"))
    screen, wrong = ears.said
    voice.repeat()
    voice.repeat()
    assert ears.said[2:] == [wrong, screen]


def test_a_page_that_follows_with_the_next_picture_is_read_out_when_it_stands_there(stand):
    ears = Ears()
    manners = stand.ui._manners
    kept, manners.voice = manners.voice, Voice(ears, headphones=True)
    try:
        stand.show(Greeting.examples()[0], replace(FINE, comfort=Comfort(voice=True)))
        stand.settle()
        stand.settle()
    finally:
        manners.voice = kept
    assert "满100减20" in ears.said[-1]


def test_who_did_not_ask_hears_nothing_and_nothing_is_kept_of_who_did(stand):
    ears = Ears()
    voice = Voice(ears, headphones=True)
    voice.show(State(screen=Greeting.examples()[0], around=FINE), Words("zh"))
    assert ears.said == []
    voice.show(State(screen=Greeting.examples()[0], around=replace(FINE, comfort=Comfort(voice=True))), Words("zh"))
    voice.show(State(screen=Attract(), around=FINE), Words("zh"))
    assert ears.said[-1] == ""
    assert "林" not in f"{voice.__dict__}"


def test_digits_are_not_spoken_where_others_hear_them():
    voice = Voice(Ears(), headphones=False)
    voice.show(State(screen=JoinPhone.examples()[0], around=replace(FINE, comfort=Comfort(voice=True))), Words("zh"))
    assert voice.label_of(control("digit", 0, 0, label="7")) == "按键"
    assert "不可用" in voice.label_of(control("digit", 0, 0, enabled=False, label="7"))


def test_a_greyed_control_on_a_busy_screen_is_named_so(stand):
    stand.show(Printing.examples()[0])
    assert all(one.label for one in stand.ui.controls())


def test_a_coupon_says_what_it_is_worth_and_what_a_touch_does(stand):
    said = spoken(stand, Greeting.examples()[0]).replace("\u00a0", " ")
    assert "¥20 off, When you spend ¥100, Expires in 3 days, Print." in said
    assert "¥20" not in spoken(stand, Greeting.examples()[0], headphones=False)


def test_a_choice_and_a_switch_say_their_state(stand):
    said = spoken(stand, Feedback.examples()[3])
    assert "Scores from 0 to 10, 3, chosen" in said
    assert "Taste, On" in said and "Value, Off, not available" in said


def test_an_alphabet_of_keys_is_named_not_spelled(stand):
    said = spoken(stand, JoinEmail.examples()[0])
    assert "Letter keys" in said and "q. w. e" not in said


def test_what_is_typed_or_erased_is_heard_at_once():
    ears = Ears()
    voice = Voice(ears, headphones=True)
    around = replace(FINE, language="en", comfort=Comfort(voice=True))
    for text in ("", "l", "li", "l"):
        voice.show(State(screen=JoinEmail(text=text), around=around), Words("en"))
    assert ears.said[1:] == ["l", "i", "Erase"]


def test_who_presses_a_switch_hears_what_it_is_now(stand):
    heard: list[Control] = []
    focus = stand.ui._manners.focus
    said, focus._said = focus._said, heard.append
    stand.show(JoinTerms.examples()[0])
    while focus.here is None or focus.here.what != "marketing":
        focus.key("tab")
    heard.clear()
    stand.show(JoinTerms.examples()[1])
    focus._said = said
    focus.clear()
    assert [(one.what, one.on) for one in heard] == [("marketing", True)]


def test_the_other_language_is_not_read_by_the_wrong_voice(stand):
    said = spoken(stand, Attract())
    assert "Join free" in said and not any(char >= "\u2e80" for char in said)


@pytest.fixture
def program(tmp_path):
    """Something that speaks as espeak-ng does: it reads the words and takes its time."""
    path, heard = tmp_path / "speaks", tmp_path / "heard"
    path.write_text(
        f"#!{sys.executable}\nimport sys, time\ntext = sys.stdin.read()\n"
        f"open({str(heard)!r}, 'a').write(text + '\\n')\ntime.sleep(30 if 'long' in text else 0)\n"
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path, heard


def until(condition, limit_s: float = 20.0) -> None:
    end = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_the_newest_words_cut_off_the_older_ones_and_nobody_waits(program):
    path, heard = program
    speaker = Speaker(60, str(path))
    began = time.monotonic()
    speaker.say("a long one", "zh")
    assert time.monotonic() - began < 1.0
    until(lambda: heard.exists() and "a long one" in heard.read_text())
    speaker.say("short", "en")
    until(lambda: "short" in heard.read_text())
    speaker.say("another long one", "en")
    until(lambda: "another" in heard.read_text())
    speaker.close()
    assert speaker._thread is not None
    assert not speaker._thread.is_alive()


def test_a_machine_that_cannot_speak_is_silent_and_lives(tmp_path):
    speaker = Speaker(60, str(tmp_path / "none"))
    speaker.say("words", "zh")
    speaker.hush()
    speaker.close()
