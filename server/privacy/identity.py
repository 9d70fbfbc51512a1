"""Identity documents (A7): off unless the house switches it on, and kept no longer than it says.

A copy of a passport is worth more to a thief than all points together, so that the rule is to keep none. A house that
must (a lottery, a tax rule) attaches it to the member: sealed with that member's key, gone after `retention_days`,
leaving who looked at what, and when.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from server.house import House
from server.store.identity_checks import DocumentKind, IdentityCheck

LARGEST_BYTES = 4 * 1024 * 1024
# How each begins: what else somebody may have chosen by mistake is refused.
MEDIA = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"%PDF-": "application/pdf"}
OFF = "identity documents are not kept here: `identity_check.enabled` is false in the server's configuration"


class Refused(Exception):
    """Nothing was kept or shown; the message says why."""


def attach(
    house: House, member: str, kind: DocumentKind, document: bytes, checked_by: str, now: datetime
) -> IdentityCheck:
    """Keep the document until its day. Inside a transaction. Raises Refused."""
    policy = house.identity
    if not policy.enabled:
        raise Refused(OFF)
    if not checked_by.strip():
        raise Refused("say who looked at it")
    if len(document) > LARGEST_BYTES:
        raise Refused(f"the file has {len(document)} bytes, at most {LARGEST_BYTES} are kept")
    media = next((media for begins, media in MEDIA.items() if document.startswith(begins)), None)
    if media is None:
        raise Refused("the file is no JPEG, PNG or PDF")
    check = IdentityCheck(
        *(f"i-{uuid.uuid4().hex[:12]}", member, kind, checked_by.strip(), now),
        *(now + timedelta(days=policy.retention_days), media, len(document)),
    )
    house.store.identity_checks.add(check, document)
    return check


def shown(house: House, id_: str) -> tuple[IdentityCheck, bytes]:
    """The document of this check. Raises Refused."""
    if not house.identity.enabled:
        raise Refused(OFF)
    check = house.store.identity_checks.get(id_)
    if check is None:
        raise Refused(f"there is no identity check {id_}")
    if check.deleted_at is not None:
        raise Refused(f"the document of {id_} is gone since {house.programme.local(check.deleted_at).date()}")
    return check, house.store.identity_checks.document(check)
