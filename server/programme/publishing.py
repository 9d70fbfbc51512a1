"""A programme is published: kept, noted with who did it, and every account looked at again under it."""

from __future__ import annotations

from datetime import datetime

from loyalty.programme import Programme
from server.auditing import By
from server.house import House
from server.programme.adopting import adopt
from server.programme.versions import Version

AT_ONCE = 5_000


def publish(
    house: House, programme: Programme, now: datetime, source: str, who: By, valid_from: datetime | None = None
) -> Version | None:
    """Let it count from `valid_from` (None: now) on; None: it is the newest already. In transactions of its own.

    Raises BadProgramme for one that would take from somebody what they hold.
    """
    begins = valid_from or now
    with house.transaction(now):
        version = adopt(house, programme, now, source, valid_from)
        if version is not None:
            begins_at = begins.isoformat(timespec="seconds")
            who.note(house, now, "programme publish", version=version.number, begins_at=begins_at, file=source)
    # In groups, so that tills hardly wait.
    more = True
    while more:
        with house.store.transaction():
            more = house.store.nights.wake_by(begins, AT_ONCE) > 0
    return version
