"""Who is meant: members by tier, birthday and last order. Nothing that names them is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.store.database import Database
from server.store.moments import to_us


@dataclass(frozen=True, slots=True)
class Segment:
    """All of these at once; what is empty asks for nothing. `no_order_since`: no order from then on."""

    tiers: tuple[str, ...] = ()
    birthday_month: int | None = None
    no_order_since: datetime | None = None


def members(database: Database, segment: Segment) -> list[str]:
    """Their ids, in order; who was erased is never among them."""
    wheres, values = ["m.erased_at IS NULL"], list[Any]()
    if segment.tiers:
        wheres.append(f"t.tier IN ({', '.join('?' for _ in segment.tiers)})")
        values += segment.tiers
    if segment.birthday_month is not None:
        # `1990-05-03`, or `--05-03` without the year; a lunar one (`L-05-03`) is in another month every year.
        wheres.append("m.birthday LIKE ? AND substr(m.birthday, 1, 1) <> 'L'")
        values.append(f"%-{segment.birthday_month:02d}-__")
    if segment.no_order_since is not None:
        wheres.append("NOT EXISTS (SELECT 1 FROM member_order o WHERE o.member = m.member AND o.paid_at >= ?)")
        values.append(to_us(segment.no_order_since))
    asked = " AND ".join(wheres)
    rows = database.all(
        f"SELECT m.member FROM member m LEFT JOIN tier t ON t.member = m.member WHERE {asked} ORDER BY 1",
        *values,
    )
    return [str(row[0]) for row in rows]
