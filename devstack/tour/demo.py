"""A headless demo in a process of its own, for whoever wants a restaurant to try things on."""

from __future__ import annotations

import contextlib
import json
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

READY_S = 120.0
STOP_S = 30.0


class DemoFailed(Exception):
    """The demo did not come up; the message is what it said."""


@contextlib.contextmanager
def running_demo(folder: Path, *more: str) -> Iterator[dict[str, Any]]:
    """Start `python -m devstack --headless` in `folder`; yields what it says when it is ready. Raises DemoFailed."""
    folder.mkdir(parents=True, exist_ok=True)
    talk = folder / "talk.log"
    with talk.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "devstack", "--headless", "--dir", str(folder), *more],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
    try:
        yield _ready(process, talk)
    finally:
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _ready(process: subprocess.Popen[bytes], talk: Path) -> dict[str, Any]:
    assert process.stdout is not None
    deadline = time.monotonic() + READY_S
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        if not selector.select(max(0.0, deadline - time.monotonic())):
            raise DemoFailed(f"the demo was not ready after {READY_S:.0f} s: {_said(talk)}")
    line = process.stdout.readline().decode()
    if not line.startswith("ready "):
        raise DemoFailed(_said(talk) or "the demo ended without a word")
    found: dict[str, Any] = json.loads(line.removeprefix("ready "))
    return found


def _said(talk: Path) -> str:
    return talk.read_text(errors="replace").strip()[-1000:]
