"""What the kiosk must not forget: one SQLite file, one transaction for an event and its effect.

WAL with synchronous=FULL: a power cut loses nothing that was committed (NORMAL does). The file holds no
card number and no telephone number: cards are kept as keyed hashes, members as the masked view.
"""

from __future__ import annotations

from pathlib import Path

from kiosk.memory.closed import Closed
from kiosk.memory.file import MemoryFile
from kiosk.memory.floor import TimeFloor
from kiosk.memory.levels import KeptLevels
from kiosk.memory.members import Members, device_key
from kiosk.memory.offers import KeptOffers
from kiosk.memory.outbox import Outbox
from kiosk.memory.programme import KeptProgramme
from kiosk.memory.redemptions import Redemptions
from kiosk.memory.sequence import Ceiling

__all__ = [
    "Closed",
    "KeptLevels",
    "KeptOffers",
    "KeptProgramme",
    "Members",
    "Memory",
    "Outbox",
    "Redemptions",
    "TimeFloor",
]


class Memory:
    """What it holds. Open it once per process, use it on one thread. Raises MemoryInUse.

    `stamp` names the copy that is kept when the file turns out to be corrupt.
    """

    def __init__(self, folder: Path, stamp: str) -> None:
        self._file = MemoryFile(folder, stamp)
        self.mended = self._file.mended
        self.outbox = Outbox(self._file, Ceiling(folder / "memory.ceiling"))
        self.programme = KeptProgramme(self._file)
        key = device_key(folder / "device.key")
        self.members = Members(self._file, self.outbox, key, self.programme.applied)
        self.redemptions = Redemptions(self._file)
        self.floor = TimeFloor(self._file)
        self.closed = Closed(self._file)
        self.offers = KeptOffers(self._file)
        self.levels = KeptLevels(self._file)

    def make_room(self) -> None:
        """For a kiosk that is going to run: spare its first commits what makes them slower than later ones."""
        self._file.make_room()

    def close(self) -> None:
        self._file.close()
