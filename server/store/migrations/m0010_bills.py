"""Version 10: bills paid with points, shared by a household, and accounts that turned out to be one person's."""

from __future__ import annotations

from peewee import CompositeKey, TextField

from server.store.migrations.table import Schema, Table, moment, whole


class PointPayment(Table):
    """Points that pay for part of an order: `points` worth `fen` are held under `hold`, the `n`-th of this order."""

    store = TextField()
    order_id = TextField()
    member = TextField(index=True)
    hold = TextField()
    n = whole()
    points = whole()
    fen = whole()
    at = moment()

    class Meta:
        table_name = "point_payment"
        primary_key = CompositeKey("store", "order_id")


class OrderShare(Table):
    """One member's part of a bill that several share."""

    store = TextField()
    order_id = TextField()
    place = whole()
    member = TextField(index=True)
    fen = whole()
    points = whole()
    by_spend = whole()
    entry = whole(null=True)

    class Meta:
        table_name = "order_share"
        primary_key = CompositeKey("store", "order_id", "place")


class Merged(Table):
    """The account `gone` is that of `kept` since `at`; its entries stay, what it has moves on."""

    gone = TextField(primary_key=True)
    kept = TextField(index=True)
    at = moment()
    source = TextField()


ONLY_GROW = ("order_share",)


def upgrade(schema: Schema) -> None:
    schema.create_tables(PointPayment, OrderShare, Merged)
    for table in ONLY_GROW:
        schema.only_grow(table)
    schema.run("DROP VIEW member_order")
    schema.run(f"CREATE VIEW member_order AS {' UNION ALL '.join(_legs())}")


def _legs() -> list[str]:
    """Whose an order is: whom the till named, who claimed its receipt, who shares it; and whose account is theirs now.

    Legs of their own, and no coalesce over one: so an index finds the orders of a member.
    """
    taken = (
        "{member}, o.total_fen, o.paid_at, o.on_date, o.points, coalesce(o.by_spend, o.points) AS by_spend, {entry}, "
        "o.total_fen AS bill_fen FROM {more}order_seen o {on} o.member"
    )
    claimed = (
        "{member}, o.total_fen, o.paid_at, o.on_date, c.points, c.by_spend, {entry}, o.total_fen AS bill_fen "
        "FROM {more}claim c JOIN order_seen o ON o.store = c.store AND o.order_id = c.order_id {on} c.member"
    )
    shared = (
        "{member}, s.fen AS total_fen, o.paid_at, o.on_date, s.points, s.by_spend, {entry}, o.total_fen AS bill_fen "
        "FROM {more}order_share s JOIN order_seen o ON o.store = s.store AND o.order_id = s.order_id {on} s.member"
    )
    legs = []
    for leg, its in ((taken, "o"), (claimed, "c"), (shared, "s")):
        begin = "SELECT o.store, o.order_id, "
        own = {"member": f"{its}.member AS member", "entry": f"{its}.entry", "more": "", "on": "WHERE"}
        # Their entries are those of the other account.
        theirs = {"member": "g.kept AS member", "entry": "CAST(NULL AS BIGINT) AS entry"}
        legs.append(begin + leg.format(**own) + " IS NOT NULL")
        legs.append(begin + leg.format(**theirs, more="merged g CROSS JOIN ", on="WHERE g.gone ="))
    return legs
