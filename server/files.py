"""Files written whole or not at all: a plug pulled halfway, or another server that starts, finds no half key."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path


def make_once(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, unless there is one: of many that try at once, one writes it."""
    draft = _draft(path, content)
    try:
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    _sync_folder(path.parent)


def replace(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read in place of the one there."""
    os.replace(_draft(path, content), path)
    _sync_folder(path.parent)


def _draft(path: Path, content: bytes) -> Path:
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    return draft


def _sync_folder(folder: Path) -> None:
    """New names in a folder survive a power cut only then."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
