"""Reads the kiosk's rotating log: bounded at the back, and through a rotation when it is followed."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

NAME = "kiosk.log"
OLDER = 3
# The kiosk starts a new file every megabyte; a file that somehow grew larger is read from here to its end.
READ_MAX = 2_000_000
POLL_S = 0.2
LINE = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) ([A-Z]+) ([\w.]+): (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; a traceback belongs to the entry it follows. `at` is local and aware; None: no time was readable."""

    at: datetime | None
    level: str
    logger: str
    message: str
    text: str


def read(folder: Path, limit: int, since: datetime | None) -> list[Entry]:
    """The last `limit` entries not older than `since`, the oldest first; [] where there is no log."""
    found: list[Entry] = []
    for path in (folder / NAME, *(folder / f"{NAME}.{number}" for number in range(1, OLDER + 1))):
        found = entries(_end_of(path)) + found
        first = next((entry.at for entry in found if entry.at is not None), None)
        if len(found) > limit or (since is not None and first is not None and first < since):
            break
    if since is not None:
        found = [entry for entry in found if entry.at is not None and entry.at >= since]
    return found[-limit:]


def last_error(folder: Path) -> str:
    """The last error's first line, when it is the last thing the log says of its kind; "" where there is none."""
    errors = [entry for entry in read(folder, 50, None) if entry.level in ("ERROR", "CRITICAL")]
    return errors[-1].message.split("\n")[0][:200] if errors else ""


def entries(text: str) -> list[Entry]:
    """The text taken apart; lines that begin no entry belong to the one before them."""
    blocks: list[list[str]] = []
    for line in text.splitlines():
        if LINE.match(line) or not blocks:
            blocks.append([line])
        else:
            blocks[-1].append(line)
    return [_entry("\n".join(block)) for block in blocks]


def follow(folder: Path) -> Iterator[Entry]:
    """Every entry from now on, until interrupted. A rotated file is read to its end before the new one is begun."""
    path = folder / NAME
    file = path.open(encoding="utf-8", errors="replace")
    file.seek(0, os.SEEK_END)
    rest = ""
    while True:
        rest += file.read()
        whole, newline, rest = rest.rpartition("\n")
        yield from entries(whole) if newline else ()
        if not newline and _is_another_file(path, file.fileno()):
            # What was written between our last look and the rotation is still at the end of the old file.
            rest += file.read()
            file.close()
            yield from entries(rest)
            rest, file = "", path.open(encoding="utf-8", errors="replace")
        elif not newline:
            time.sleep(POLL_S)


def _is_another_file(path: Path, descriptor: int) -> bool:
    try:
        return os.stat(path).st_ino != os.fstat(descriptor).st_ino
    except FileNotFoundError:
        return False


def _end_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - READ_MAX))
            data = file.read(READ_MAX)
    except OSError:
        return ""
    if size > READ_MAX:
        data = data.partition(b"\n")[2]
    return data.decode("utf-8", "replace")


def _entry(text: str) -> Entry:
    parts = LINE.match(text)
    if parts is None:
        return Entry(None, "", "", text, text)
    at = datetime.strptime(parts[1], "%Y-%m-%d %H:%M:%S,%f").astimezone()
    return Entry(at, parts[2], parts[3], parts[4], text)
