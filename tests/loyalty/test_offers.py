"""Cards for resting kiosks are checked like the rest of a programme, and named by their path."""

from __future__ import annotations

from dataclasses import replace

import pytest

from loyalty.programme import DEMO, BadProgramme, dump, load
from loyalty.words import Words

FIRST = DEMO.offers[0]


def test_the_built_in_programme_has_three_and_they_survive_a_file():
    assert load(dump(DEMO)).offers == DEMO.offers
    assert len(DEMO.offers) == 3


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"title": Words("", "Crab")}, "offers[0].title.zh"),
        ({"detail": Words("蟹", "c" * 61)}, "offers[0].detail.en"),
        ({"begins": "22.11.2026"}, "offers[0].begins"),
        ({"ends": "2026-02-30"}, "offers[0].ends"),
        ({"begins": "2026-12-02", "ends": "2026-12-01"}, "offers[0].ends"),
    ],
)
def test_a_card_that_cannot_be_shown_is_refused(changes, path):
    with pytest.raises(BadProgramme) as refused:
        load(dump(replace(DEMO, offers=(replace(FIRST, **changes),))))
    assert refused.value.path == path


def test_there_are_at_most_twelve_and_no_key_twice():
    many = tuple(replace(FIRST, key=f"card-{n}") for n in range(13))
    for offers in (many, (FIRST, FIRST)):
        with pytest.raises(BadProgramme):
            load(dump(replace(DEMO, offers=offers)))
