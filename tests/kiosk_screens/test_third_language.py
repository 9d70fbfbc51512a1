"""A language is a file: put beside the others it is spoken, offered and drawn like those that were built in."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from devstack.book import SIZES
from kiosk import words
from kiosk.config import BadConfig, parse
from kiosk.events import Touched, Turn
from kiosk.flow import step
from kiosk.screens import CheckedIn, Greeting
from kiosk.screens._people import EVENING
from kiosk.state import State
from kiosk.words import Words

ROOT = Path(__file__).parent.parent.parent
FRENCH = {
    "en_GB": "fr_FR",
    "English": "Français",
    "EN": "FR",
    "Your rewards": "Vos avantages",
    "Good morning,": "Bonjour,",
}


def compile_in(folder: Path) -> str:
    """Compile the catalogues of a folder; what was said meanwhile."""
    command = [sys.executable, str(ROOT / "scripts" / "compile_words.py"), str(folder)]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A catalogue as a translator hands it in, compiled as the documentation says."""
    folder = tmp_path_factory.mktemp("words")
    text = (words.HERE / "en.po").read_text("utf-8").replace('"Language: en\\n"', '"Language: fr\\n"')
    for english, french in FRENCH.items():
        assert f'msgstr "{english}"' in text, english
        text = text.replace(f'msgstr "{english}"', f'msgstr "{french}"')
    (folder / "fr.po").write_text(text, "utf-8")
    compile_in(folder)
    return folder


@pytest.fixture
def spoken(folder):
    words.add_folder(folder)
    yield folder
    words.drop_folder(folder)


def test_it_is_known_when_its_folder_is(folder):
    assert words.languages() == ("zh", "en")
    words.add_folder(folder)
    assert words.languages() == ("zh", "en", "fr")
    words.drop_folder(folder)
    assert words.languages() == ("zh", "en")


def test_it_writes_numbers_money_and_dates_in_its_own_way(spoken):
    french = Words("fr")
    assert french.number(1234567) == "1\u00a0234\u00a0567"
    assert french.money(125050) == "1\u00a0250,50\u00a0¥"
    assert french.date("2026-11-30") == "30\u00a0nov."


def test_a_diner_may_choose_it_and_the_screen_stays(spoken):
    state = State(screen=CheckedIn.examples()[0])

    after, _ = step(state, Touched("language", "fr"), Turn(EVENING, "id"))

    assert after.around.language == "fr"
    assert after.screen == state.screen


def test_a_language_nobody_wrote_changes_nothing(spoken):
    state = State(screen=CheckedIn.examples()[0])

    after, _ = step(state, Touched("language", "xx"), Turn(EVENING, "id"))

    assert after.around.language == state.around.language


def test_what_an_old_translation_does_not_have_is_said_in_english(tmp_path):
    text = (words.HERE / "en.po").read_text("utf-8").replace('"Language: en\\n"', '"Language: fr\\n"')
    without = text.replace('msgid "topbar.done"\n', 'msgid "topbar.of_yesterday"\n')
    assert without != text
    (tmp_path / "fr.po").write_text(without.replace('msgstr "Back"', 'msgstr "Retour"'), "utf-8")

    told = compile_in(tmp_path)

    words.add_folder(tmp_path)
    try:
        french = Words("fr")
        assert "said in English: topbar.done" in told
        assert french.tr("topbar.done") == Words("en").tr("topbar.done")
        assert french.tr("button.back") == "Retour"
        with pytest.raises(words.UnknownWords):
            french.tr("no.such.key")
    finally:
        words.drop_folder(tmp_path)


def test_a_translation_that_asks_for_a_value_nobody_gives_is_refused(tmp_path):
    text = (words.HERE / "en.po").read_text("utf-8").replace('"Language: en\\n"', '"Language: fr\\n"')
    (tmp_path / "fr.po").write_text(text.replace("{tier} after {date}", "{tier} after {dat}"), "utf-8")

    with pytest.raises(subprocess.CalledProcessError) as refused:
        compile_in(tmp_path)

    assert "fr.po: values that are never given: keep.until: ['dat']" in refused.value.stderr


def test_the_switcher_offers_it_by_its_own_name(spoken, stand):
    stand.show(Greeting.examples()[0])
    from kivy.factory import Factory

    offered = [(choice.arg, choice.text, choice.label) for choice in reversed(Factory.Segment().children)]

    assert offered == [("zh", "中文", "中文"), ("en", "EN", "English"), ("fr", "FR", "Français")]


def test_a_kiosk_may_speak_it_when_nobody_is_there(folder):
    config = parse(f'kiosk = "k1"\ndata_dir = "d"\nlanguage = "fr"\nwords_dir = "{folder}"')
    assert config.language == "fr"
    with pytest.raises(BadConfig, match="language must be one of zh, en, fr, not 'de'"):
        parse(f'kiosk = "k1"\ndata_dir = "d"\nlanguage = "de"\nwords_dir = "{folder}"')


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_every_screen_has_room_for_three_languages(folder, size, tmp_path):
    command = [sys.executable, "-m", "devstack.book", str(tmp_path), "--size", size, "--check"]

    done = subprocess.run([*command, "--theme", "normal", "--words", str(folder)], capture_output=True, check=True)

    index = json.loads(done.stdout)
    assert {entry["language"] for entry in index} == {"zh", "en", "fr"}
    assert [entry for entry in index if entry["faults"]] == []
