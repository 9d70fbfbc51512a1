"""The parts of the design that are plain Python."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

import kiosk
from kiosk.design.coverage import FALLBACK, FONTS, characters, drawable, figures, missing
from kiosk.design.guard import ECHO_S, Guard
from kiosk.design.metrics import Metrics
from kiosk.design.tokens import BUTTONS, COLOURS, SMALLEST_PX, SURFACES, TYPE, contrast
from kiosk.design.wrap import balanced, elide, evened, tokens, wrap

ON_GROUNDS = [
    ("ink", "paper paper2 surface gold_soft ember_soft"),
    ("ink2", "paper paper2 surface"),
    ("white", "ember ember_hi ink jade plum"),
    ("ember", "surface paper ember_soft blush"),
    ("gold_ink", "surface gold_soft gold_fill"),
    ("jade", "surface jade_soft mist"),
    ("plum", "surface plum_soft"),
    ("cream", "night night2 night3"),
    ("cream2", "night night2 night3"),
    ("night", "gold_lit gold_deep"),
]


def width(text: str) -> float:
    return sum(2 if char >= "\u2e80" else 1 for char in text)


@pytest.mark.parametrize(("tone", "grounds"), ON_GROUNDS)
def test_every_text_stands_out_from_its_ground(tone, grounds):
    for ground in grounds.split():
        assert contrast(COLOURS[tone], COLOURS[ground]) >= 4.5, (tone, ground)


@pytest.mark.parametrize("kind", sorted(set(BUTTONS) - {"glass"}))
def test_every_button_can_be_read(kind):
    surface, tone = BUTTONS[kind]
    for ground in (SURFACES[surface].low, SURFACES[surface].high):
        assert contrast(COLOURS[tone], COLOURS[ground]) >= 4.5


def test_the_pieces_of_a_text_are_the_text():
    for text in ("再得 520 分升级铂金", "铂金：1.5 倍积分 · 优先排位", "（会员价）¥128", "a  b"):
        assert "".join(tokens(text)) == text


@given(st.text(alphabet="再得 520分升级，。铂金（）¥·ab12 ", max_size=60))
def test_no_character_is_lost_or_made_up_by_breaking_lines(text):
    assert "".join(wrap(text, 12, width)).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    "text", ["再得 520 分升级铂金会员", "还需消费 ¥180 或到店 2 次", "12月31日后保级金卡", "120 积分将于11月30日到期"]
)
def test_a_number_and_what_it_counts_stay_on_one_line(text):
    for room in range(12, 30):
        lines = wrap(text, room, width)
        for unit in ("520 分", "¥180", "2 次", "12月31日", "120 积分", "11月30日"):
            if unit in text:
                assert any(unit in line for line in lines), (room, lines)


def test_closing_marks_do_not_begin_a_line():
    for room in range(6, 30):
        assert not any(line[:1] in "，。）！" for line in wrap("全场通用，单笔满一百（酒水除外）。", room, width))


def test_a_title_is_broken_into_lines_of_like_length():
    one, other = balanced("This card is quite new here", 24, width)
    assert abs(width(one) - width(other)) < 8


def test_a_chinese_text_is_broken_where_it_pauses_anyway():
    text = "不卖给任何人；屏幕和小票上姓名只显示一部分"
    assert balanced(text, 30, width) == ["不卖给任何人；", "屏幕和小票上姓名只显示一部分"]
    assert balanced(text, 24, width)[0] != "不卖给任何人；"


def test_no_word_is_left_alone_on_the_last_line():
    assert wrap("They are on their way to your account", 30, width)[-1] == "account"
    assert evened("They are on their way to your account", 30, width)[-1] != "account"
    full = "Checking in each day earns points too, with a bonus for a streak"
    assert evened(full, 40, width) == wrap(full, 40, width)


def test_two_lines_part_where_the_sentence_does_and_no_word_is_torn():
    assert balanced("微信扫一扫，马上登录或入会", 18, width) == ["微信扫一扫，", "马上登录或入会"]
    assert balanced("This code has expired. Your coupon has not", 30, width)[0] == "This code has expired."
    for room in range(8, 40):
        assert not any(line.endswith("积") for line in wrap("按实付金额得积分，等级越高积分越多。", room, width))


def test_what_is_too_long_ends_with_the_dots_of_its_writing():
    assert elide("Konstantinopolitanska", 10, width) == "Konstan..."
    assert elide("满一千二百减三百五十元", 10, width).endswith("…")
    assert elide("short", 10, width) == "short"


def test_a_character_our_fonts_lack_is_never_drawn_as_nothing():
    assert drawable("林晓雨 Łukasz Ǎ") == "林晓雨 Lukasz A"
    assert drawable("龘") == FALLBACK
    assert drawable("❤\ufe0f") == FALLBACK
    assert missing("龘a") == {"龘"}


@given(st.text())
def test_any_name_becomes_something_we_can_draw(name):
    assert not missing(drawable(name))


def held_by(name: str) -> set[str]:
    with TTFont(FONTS / name, lazy=True) as font:
        return set(map(chr, font.getBestCmap()))


def test_the_fonts_hold_what_their_lists_say():
    for weight in ("Regular", "Bold"):
        assert characters() <= held_by(f"NotoSansSC-{weight}.otf")
    for weight in ("SemiBold", "Bold"):
        assert figures() <= held_by(f"InterDisplay-{weight}.otf")
    assert len(characters()) > 7000
    assert {path.name for path in FONTS.glob("LICENSE*")} == {"LICENSE-OFL.txt", "LICENSE-lucide.txt"}


@pytest.mark.parametrize(
    ("size", "form"), [((1280, 800), "wide"), ((800, 480), "small"), ((1080, 1920), "tall"), ((1920, 1080), "wide")]
)
def test_a_screen_has_the_form_of_its_shape(size, form):
    metrics = Metrics(*size, 5.0)
    assert metrics.form == form
    assert all(metrics.font(role) >= SMALLEST_PX for role in TYPE)
    assert all(metrics.font(role, large=True) >= round(metrics.font(role) * 1.15) for role in TYPE)


def test_one_finger_at_a_time():
    guard = Guard(near_px=80)
    assert guard.welcome("left", (10, 10), 1.0)
    assert not guard.welcome("right", (500, 500), 1.1)
    guard.lifted((10, 10))
    assert guard.welcome("right", (500, 500), 1.2)


def test_a_finger_that_was_down_when_the_screen_changed_blocks_nobody():
    guard = Guard(near_px=80)
    assert guard.welcome("lost", (10, 10), 1.0)
    guard.changed(2.0)
    assert guard.welcome("next", (400, 10), 2.1)


def test_an_echo_is_near_and_soon():
    guard = Guard(near_px=80)
    assert guard.welcome("first", (10, 10), 1.0)
    guard.lifted((10, 10))
    guard.changed(1.05)
    assert not guard.welcome("echo", (20, 20), 1.1)
    assert guard.welcome("elsewhere", (300, 20), 1.1)
    guard.lifted((300, 20))
    assert guard.welcome("later", (300, 20), 1.05 + ECHO_S + 0.01)


def test_the_same_action_elsewhere_on_a_screen_that_has_just_come_waits_too():
    guard = Guard(near_px=60)
    assert guard.welcome("first", (10, 10), 1.0, "page next")
    guard.lifted((10, 10))
    guard.changed(1.05)
    assert not guard.welcome("tremble", (700, 400), 1.1, "page next")
    assert guard.welcome("other", (700, 400), 1.1, "back ")
    guard.lifted((700, 400))
    guard.changed(1.2)
    assert guard.welcome("later", (10, 10), 1.2 + ECHO_S + 0.01, "back ")


def test_no_name_imported_by_one_page_is_the_id_of_a_widget_of_another():
    """What a kv file imports is known in all of them, and wins over their ids: the order of reading would count."""
    imported: set[str] = set()
    ids: set[str] = set()
    for folder in ("design", "screens"):
        for file in (Path(kiosk.__file__).parent / folder).glob("*.kv"):
            imported.update(re.findall(r"^#:import (\w+)", file.read_text("utf-8"), re.MULTILINE))
            ids.update(re.findall(r"^\s+id: (\w+)", file.read_text("utf-8"), re.MULTILINE))
    assert "tokens" in imported
    assert ids
    assert not imported & ids
