"""How often members ordered and for how much, as the models of `loyalty.lifetime` need it: reading only (F2)."""

from __future__ import annotations

from datetime import date

from loyalty.lifetime import History, Regular
from server.store.database import Database

# Of a bill that several share each has their part, and that part of what went back. Orders of one day are one, and a
# day whose orders all went back is none: as for tiers.
SQL = """
SELECT member, min(on_date), max(on_date), count(*), CAST(sum(CASE WHEN n > 1 THEN fen ELSE 0 END) AS BIGINT) FROM (
  SELECT member, on_date, fen, row_number() OVER (PARTITION BY member ORDER BY on_date) AS n FROM (
    SELECT o.member, o.on_date, sum(o.total_fen - (
        SELECT CAST(coalesce(sum(amount_fen), 0) AS BIGINT) FROM refund r
        WHERE r.store = o.store AND r.order_id = o.order_id
      ) * o.total_fen / CASE WHEN o.bill_fen = 0 THEN 1 ELSE o.bill_fen END) AS fen
    FROM member_order o JOIN member m ON m.member = o.member
    WHERE m.erased_at IS NULL AND o.on_date <= ? GROUP BY o.member, o.on_date
  ) AS summed WHERE fen > 0
) AS days GROUP BY member ORDER BY member
"""


def regulars(database: Database, last: date) -> list[Regular]:
    """Every member with an order up to this local date, which is where they stand; who was erased is not among them."""
    known = []
    for member, first_on, last_on, days, repeat_fen in database.all(SQL, last.isoformat()):
        first = date.fromisoformat(first_on)
        recency, age = (date.fromisoformat(last_on) - first).days, (last - first).days
        known.append(Regular(str(member), History(int(days) - 1, recency, age), int(repeat_fen)))
    return known
