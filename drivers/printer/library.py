"""The door to python-escpos, which does three things on import that a library should not.

It reads a 250 kB printer database (0.2 s here, a second on a Pi) and leaves a pickle of it in a fresh
temporary folder, never removed; and it configures the root logger. We give it a database of our own two
papers by its own setting, and put the rest back.
"""

from __future__ import annotations

import logging
import os
import shutil
from functools import cache
from pathlib import Path
from typing import Any

DATABASE = Path(__file__).with_name("capabilities.json")
_SETTING = "ESCPOS_CAPABILITIES_FILE"


def dummy(width_mm: int) -> Any:
    """A python-escpos printer that only collects bytes (`.output`), for paper 58 or 80 mm wide."""
    return _library().Dummy(profile=f"{width_mm}mm")


@cache
def _library() -> Any:
    handlers = list(logging.root.handlers)
    before = os.environ.get(_SETTING)
    os.environ[_SETTING] = str(DATABASE)
    try:
        from escpos import capabilities, printer
    finally:
        logging.root.handlers[:] = handlers
        if before is None:
            del os.environ[_SETTING]
        else:
            os.environ[_SETTING] = before
    if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
        shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
    return printer
