"""What a run that ended on a defect leaves for the next one, so that the diner and the centre are told."""

from __future__ import annotations

import traceback
from pathlib import Path

NAME = "defect"


def described(error: BaseException) -> str:
    """The kind of error and the place in the code, nothing else: its text may hold a card or a telephone number."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


def keep(folder: Path, error: BaseException) -> None:
    """Leave word of it. Raises OSError."""
    (folder / NAME).write_text(described(error) + "\n", "utf-8")


def take(folder: Path) -> str:
    """What the last run left, once; "" when it ended as it should."""
    path = folder / NAME
    try:
        text = path.read_text("utf-8", "replace").strip()[:200]
        path.unlink()
    except OSError:
        return ""
    return text or "unknown"
