"""A few key screens look as they did: small pictures, compared with room for another driver's rounding.

When a look was changed on purpose: `REGULARS_GOLDEN=write scripts/test tests/kiosk_screens/test_golden.py`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from kiosk.screens import Attract, CheckedIn, Confirm, Feedback, Greeting, Ladder, Moment, PrinterTrouble

GOLDEN = Path(__file__).parent / "golden"
SMALL = (160, 100)
# Of 255, mean and worst over all pixels of the small picture; another text of the same length moves the worst by 60.
MEAN, WORST = 1.5, 40
KEY = [
    (Attract, 0), (Greeting, 0), (CheckedIn, 1), (Confirm, 0),
    (Feedback, 3), (Ladder, 1), (Moment, 1), (PrinterTrouble, 0),
]  # fmt: skip


def picture(stand, screen) -> Image.Image:
    moves, stand.stage.look.moving = stand.stage.look._moves, False
    stand.show(screen)
    stand.pass_time(3.0, 0.5)
    pixels, wide, high = stand.ui.grab()
    stand.stage.look.moving = moves
    return Image.frombytes("RGB", (wide, high), pixels).resize(SMALL, Image.Resampling.BOX)


def differs(one: Image.Image, other: Image.Image) -> bool:
    stat = ImageStat.Stat(ImageChops.difference(one, other))
    return max(stat.mean) > MEAN or max(high for _, high in stat.extrema) > WORST


@pytest.mark.parametrize(("kind", "number"), KEY, ids=lambda value: getattr(value, "__name__", str(value)))
def test_a_key_screen_looks_as_it_did(stand, kind, number, tmp_path):
    now = picture(stand, kind.examples()[number])
    path = GOLDEN / f"{kind.__name__}-{number}.png"
    if os.environ.get("REGULARS_GOLDEN") == "write":
        now.save(path, optimize=True)
    now.save(tmp_path / path.name)
    with Image.open(path) as golden:
        assert not differs(now, golden.convert("RGB")), f"looks otherwise than {path.name}: see {tmp_path / path.name}"


def test_another_name_or_a_missing_button_is_another_picture(stand):
    good = picture(stand, Greeting.examples()[0])
    assert not differs(good, picture(stand, Greeting.examples()[0]))
    assert differs(good, picture(stand, Greeting.examples()[2]))
    assert differs(picture(stand, PrinterTrouble.examples()[0]), picture(stand, PrinterTrouble.examples()[1]))
