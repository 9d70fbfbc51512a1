"""The properties of the whole centre with twenty times the examples, in a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

MODULES = ("test_any_order", "test_standing", "test_till", "test_bad_messages", "test_till_bad_input")


@pytest.mark.slow
def test_every_property_of_the_centre_holds_for_twenty_times_the_examples() -> None:
    here = Path(__file__).parent
    command = [sys.executable, "-m", "pytest", "-m", "hypothesis and not slow", "-p", "no:cacheprovider"]
    command += ["-o", "timeout=3600", *(str(here / f"{name}.py") for name in MODULES)]

    long_run = {**os.environ, "REGULARS_MORE": "20"}

    done = subprocess.run(command, cwd=here.parent.parent, env=long_run, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-8000:]
