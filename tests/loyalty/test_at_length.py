"""The same properties with 2,000 examples each, in a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_every_property_of_the_rules_holds_for_2000_examples() -> None:
    here = Path(__file__).parent
    signed = here.parent / "mqtt_bridge" / "test_signed_coupon.py"
    # Only what takes examples: all else says the same however often. Seven minutes of one core.
    command = [sys.executable, "-m", "pytest", "-m", "hypothesis and not slow", "-p", "no:cacheprovider"]
    command += ["-o", "timeout=3600", str(here), str(signed)]
    long_run = {**os.environ, "REGULARS_EXAMPLES": "2000"}

    done = subprocess.run(command, cwd=here.parent.parent, env=long_run, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-8000:]
