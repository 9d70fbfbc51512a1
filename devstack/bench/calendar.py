"""Makes today a holiday of the demo's programme: by publishing it with that day as today, as any chain publishes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from devstack.bench.refused import Refused
from loyalty.programme import DEMO, BadProgramme
from server import nightly
from server.auditing import By
from server.beside import CannotRun, opened
from server.programme.publishing import publish


class Calendar:
    """What day it is in the restaurant; `config` is the server's. Any thread may call it."""

    def __init__(self, config: Path) -> None:
        self._config = config
        self._one_at_a_time = threading.Lock()
        self._today: str | None = None

    def said(self) -> dict[str, Any]:
        """The holiday that today was made (null: none), and all there are."""
        days = [
            {
                "holiday": one.key,
                "greeting": {"zh": one.greeting.zh, "en": one.greeting.en},
                "gift": bool(one.coupon),
            }
            for one in DEMO.holidays
        ]
        return {"today": self._today, "holidays": days}

    def make_today(self, holiday: str | None) -> None:
        """Today is this holiday, and its gifts are there; None: whatever day it really is. Raises Refused."""
        known = [one.key for one in DEMO.holidays]
        if holiday is not None and holiday not in known:
            raise Refused(422, f"there is no holiday {holiday[:40]!r}; there are: {', '.join(known)}")
        now = datetime.now(UTC)
        today = DEMO.local(now).date().isoformat()
        days = (replace(one, day=today) if one.key == holiday else one for one in DEMO.holidays)
        programme = replace(DEMO, holidays=tuple(days))
        with self._one_at_a_time, _said_so(), opened(self._config, now) as house:
            publish(house, programme, now, "the bench", By("bench", "to see it"))
            # The night gives the gifts; here nobody waits for it.
            nightly.run(house, now)
            self._today = holiday


@contextmanager
def _said_so() -> Iterator[None]:
    """What stops it is said to whoever pressed the button."""
    try:
        yield
    except (CannotRun, BadProgramme) as error:
        raise Refused(502, str(error)) from error
