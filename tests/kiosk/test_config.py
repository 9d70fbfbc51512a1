"""The configuration: a slip of the pen is named, and what was meant is guessed."""

from __future__ import annotations

import pytest

from kiosk import config

GOOD = 'kiosk = "k1"\ndata_dir = "d"\n'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (GOOD + "[mqtt]\nprot = 1883", "unknown key 'mqtt.prot'; did you mean 'mqtt.port'?"),
        (GOOD + 'languge = "zh"', "unknown key 'languge'; did you mean 'language'?"),
        (GOOD + 'language = "fr"', "language must be one of zh, en, not 'fr'"),
        (GOOD + 'words_dir = "nowhere"', "words_dir holds no compiled language (*.mo): nowhere"),
        (GOOD + '[mqtt]\nport = "x"', "mqtt.port"),
        ('data_dir = "d"', "kiosk"),
        ('kiosk = "K 1"\ndata_dir = "d"', "kiosk must be 1 to 40 of a-z, 0-9 and -"),
        ("[[", "not TOML"),
        ("\x00", "not TOML"),
    ],
)
def test_a_bad_file_is_refused_with_the_key(text, sentence):
    with pytest.raises(config.BadConfig, match=r"kiosk\.toml") as error:
        config.parse(text, "kiosk.toml")

    assert sentence in str(error.value)


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(config.BadConfig, match="cannot read"):
        config.load(tmp_path / "none.toml")


def test_the_shortest_file_will_do():
    assert config.parse(GOOD).mqtt.port == 1883
