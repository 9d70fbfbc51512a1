"""What members said: how they liked a visit, and what they agree to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec

from server.store.database import Database
from server.store.moments import from_us, to_us

Purpose = Literal["programme", "marketing"]


@dataclass(frozen=True, slots=True)
class Consent:
    """One yes or no: to what, when and where it was said, and to which version of the text."""

    purpose: Purpose
    given: bool
    at: datetime
    source: str
    version: str = ""


class Opinions:
    """The tables feedback and consent; `member.marketing` is the newest answer, kept where it is read often."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def feedback(
        self, member: str, score: int, topics: Sequence[str], call_manager: bool, kiosk: str, at: datetime, event: str
    ) -> None:
        self._db.run(
            "INSERT INTO feedback (event_id, member, kiosk, score, topics, call_manager, at) VALUES (?,?,?,?,?,?,?)",
            *(event, member, kiosk, score, msgspec.json.encode(topics).decode(), int(call_manager), to_us(at)),
        )

    def consent(
        self, member: str, purpose: Purpose, given: bool, at: datetime, source: str, event: str, version: str = ""
    ) -> None:
        """Write down an answer. One that was given earlier but comes later changes nothing that is newer."""
        self._db.run(
            "INSERT INTO consent (member, purpose, given, at, source, event_id, version) VALUES (?,?,?,?,?,?,?)",
            *(member, purpose, int(given), to_us(at), source, event, version),
        )
        if purpose == "marketing":
            self._db.run(
                "UPDATE member SET marketing = (SELECT given FROM consent WHERE member = ? AND purpose = 'marketing' "
                "ORDER BY at DESC, event_id DESC LIMIT 1) WHERE member = ?",
                *(member, member),
            )

    def consents(self, member: str) -> list[Consent]:
        """All that was ever said, oldest first."""
        rows = self._db.all(
            "SELECT purpose, given, at, source, version FROM consent WHERE member = ? ORDER BY at, event_id, purpose",
            member,
        )
        return [Consent(r[0], bool(r[1]), from_us(r[2]), r[3], r[4]) for r in rows]
