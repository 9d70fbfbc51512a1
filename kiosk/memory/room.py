"""Room in the write-ahead log before it is needed: a commit that lengthens a file waits for the file system as well."""

from __future__ import annotations

import os
from pathlib import Path

from kiosk.memory.tables import CHECKPOINT_PAGES

FRAME_BYTES, HEADER_BYTES = 4096 + 24, 32
# The commit that passes the mark is in the log before what it calls for.
FRAMES = CHECKPOINT_PAGES + CHECKPOINT_PAGES // 8


def make_room(log: Path) -> None:
    """Lengthen the log, with zeros, so that all fits that it will hold. Raises OSError, and then it is as before.

    Nobody else may write to the log meanwhile. Zeros are no frame: whoever recovers a log stops before them
    (SQLite, "Database File Format", 4.2 and 4.4), as it does before what an older turn of the log left there.
    """
    with log.open("r+b", buffering=0) as file:
        before = file.seek(0, os.SEEK_END)
        missing = max(0, FRAMES * FRAME_BYTES + HEADER_BYTES - before)
        try:
            while missing:
                missing -= file.write(bytes(missing))
            os.fsync(file.fileno())
        except OSError:
            # The last of a disk is for what happens, not for room.
            file.truncate(before)
            raise
