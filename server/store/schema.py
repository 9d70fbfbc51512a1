"""The server's tables. Peewee makes them; the hot paths read and write them in plain SQL.

Moments are integers: microseconds since 1970 in UTC. Points and money (fen) are integers.
`entry`, `draw`, `coupon_event`, `check_in`, `order_seen`, `refund`, `event_seen` and `dead_letter` only grow:
triggers refuse every update and delete.
"""

from __future__ import annotations

from typing import Any

from peewee import SqliteDatabase

from server.store import tables_members as m
from server.store import tables_traffic as t
from server.store.table import Table

VERSION = 1
TABLES: tuple[type[Table], ...] = (
    *(m.Member, m.Identifier, m.Account, m.Entry, m.Lot, m.Draw, m.Hold, m.Coupon, m.CouponEvent, m.Redemption),
    *(
        m.TierRow,
        m.Stock,
        m.CheckIn,
        t.OrderSeen,
        t.Refund,
        t.Verification,
        t.Kiosk,
        t.EventSeen,
        t.DeadLetter,
        t.Idempotency,
    ),
    *(t.NoticeRow, t.Device),
)
ONLY_GROW = ("entry", "draw", "coupon_event", "check_in", "order_seen", "refund", "event_seen", "dead_letter")
INDEXES = (
    "CREATE INDEX IF NOT EXISTS lot_left ON lot(account) WHERE remaining > 0",
    "CREATE INDEX IF NOT EXISTS hold_open ON hold(account) WHERE state = 'held'",
    "CREATE INDEX IF NOT EXISTS order_of_member ON order_seen(member, paid_at)",
    "CREATE INDEX IF NOT EXISTS event_refused ON event_seen(kiosk, seq) WHERE code <> ''",
    "CREATE INDEX IF NOT EXISTS notice_waiting ON notice(made_at) WHERE sent_at IS NULL",
    "CREATE INDEX IF NOT EXISTS verification_of_kiosk ON verification(kiosk, sent_at)",
    "CREATE INDEX IF NOT EXISTS redemption_held ON redemption(reward, expires_at) WHERE state = 'held'",
    "CREATE INDEX IF NOT EXISTS coupon_of_order ON coupon(order_id) WHERE state = 'redeemed'",
    "CREATE UNIQUE INDEX IF NOT EXISTS coupon_of_redemption ON coupon(redemption) WHERE redemption IS NOT NULL",
)


class SchemaError(Exception):
    """The database was made by another version of the server."""


def create(database: SqliteDatabase) -> None:
    """Make what is missing. Safe to call at every start. Raises SchemaError for a newer database."""
    version = int(_execute(database, "PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise SchemaError(f"the database has version {version}, this server knows {VERSION}; install the newer server")
    with database.bind_ctx(TABLES), database.atomic():
        database.create_tables(TABLES)
        for table in ONLY_GROW:
            for action in ("UPDATE", "DELETE"):
                _execute(
                    database,
                    f"CREATE TRIGGER IF NOT EXISTS {table}_no_{action.lower()} BEFORE {action} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END",
                )
        for index in INDEXES:
            _execute(database, index)
    _execute(database, f"PRAGMA user_version = {VERSION}")


def _execute(database: SqliteDatabase, sql: str) -> Any:
    return database.execute_sql(sql)
