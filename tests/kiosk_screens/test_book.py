"""Every screen, every example, both languages, every size, every theme: nothing is clipped, lost or too small."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from devstack.book import SIZES, THEMES, leaves
from kiosk.words import BUILT_IN

# Large text is the hardest to fit, on the lowest panel and on the upright one. The rest is looked at in the long run.
LOWEST = ("800x480", "large")


def test_no_picture_in_large_text_has_a_fault_on_the_lowest_panel(tmp_path):
    check(*LOWEST, tmp_path)


def test_all_in_large_text_has_its_place_on_the_upright_panel(tmp_path):
    check("1080x1920", "large", tmp_path, "--layout")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "theme"), [(size, theme) for size in SIZES for theme in THEMES if (size, theme) != LOWEST]
)
def test_no_picture_of_the_book_has_a_fault(size, theme, tmp_path):
    check(size, theme, tmp_path)


def check(size, theme, folder, *more):
    command = [sys.executable, "-m", "devstack.book", str(folder), "--size", size, "--theme", theme, "--check", *more]

    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)

    assert done.returncode == 0, done.stderr[-3000:]
    index = json.loads(done.stdout)
    assert len(index) == len(list(leaves((theme,))))
    for language in BUILT_IN:
        assert len([entry for entry in index if entry["language"] == language]) >= 60
    assert [entry for entry in index if entry["faults"]] == []
