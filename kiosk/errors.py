"""The kiosk's own errors::

MemoryFailed    the memory could not read or write: nothing that depends on it may be shown
MemoryInUse     another kiosk process has this memory open
MemoryCorrupt   the file is not a healthy database (mended by `kiosk.memory.mend`, never seen outside)
"""


class MemoryFailed(Exception):
    """The kiosk's memory could not read or write (disk full, device gone)."""


class MemoryInUse(Exception):
    """Another kiosk process has this memory open: two would use one sequence number twice."""


class MemoryCorrupt(Exception):
    """The file is not a healthy database."""
