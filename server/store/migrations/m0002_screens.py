"""Version 2: what the kiosk's further screens need: claimed receipts, friends, opinions, consents, birthdays."""

from __future__ import annotations

from peewee import BlobField, CompositeKey, TextField

from server.store.migrations.table import Schema, Table, moment, whole


class Claim(Table):
    """Whose an order became that was nobody's: its receipt was scanned at a kiosk. `context` is JSON."""

    store = TextField()
    order_id = TextField()
    member = TextField(index=True)
    entry = whole(null=True)
    points = whole()
    by_spend = whole()
    context = BlobField()
    at = moment()
    event_id = TextField()

    class Meta:
        primary_key = CompositeKey("store", "order_id")


class Feedback(Table):
    """What a member thought of a visit. `topics` is JSON."""

    event_id = TextField(primary_key=True)
    member = TextField(index=True)
    kiosk = TextField()
    score = whole()
    topics = TextField()
    call_manager = whole()
    at = moment()


class Consent(Table):
    """Every yes and no a member ever gave. `purpose`: programme or marketing."""

    member = TextField()
    purpose = TextField()
    given = whole()
    at = moment()
    source = TextField()
    event_id = TextField()

    class Meta:
        primary_key = CompositeKey("member", "purpose", "event_id")


class FriendCode(Table):
    """The code a member hands to friends; it finds nobody at a reader."""

    code = TextField(primary_key=True)
    member = TextField(unique=True)

    class Meta:
        table_name = "friend_code"


class Referral(Table):
    """One friend brought by one member, as loyalty left it."""

    id = TextField(primary_key=True)
    referrer = TextField(index=True)
    friend = TextField(index=True)
    made_at = moment()
    state = TextField()
    reason = TextField(null=True)
    order_ref = TextField()
    due_at = moment(null=True)
    capped = whole()


class ReferralShare(Table):
    """A member took the code for friends along."""

    event_id = TextField(primary_key=True)
    member = TextField(index=True)
    how = TextField()
    kiosk = TextField()
    at = moment()

    class Meta:
        table_name = "referral_share"


ONLY_GROW = ("claim", "consent", "feedback", "referral_share")


def upgrade(schema: Schema) -> None:
    """`by_spend` of an order is the part of its points that a cap a day counts; before, all of them.

    `birthday` is an ISO date, or `--MM-DD` without the year; `hidden`: not on the leaderboard.
    """
    schema.add_column("member", "birthday", "TEXT NOT NULL DEFAULT ''")
    schema.add_column("member", "hidden", "BIGINT NOT NULL DEFAULT 0")
    schema.add_column("order_seen", "by_spend", "BIGINT")
    schema.create_tables(Claim, Feedback, Consent, FriendCode, Referral, ReferralShare)
    for table in ONLY_GROW:
        schema.only_grow(table)
    schema.run(
        "CREATE INDEX entry_earned ON entry(occurred_at, account, points) WHERE kind IN ('earn', 'pending', 'clawback')"
    )
    schema.run("CREATE INDEX referral_due ON referral(due_at) WHERE state = 'qualified'")
    # Whose an order is, whether the till said so or its receipt was claimed.
    schema.run(
        "CREATE VIEW member_order AS "
        "SELECT store, order_id, member, total_fen, paid_at, on_date, points, coalesce(by_spend, points) AS by_spend, "
        "entry FROM order_seen WHERE member IS NOT NULL "
        "UNION ALL SELECT o.store, o.order_id, c.member, o.total_fen, o.paid_at, o.on_date, c.points, c.by_spend, "
        "c.entry FROM claim c JOIN order_seen o ON o.store = c.store AND o.order_id = c.order_id"
    )
