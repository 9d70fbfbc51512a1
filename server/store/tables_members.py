"""The tables of members, their points and their coupons."""

from __future__ import annotations

from peewee import SQL, BlobField, CompositeKey, IntegerField, TextField

from server.store.table import Table, moment


class Member(Table):
    """Who somebody is: the only table with a name, a telephone number or a birthday in clear.

    `birthday` is an ISO date, or `--MM-DD` without the year; `hidden`: not on the leaderboard. `email` and
    `wechat` (the openid) are where notices go. Of an erased member nothing is left but the id and that moment.
    """

    member = TextField(primary_key=True)
    name = TextField()
    phone = TextField()
    language = TextField()
    marketing = IntegerField()
    code = TextField(unique=True)
    joined_at = moment()
    birthday = TextField(default="", constraints=[SQL("DEFAULT ''")])
    hidden = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    email = TextField(default="", constraints=[SQL("DEFAULT ''")])
    wechat = TextField(default="", constraints=[SQL("DEFAULT ''")])
    erased_at = moment(null=True)


class MemberKey(Table):
    """The key of what is sealed of one member: without it that is noise, here and in every backup."""

    member = TextField(primary_key=True)
    key = BlobField()

    class Meta:
        table_name = "member_key"


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
    last_seq = IntegerField()
    head_hash = TextField()
    debt = IntegerField(constraints=[SQL("CHECK (debt >= 0)")])
    total = IntegerField()


class Entry(Table):
    account = TextField()
    seq = IntegerField()
    kind = TextField()
    points = IntegerField(constraints=[SQL("CHECK (points <> 0)")])
    occurred_at = moment()
    recorded_at = moment()
    source = TextField()
    event_id = TextField()
    cause = IntegerField(null=True)
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
    seq = IntegerField()
    original = IntegerField()
    remaining = IntegerField(constraints=[SQL("CHECK (remaining BETWEEN 0 AND original)")])
    activates_at = moment()
    expires_at = moment(null=True)
    expired = IntegerField()
    taken_back = IntegerField()

    class Meta:
        primary_key = CompositeKey("account", "seq")


class Draw(Table):
    account = TextField()
    entry = IntegerField()
    lot = IntegerField()
    points = IntegerField()

    class Meta:
        primary_key = CompositeKey("account", "entry", "lot")


class Hold(Table):
    account = TextField()
    hold = TextField()
    points = IntegerField()
    made_at = moment()
    expires_at = moment()
    state = TextField()
    entry = IntegerField(null=True)

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
    printed = IntegerField()


class CouponEvent(Table):
    code = TextField()
    n = IntegerField()
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
    warned = IntegerField(null=True)
    ends_on = TextField(null=True)

    class Meta:
        table_name = "tier"


class Stock(Table):
    """How many pieces of a gift are left."""

    reward = TextField(primary_key=True)
    pieces = IntegerField(constraints=[SQL("CHECK (pieces >= 0)")])


class CheckIn(Table):
    member = TextField()
    on_date = TextField()
    event_id = TextField()
    source = TextField()
    streak = IntegerField()
    points = IntegerField()

    class Meta:
        table_name = "check_in"
        primary_key = CompositeKey("member", "on_date")


class Consent(Table):
    """Every yes and no a member ever gave. `purpose`: programme or marketing."""

    member = TextField()
    purpose = TextField()
    given = IntegerField()
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
    capped = IntegerField()


class ReferralShare(Table):
    """A member took the code for friends along."""

    event_id = TextField(primary_key=True)
    member = TextField(index=True)
    how = TextField()
    kiosk = TextField()
    at = moment()

    class Meta:
        table_name = "referral_share"
