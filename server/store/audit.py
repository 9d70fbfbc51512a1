"""Who looked at or changed what of other people's, and why: lines that only grow, and hold no personal data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from server.store.database import Database
from server.store.moments import from_us, to_us

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    operator: str
    action: str
    reason: str
    detail: str


class Audit:
    """The table audit."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def note(self, at: datetime, operator: str, action: str, reason: str, detail: Mapping[str, object]) -> None:
        """Write one line; `detail` says of what, by numbers and dates."""
        self._db.run(
            "INSERT INTO audit (at, operator, action, reason, detail) VALUES (?,?,?,?,?)",
            *(to_us(at), operator.strip()[:LONGEST], action, reason.strip()[:LONGEST], json.dumps(dict(detail))),
        )

    def lines(self) -> list[Line]:
        """All of them, the oldest first."""
        rows = self._db.all("SELECT at, operator, action, reason, detail FROM audit ORDER BY id")
        return [Line(from_us(at), *rest) for at, *rest in rows]
