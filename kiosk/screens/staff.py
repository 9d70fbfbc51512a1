"""What staff see and do on the touchscreen: how the kiosk is, tests, closing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.screens._people import ILL_LINES, STAFF_LINES

_LOG = "regulars-support-20261122-180000.tar.gz"


@dataclass(frozen=True, slots=True)
class Staff:
    """`lines` are (key, value) pairs of the kiosk's state. `job` while the test ticket is printing.

    `result` is what the last test said: "", printed, touch_ok, touch_missed (`missed`: the cells), read_ and what was
    read, or a fault's name. `page`: "" how the kiosk is, tools the tests that have a screen of their own
    and what is seldom done, restart the question whether to end the program and start it again,
    log where the exported log is: `saved` is stick, kiosk, failed or "" while it is written, `log` the file.
    """

    timeout_s: ClassVar[float | None] = 60.0
    lines: tuple[tuple[str, str], ...] = ()
    job: str = ""
    result: str = ""
    missed: tuple[int, ...] = ()
    page: str = ""
    saved: str = ""
    log: str = ""

    @classmethod
    def examples(cls) -> list[Staff]:
        return [
            cls(),
            cls(STAFF_LINES),
            cls(STAFF_LINES, "", "printed"),
            cls(STAFF_LINES, result="touch_ok"),
            cls(STAFF_LINES, result="touch_missed", missed=tuple(range(1, 25))),
            cls(STAFF_LINES, result="read_card_code"),
            cls(STAFF_LINES, result="read_nothing"),
            cls(STAFF_LINES, page="tools"),
            cls(STAFF_LINES, page="restart"),
            cls(STAFF_LINES, page="log"),
            cls(STAFF_LINES, page="log", saved="stick", log=f"/media/kiosk/STICK/{_LOG}"),
            cls(STAFF_LINES, page="log", saved="kiosk", log=f"/var/lib/regulars/kiosk/{_LOG}"),
            cls(STAFF_LINES, page="log", saved="failed"),
            cls(ILL_LINES, "", "cover_open"),
        ]
