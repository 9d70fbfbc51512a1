"""What was sent to people's phones: the end of the server's log of notices."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

TAIL_BYTES = 64 * 1024
MOST = 20


def messages(path: Path) -> list[dict[str, Any]]:
    """The last messages, the newest first: {id, kind, to, language, values}. An absent log has none."""
    try:
        with path.open("rb") as log:
            size = log.seek(0, 2)
            log.seek(max(0, size - TAIL_BYTES))
            lines = log.read().splitlines()
    except FileNotFoundError:
        return []
    found = []
    for line in reversed(lines[1:] if size > TAIL_BYTES else lines):
        try:
            message = json.loads(line)
        except ValueError:
            # The server is writing this line at this moment: it is whole the next time.
            continue
        if isinstance(message, dict):
            found.append(message)
    return found[:MOST]
