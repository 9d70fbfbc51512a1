"""The tables of what came in and what goes out: orders, codes, events, notices."""

from __future__ import annotations

from peewee import SQL, BigIntegerField, BlobField, CompositeKey, IntegerField, TextField

from server.store.table import Table, moment


class OrderSeen(Table):
    """An order of a till, as it came (`body`) and as it was answered (`answer`), both JSON.

    `by_spend` is the part of its points that a cap a day counts.
    """

    store = TextField()
    order_id = TextField()
    member = TextField(null=True)
    total_fen = IntegerField()
    paid_at = moment()
    on_date = TextField()
    points = IntegerField()
    entry = IntegerField(null=True)
    receipt_code = TextField(unique=True)
    digest = TextField()
    body = BlobField()
    answer = BlobField()
    by_spend = IntegerField(null=True)

    class Meta:
        table_name = "order_seen"
        primary_key = CompositeKey("store", "order_id")


class Claim(Table):
    """Whose an order became that was nobody's: its receipt was scanned at a kiosk. `context` is JSON."""

    store = TextField()
    order_id = TextField()
    member = TextField(index=True)
    entry = IntegerField(null=True)
    points = IntegerField()
    by_spend = IntegerField()
    context = BlobField()
    at = moment()
    event_id = TextField()

    class Meta:
        primary_key = CompositeKey("store", "order_id")


class Refund(Table):
    """Money given back. `paid_at` is that of the order, so that both count in the same window."""

    store = TextField()
    order_id = TextField()
    refund_id = TextField()
    member = TextField(null=True)
    amount_fen = IntegerField()
    taken = IntegerField()
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
    tries = IntegerField()
    member = TextField(null=True)
    existing = IntegerField()


class Kiosk(Table):
    kiosk = TextField(primary_key=True)
    last_seq = IntegerField()
    version = TextField()
    boot = TextField()
    born_at = moment(null=True)


class EventSeen(Table):
    """Every event ever taken: what makes taking it twice harmless. `code` is not empty when it was refused."""

    kiosk = TextField()
    seq = IntegerField()
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
    seq = IntegerField()
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
    status = IntegerField()
    body = BlobField()
    at = moment()

    class Meta:
        primary_key = CompositeKey("store", "key")


class NoticeRow(Table):
    """What is to be sent to people; `sent_at` is when it left the queue, `outcome` how: sent, or why not.

    `recipient` is an address, or empty: then it is found out when it goes out, from `member`.
    """

    id = TextField(primary_key=True)
    kind = TextField()
    recipient = TextField()
    language = TextField()
    body = BlobField()
    made_at = moment()
    sent_at = moment(null=True)
    member = TextField(default="", constraints=[SQL("DEFAULT ''")])
    purpose = TextField(default="service", constraints=[SQL("DEFAULT 'service'")])
    tries = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    next_at = BigIntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    expires_at = moment(null=True)
    outcome = TextField(default="", constraints=[SQL("DEFAULT ''")])

    class Meta:
        table_name = "notice"


class Ticket(Table):
    """Somebody is about to show who they are elsewhere (WeChat): by the hash of what stands in their code.

    `subject` is who they turned out to be there, until they are a member.
    """

    ticket_hash = TextField(primary_key=True)
    kiosk = TextField(index=True)
    language = TextField()
    made_at = moment()
    expires_at = moment()
    subject = TextField(default="", constraints=[SQL("DEFAULT ''")])
    member = TextField(null=True)
    existing = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])

    class Meta:
        table_name = "identity_ticket"


class Device(Table):
    """The last word about a peripheral of a kiosk."""

    kiosk = TextField()
    device = TextField()
    state = TextField()
    why = TextField()
    at = moment()

    class Meta:
        primary_key = CompositeKey("kiosk", "device")


class Feedback(Table):
    """What a member thought of a visit. `topics` is JSON."""

    event_id = TextField(primary_key=True)
    member = TextField(index=True)
    kiosk = TextField()
    score = IntegerField()
    topics = TextField()
    call_manager = IntegerField()
    at = moment()
