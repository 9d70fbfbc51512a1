"""The tables of version 1: what came in and what goes out. Released: never edited again."""

from __future__ import annotations

from peewee import BlobField, CompositeKey, TextField

from server.store.migrations.table import Table, moment, whole


class OrderSeen(Table):
    """An order of a till, as it came (`body`) and as it was answered (`answer`), both JSON."""

    store = TextField()
    order_id = TextField()
    member = TextField(null=True)
    total_fen = whole()
    paid_at = moment()
    on_date = TextField()
    points = whole()
    entry = whole(null=True)
    receipt_code = TextField(unique=True)
    digest = TextField()
    body = BlobField()
    answer = BlobField()

    class Meta:
        table_name = "order_seen"
        primary_key = CompositeKey("store", "order_id")


class Refund(Table):
    """Money given back. `paid_at` is that of the order, so that both count in the same window."""

    store = TextField()
    order_id = TextField()
    refund_id = TextField()
    member = TextField(null=True)
    amount_fen = whole()
    taken = whole()
    paid_at = moment()
    at = moment()
    digest = TextField()
    lines = BlobField()
    answer = BlobField()

    class Meta:
        primary_key = CompositeKey("store", "order_id", "refund_id")


class Verification(Table):
    """A code sent to a number: both only as hashes."""

    number = TextField(primary_key=True)
    phone_hash = TextField(index=True)
    code_hash = TextField()
    kiosk = TextField()
    language = TextField()
    sent_at = moment()
    expires_at = moment()
    tries = whole()
    member = TextField(null=True)
    existing = whole()


class Kiosk(Table):
    kiosk = TextField(primary_key=True)
    last_seq = whole()
    version = TextField()
    boot = TextField()
    born_at = moment(null=True)


class EventSeen(Table):
    """Every event ever taken: what makes taking it twice harmless. `code` is not empty when it was refused."""

    kiosk = TextField()
    seq = whole()
    id = TextField(unique=True)
    type = TextField()
    digest = TextField()
    code = TextField()
    message = TextField()
    at = moment()

    class Meta:
        table_name = "event_seen"
        primary_key = CompositeKey("kiosk", "seq")


class DeadLetter(Table):
    """What was refused, kept whole for a person to look at."""

    kiosk = TextField()
    seq = whole()
    id = TextField()
    digest = TextField()
    code = TextField()
    message = TextField()
    payload = BlobField()
    at = moment()

    class Meta:
        table_name = "dead_letter"
        primary_key = CompositeKey("kiosk", "seq", "digest")


class Idempotency(Table):
    """The answer to a POST of a till, by the key its sender made."""

    store = TextField()
    key = TextField()
    digest = TextField()
    status = whole()
    body = BlobField()
    at = moment()

    class Meta:
        primary_key = CompositeKey("store", "key")


class NoticeRow(Table):
    """What is to be sent to people, and when it was."""

    id = TextField(primary_key=True)
    kind = TextField()
    recipient = TextField()
    language = TextField()
    body = BlobField()
    made_at = moment()
    sent_at = moment(null=True)

    class Meta:
        table_name = "notice"


class Device(Table):
    """The last word about a peripheral of a kiosk."""

    kiosk = TextField()
    device = TextField()
    state = TextField()
    why = TextField()
    at = moment()

    class Meta:
        primary_key = CompositeKey("kiosk", "device")
