"""Who is this, and one more card for them."""

from __future__ import annotations

from mqtt_bridge.messages import CardLink, CardLinked, MemberFound, MemberLookup, Refusal
from server.handlers import spending
from server.handlers.call import Call
from server.views import member_view

LONGEST = 128


def lookup(question: MemberLookup, call: Call) -> MemberFound | Refusal:
    if not 0 < len(question.value) <= LONGEST:
        return Refusal(code="bad_request", message="a card or code has 1 to 128 characters")
    if question.sun and question.kind == "nfc":
        copied = spending.recorded(question.value, question.sun, call)
        if copied is not None:
            return copied
    members = call.house.store.members
    member = members.find(question.kind, question.value)
    if member is not None:
        return MemberFound(member=member_view(call.house, member, call.now))
    if members.is_revoked(question.kind, question.value):
        return Refusal(code="card_blocked", message="this card was reported lost")
    return MemberFound()


def link(question: CardLink, call: Call) -> CardLinked | Refusal:
    """Give the member one more card. The same again: the same answer."""
    if not 0 < len(question.card_value) <= LONGEST:
        return Refusal(code="bad_request", message="a card or code has 1 to 128 characters")
    members = call.house.store.members
    member = members.get(question.member)
    if member is None:
        return Refusal(code="unknown_member")
    if members.is_revoked(question.card_kind, question.card_value):
        return Refusal(code="card_blocked", message="this card was reported lost")
    if not members.link(question.card_kind, question.card_value, member.id, call.now):
        return Refusal(code="card_taken", message="this card is somebody else's")
    return CardLinked(member=member_view(call.house, member, call.now))
