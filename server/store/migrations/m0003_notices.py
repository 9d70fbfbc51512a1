"""Version 3: addresses, a key for each member, identities shown elsewhere, and notices that are tried again."""

from __future__ import annotations

from peewee import SQL, BlobField, TextField

from server.store.migrations.table import Schema, Table, moment, whole


class MemberKey(Table):
    """The key of what is sealed of one member: without it that is noise, here and in every backup."""

    member = TextField(primary_key=True)
    key = BlobField()

    class Meta:
        table_name = "member_key"


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
    existing = whole(default=0, constraints=[SQL("DEFAULT 0")])

    class Meta:
        table_name = "identity_ticket"


def upgrade(schema: Schema) -> None:
    """`email` and `wechat` (the openid) are where notices go. Of an erased member only the id and that moment stay.

    Of a notice, `sent_at` is when it left the queue, `outcome` how: sent, or why not. `recipient` is an address, or
    empty: then it is found out when it goes out, from `member`.
    """
    schema.add_column("member", "email", "TEXT NOT NULL DEFAULT ''")
    schema.add_column("member", "wechat", "TEXT NOT NULL DEFAULT ''")
    schema.add_column("member", "erased_at", "BIGINT")
    schema.add_column("notice", "member", "TEXT NOT NULL DEFAULT ''")
    schema.add_column("notice", "purpose", "TEXT NOT NULL DEFAULT 'service'")
    schema.add_column("notice", "tries", "BIGINT NOT NULL DEFAULT 0")
    schema.add_column("notice", "next_at", "BIGINT NOT NULL DEFAULT 0")
    schema.add_column("notice", "expires_at", "BIGINT")
    schema.add_column("notice", "outcome", "TEXT NOT NULL DEFAULT ''")
    schema.create_tables(MemberKey, Ticket)
    schema.run("CREATE INDEX notice_of_member ON notice(member, made_at) WHERE member <> ''")
