"""The server's tables. Peewee makes them; the hot paths read and write them in plain SQL.

Moments are integers: microseconds since 1970 in UTC. Points and money (fen) are integers.
What is in ONLY_GROW only grows: triggers refuse every update and delete.
"""

from __future__ import annotations

from typing import Any

from peewee import SqliteDatabase

from server.store import tables_members as m
from server.store import tables_traffic as t
from server.store.table import Table

VERSION = 3
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
    *(t.NoticeRow, t.Device, t.Claim, t.Feedback, m.Consent, m.FriendCode, m.Referral, m.ReferralShare),
    *(m.MemberKey, t.Ticket),
)
ONLY_GROW = (
    *("entry", "draw", "coupon_event", "check_in", "order_seen", "claim", "refund", "event_seen", "dead_letter"),
    *("consent", "feedback", "referral_share"),
)
INDEXES = (
    "CREATE INDEX IF NOT EXISTS lot_left ON lot(account) WHERE remaining > 0",
    "CREATE INDEX IF NOT EXISTS hold_open ON hold(account) WHERE state = 'held'",
    "CREATE INDEX IF NOT EXISTS order_of_member ON order_seen(member, paid_at)",
    "CREATE INDEX IF NOT EXISTS event_refused ON event_seen(kiosk, seq) WHERE code <> ''",
    "CREATE INDEX IF NOT EXISTS notice_waiting ON notice(made_at) WHERE sent_at IS NULL",
    "CREATE INDEX IF NOT EXISTS notice_of_member ON notice(member, made_at) WHERE member <> ''",
    "CREATE INDEX IF NOT EXISTS verification_of_kiosk ON verification(kiosk, sent_at)",
    "CREATE INDEX IF NOT EXISTS redemption_held ON redemption(reward, expires_at) WHERE state = 'held'",
    "CREATE INDEX IF NOT EXISTS coupon_of_order ON coupon(order_id) WHERE state = 'redeemed'",
    "CREATE INDEX IF NOT EXISTS entry_earned ON entry(occurred_at, account, points) "
    "WHERE kind IN ('earn', 'pending', 'clawback')",
    "CREATE INDEX IF NOT EXISTS referral_due ON referral(due_at) WHERE state = 'qualified'",
    "CREATE UNIQUE INDEX IF NOT EXISTS coupon_of_redemption ON coupon(redemption) WHERE redemption IS NOT NULL",
)

# Whose an order is, whether the till said so or its receipt was claimed.
VIEW = (
    "CREATE VIEW IF NOT EXISTS member_order AS "
    "SELECT store, order_id, member, total_fen, paid_at, on_date, points, coalesce(by_spend, points) AS by_spend, "
    "entry FROM order_seen WHERE member IS NOT NULL "
    "UNION ALL SELECT o.store, o.order_id, c.member, o.total_fen, o.paid_at, o.on_date, c.points, c.by_spend, c.entry "
    "FROM claim c JOIN order_seen o ON o.store = c.store AND o.order_id = c.order_id"
)
# What version 2 adds to tables of version 1.
COLUMNS_2 = (
    "ALTER TABLE member ADD COLUMN birthday TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE member ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE order_seen ADD COLUMN by_spend INTEGER",
)
# What version 3 adds to tables of version 2.
COLUMNS_3 = (
    "ALTER TABLE member ADD COLUMN email TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE member ADD COLUMN wechat TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE member ADD COLUMN erased_at BIGINT",
    "ALTER TABLE notice ADD COLUMN member TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE notice ADD COLUMN purpose TEXT NOT NULL DEFAULT 'service'",
    "ALTER TABLE notice ADD COLUMN tries INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE notice ADD COLUMN next_at BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE notice ADD COLUMN expires_at BIGINT",
    "ALTER TABLE notice ADD COLUMN outcome TEXT NOT NULL DEFAULT ''",
)


class SchemaError(Exception):
    """The database was made by another version of the server."""


def create(database: SqliteDatabase) -> None:
    """Make what is missing. Safe to call at every start. Raises SchemaError for a newer database."""
    version = int(_execute(database, "PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise SchemaError(f"the database has version {version}, this server knows {VERSION}; install the newer server")
    with database.bind_ctx(TABLES), database.atomic():
        for since, columns in ((2, COLUMNS_2), (3, COLUMNS_3)):
            for column in columns if 0 < version < since else ():
                _execute(database, column)
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
        _execute(database, VIEW)
    _execute(database, f"PRAGMA user_version = {VERSION}")


def _execute(database: SqliteDatabase, sql: str) -> Any:
    return database.execute_sql(sql)
