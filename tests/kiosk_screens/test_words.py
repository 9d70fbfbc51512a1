"""Two languages that say the same things."""

from __future__ import annotations

import importlib.util
import re
from datetime import datetime
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from kiosk import screens
from kiosk.design import __file__ as design_file
from kiosk.design.coverage import missing
from kiosk.screens._people import AMOUNT_OFF, EVENING
from kiosk.screens.trouble import TROUBLES
from kiosk.values import Link, PrinterHealth
from kiosk.words import BUILT_IN, HERE, UnknownWords, Words
from mqtt_bridge.messages import CheckInView, CouponView, ProgressView, TierView
from mqtt_bridge.messages import Words as TwoWords

ROOT = Path(__file__).parent.parent.parent
KV = [*Path(design_file).parent.glob("*.kv"), *Path(screens.__file__).parent.glob("*.kv")]


def catalogue(language: str):
    with (HERE / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def keys(language: str) -> dict[str, tuple[str, ...]]:
    found = {}
    for message in catalogue(language):
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            found[key] = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    return found


def test_both_languages_have_the_same_keys_and_no_empty_text():
    assert set(keys("zh")) == set(keys("en"))
    for language in BUILT_IN:
        assert all(text for texts in keys(language).values() for text in texts)


def test_both_languages_ask_for_the_same_values():
    names = re.compile(r"{(\w+)}")
    chinese, english = keys("zh"), keys("en")
    for key in chinese:
        for text in english[key]:
            assert set(names.findall(text)) == set(names.findall(chinese[key][0])), key


def compile_words():
    spec = importlib.util.spec_from_file_location("compile_words", ROOT / "scripts" / "compile_words.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


def test_what_the_kiosk_reads_is_compiled_from_what_people_write():
    script = compile_words()
    for po in HERE.glob("*.po"):
        now = GNUTranslations(BytesIO(script.compiled(po)))
        with po.with_suffix(".mo").open("rb") as file:
            shipped = GNUTranslations(file)
        for key in keys(po.stem):
            assert shipped.gettext(key) == now.gettext(key), "run scripts/compile_words.py"
            assert shipped.ngettext(key, key, 2) == now.ngettext(key, key, 2), "run scripts/compile_words.py"
        assert shipped.charset() == "utf-8"


def test_every_key_a_kv_file_uses_exists_and_no_kv_file_holds_words_of_its_own():
    used = set()
    for path in KV:
        text = path.read_text("utf-8")
        for call in re.findall(r"\.tr\(([^)]*)\)", text):
            used |= {word for word in re.findall(r"'([a-z_]+\.[a-z_.]+)'", call) if not word.endswith(".")}
        said = set(re.findall(r"[\u4e00-\u9fff]+", text))
        assert said <= {"中文"}, (path.name, said)
    assert used <= set(keys("zh")), used - set(keys("zh"))


@pytest.mark.parametrize("language", BUILT_IN)
def test_everything_that_can_go_wrong_has_words(language):
    words = Words(language)
    for reason in TROUBLES:
        assert words.tr(f"trouble.{reason}.title")
        assert words.tr(f"trouble.{reason}.detail")
    for link in Link:
        assert bool(words.link(link, "")) == (link is not Link.ONLINE)
    for health in PrinterHealth:
        assert bool(words.printer(health)) == (health not in (PrinterHealth.OK, PrinterHealth.UNKNOWN))
    for fault in ("paper_out", "cover_open", "offline", "unknown"):
        assert words.tr(f"printer_trouble.{fault}")
    codes = "bad_phone code_wrong code_expired too_many_tries too_soon too_many offline no_answer not_our_code sent"
    for code in codes.split():
        assert words.has(f"error.{code}"), code
    assert "never_heard_of" in words.error("never_heard_of")
    assert words.error("") == ""


@pytest.mark.parametrize("language", BUILT_IN)
def test_every_word_can_be_drawn(language):
    for key, texts in keys(language).items():
        for text in texts:
            assert not missing(text), key


def test_a_key_nobody_wrote_is_named():
    with pytest.raises(UnknownWords, match=r"greeting\.nonsense"):
        Words("zh").tr("greeting.nonsense")


def test_numbers_pick_the_plural_and_are_grouped():
    english, chinese = Words("en"), Words("zh")
    assert english.tr("coupon.days", n=1) == "Expires in 1\u00a0day"
    assert english.tr("coupon.days", n=3) == "Expires in 3\u00a0days"
    assert english.tr("greeting.check_in_detail", n=1234) == "+1,234\u00a0points today"
    assert chinese.tr("coupon.days", n=3) == "3\u00a0天后到期"


@pytest.mark.parametrize(
    ("fen", "said"), [(2000, "¥20"), (1250, "¥12.50"), (5, "¥0.05"), (123_456_00, "¥123,456"), (-300, "-¥3"), (0, "¥0")]
)
def test_money_is_said_in_yuan(fen, said):
    assert Words("zh").money(fen) == Words("en").money(fen) == said


def test_dates_are_said_as_people_say_them():
    assert Words("zh").date("2026-11-30") == "11月30日"
    assert Words("en").date("2026-11-30") == "30\u00a0Nov"
    assert Words("zh").time("2026-11-22T18:41:07+08:00") == "18:41"


@pytest.mark.parametrize(
    ("hour", "said"),
    [(2, "夜深了，"), (7, "早上好，"), (12, "中午好，"), (16, "下午好，"), (18, "晚上好，"), (23, "晚上好，")],
)
def test_the_greeting_knows_the_hour(hour, said):
    assert Words("zh").hello(datetime(2026, 11, 22, hour, tzinfo=EVENING.tzinfo)) == said


def coupon(expires_on: str | None) -> CouponView:
    nothing = TwoWords(zh="", en="")
    return CouponView(code="x", kind="gift", title=nothing, detail=nothing, expires_on=expires_on)


@pytest.mark.parametrize(
    ("expires_on", "said", "urgent"),
    [
        ("2026-11-22", "Expires today", True),
        ("2026-11-23", "Expires in 1\u00a0day", True),
        ("2026-11-25", "Expires in 3\u00a0days", True),
        ("2026-11-26", "Until 26\u00a0Nov", False),
        (None, "", False),
    ],
)
def test_a_coupon_says_until_when_and_whether_to_hurry(expires_on, said, urgent):
    words = Words("en")
    assert words.expiry(coupon(expires_on), EVENING) == said
    assert words.urgent(coupon(expires_on), EVENING) is urgent


def test_without_a_date_of_today_a_coupon_says_its_day():
    assert Words("en").expiry(AMOUNT_OFF, None) == "Until 25\u00a0Nov"


def test_the_way_up_counts_money_or_visits():
    silver = TierView(key="silver", name=TwoWords(zh="银卡", en="Silver"))
    words = Words("en")
    assert words.way_up(ProgressView(next=silver, have=100_00, need=500_00)) == "¥400 more to Silver"
    assert words.way_up(ProgressView(next=silver, measure="visits", have=4, need=5)) == "1\u00a0more visit to Silver"
    assert words.way_up(ProgressView()) == "You have reached the top tier"


def test_tomorrow_brings_the_bonus_on_the_seventh_day():
    words = Words("en")
    assert words.tomorrow(CheckInView(streak=6)) == "Tomorrow: 25\u00a0points with the bonus"
    assert words.tomorrow(CheckInView(streak=3)) == "Come back tomorrow for 5\u00a0points"
