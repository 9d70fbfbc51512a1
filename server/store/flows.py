"""Points given at one store and spent at another, from the ledger's draws (F10)."""

from __future__ import annotations

from datetime import datetime

from loyalty.settlement import Flow
from server.store.database import Database
from server.store.moments import to_us

# Points nobody's order made: joining, check-ins, gifts of the house.
HOUSE = "house"
# A coupon is spent where it is captured; one that is let go again after that is spent nowhere.
SPENT = """
SELECT r.member AS account, h.entry AS entry, substr(e.source, 6) AS store, 1 AS times
  FROM coupon_event e JOIN coupon c ON c.code = e.code
  JOIN redemption r ON r.redemption = c.redemption JOIN hold h ON h.account = r.member AND h.hold = r.redemption
  WHERE e.kind = 'redeemed' AND substr(e.source, 1, 5) = 'till/' AND e.at >= ? AND e.at < ?
UNION ALL
SELECT r.member, h.entry, substr(before.source, 6), -1
  FROM coupon_event e JOIN coupon_event before ON before.code = e.code AND before.n = e.n - 1
  JOIN coupon c ON c.code = e.code
  JOIN redemption r ON r.redemption = c.redemption JOIN hold h ON h.account = r.member AND h.hold = r.redemption
  WHERE before.kind = 'redeemed' AND e.kind IN ('issued', 'expired', 'voided') AND e.at >= ? AND e.at < ?
UNION ALL
SELECT p.member, e.seq, p.store, 1
  FROM point_payment p JOIN hold h ON h.account = p.member AND h.hold = p.hold
  JOIN entry e ON e.account = p.member AND (e.seq = h.entry OR (e.cause = h.entry AND e.kind = 'redeem_reversal'))
  WHERE e.recorded_at >= ? AND e.recorded_at < ?
"""


def flows(database: Database, since: datetime, until: datetime) -> list[Flow]:
    """What was spent from `since` to before `until`, by the store that gave it and the store where it was spent."""
    moments = (to_us(since), to_us(until))
    rows = database.all(
        f"SELECT coalesce(o.store, '{HOUSE}'), x.store, CAST(sum(d.points * x.times) AS BIGINT) FROM ({SPENT}) x "
        "JOIN draw d ON d.account = x.account AND d.entry = x.entry "
        "LEFT JOIN member_order o ON o.member = d.account AND o.entry = d.lot GROUP BY 1, 2 ORDER BY 1, 2",
        *(moments * 3),
    )
    return [Flow(str(issued), str(spent), int(points)) for issued, spent, points in rows if points]
