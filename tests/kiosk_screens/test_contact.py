"""The contact sheet shows every picture of the book, from this folder alone."""

from __future__ import annotations

import re

from PIL import Image

from devstack import contact


def entry(screen: str, theme: str, faults: list[str]) -> dict[str, object]:
    name = f"{screen}-0-zh-1280x800-{theme}.png"
    values = {"screen": screen, "example": "0", "language": "zh", "size": "1280x800", "theme": theme}
    return {**values, "picture": name, "faults": faults}


def test_every_picture_is_shown_small_and_opens_large(tmp_path):
    index = [entry("Attract", "normal", []), entry("Attract", "high_contrast", ["clipped: '<b>'"])]
    for one in index:
        Image.new("RGB", (1280, 800)).save(tmp_path / one["picture"])

    page = contact.write(tmp_path, index).read_text("utf-8")

    for path in re.findall(r"(?:src|href)='([^']+)'", page):
        assert (tmp_path / path).is_file(), path
    assert page.count("<figure ") == 2
    assert page.count("class=faulty") == 1
    assert "<b>" not in page
    assert not re.search(r"https?://|//cdn|@import", page)
    with Image.open(tmp_path / "small" / "Attract-0-zh-1280x800-normal.jpg") as small:
        assert small.height == 2 * contact.THUMB_HIGH_PX
