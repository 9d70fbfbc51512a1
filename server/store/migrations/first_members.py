"""The tables of version 1: members, their points and their coupons. Released: never edited again."""

from __future__ import annotations

from peewee import SQL, CompositeKey, TextField

from server.store.migrations.table import Table, moment, whole


class Member(Table):
    """Who somebody is: the only table with a name or a telephone number in clear."""

    member = TextField(primary_key=True)
    name = TextField()
    phone = TextField()
    language = TextField()
    marketing = whole()
    code = TextField(unique=True)
    joined_at = moment()


class Identifier(Table):
    """What a member shows: a card, a code, a number; only its hash and its last four characters."""

    kind = TextField()
    value_hash = TextField()
    member = TextField(index=True)
    last4 = TextField()
    verified_at = moment()
    revoked_at = moment(null=True)

    class Meta:
        primary_key = CompositeKey("kind", "value_hash")


class Account(Table):
    """Where a chain of entries ends, kept apart from it. `total` is the sum of the entries."""

    account = TextField(primary_key=True)
    last_seq = whole()
    head_hash = TextField()
    debt = whole(constraints=[SQL("CHECK (debt >= 0)")])
    total = whole()


class Entry(Table):
    account = TextField()
    seq = whole()
    kind = TextField()
    points = whole(constraints=[SQL("CHECK (points <> 0)")])
    occurred_at = moment()
    recorded_at = moment()
    source = TextField()
    event_id = TextField()
    cause = whole(null=True)
    reason = TextField()
    trace = TextField()
    activates_at = moment(null=True)
    expires_at = moment(null=True)
    prev_hash = TextField()
    hash = TextField()

    class Meta:
        primary_key = CompositeKey("account", "seq")


class Lot(Table):
    account = TextField()
    seq = whole()
    original = whole()
    remaining = whole(constraints=[SQL("CHECK (remaining BETWEEN 0 AND original)")])
    activates_at = moment()
    expires_at = moment(null=True)
    expired = whole()
    taken_back = whole()

    class Meta:
        primary_key = CompositeKey("account", "seq")


class Draw(Table):
    account = TextField()
    entry = whole()
    lot = whole()
    points = whole()

    class Meta:
        primary_key = CompositeKey("account", "entry", "lot")


class Hold(Table):
    account = TextField()
    hold = TextField()
    points = whole()
    made_at = moment()
    expires_at = moment()
    state = TextField()
    entry = whole(null=True)

    class Meta:
        primary_key = CompositeKey("account", "hold")


class Coupon(Table):
    """One coupon. `state` is loyalty's; `held` until the redemption that made it is committed."""

    code = TextField(primary_key=True)
    member = TextField(index=True)
    template = TextField()
    issued_at = moment()
    expires_at = moment(null=True)
    state = TextField()
    redemption = TextField(null=True)
    order_id = TextField()
    reserved_until = moment(null=True)
    printed = whole()


class CouponEvent(Table):
    code = TextField()
    n = whole()
    kind = TextField()
    at = moment()
    source = TextField()
    event_id = TextField()

    class Meta:
        table_name = "coupon_event"
        primary_key = CompositeKey("code", "n")


class Redemption(Table):
    """One try to turn points into a coupon, by the id the kiosk made. State: held, committed or voided.

    A held one ends by itself at `expires_at`, whether or not anybody writes that down.
    """

    redemption = TextField(primary_key=True)
    member = TextField()
    reward = TextField()
    coupon = TextField(null=True)
    state = TextField()
    kiosk = TextField()
    made_at = moment()
    expires_at = moment()


class TierRow(Table):
    """A member's place on the ladder, as loyalty left it. Dates are ISO 8601."""

    member = TextField(primary_key=True)
    tier = TextField()
    since = TextField()
    keep_until = TextField()
    warned = whole(null=True)
    ends_on = TextField(null=True)

    class Meta:
        table_name = "tier"


class Stock(Table):
    """How many pieces of a gift are left."""

    reward = TextField(primary_key=True)
    pieces = whole(constraints=[SQL("CHECK (pieces >= 0)")])


class CheckIn(Table):
    member = TextField()
    on_date = TextField()
    event_id = TextField()
    source = TextField()
    streak = whole()
    points = whole()

    class Meta:
        table_name = "check_in"
        primary_key = CompositeKey("member", "on_date")
