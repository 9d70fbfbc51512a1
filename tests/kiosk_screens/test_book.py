"""Every screen, every example, both languages, every size, both text sizes: nothing is clipped, lost or too small."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from devstack.book import SIZES, leaves


@pytest.mark.parametrize("size", SIZES)
def test_no_picture_of_the_book_has_a_fault(size, tmp_path):
    command = [sys.executable, "-m", "devstack.book", str(tmp_path), "--size", size, "--check"]

    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)

    assert done.returncode == 0, done.stderr[-3000:]
    index = json.loads(done.stdout)
    assert len(index) == len(list(leaves()))
    assert [entry for entry in index if entry["faults"]] == []
