"""Becoming a member: with a code to a telephone or mailbox, or by scanning; nothing says whose it is before that."""

from __future__ import annotations

from mqtt_bridge.messages import Joined, JoinStart, JoinStarted, JoinVerify, Refusal
from server import birthdays, referring
from server.handlers import codes, scanning
from server.handlers.call import Call
from server.handlers.proof import Proof
from server.membership import enrol
from server.store.members import Member
from server.views import member_view

LONGEST_CARD = 128


def start(question: JoinStart, call: Call) -> JoinStarted | Refusal:
    """Send a code, or say what to scan."""
    return scanning.start(question, call) if question.wechat else codes.send(question, call)


def verify(question: JoinVerify, call: Call) -> Joined | Refusal:
    """The proof makes a member, or finds one. The same proof again: the same answer."""
    if len(question.card_value) > LONGEST_CARD:
        return Refusal(code="bad_request", message="a card or code has 1 to 128 characters")
    birthday = birthdays.normalise(question.birthday, call.house.programme.local(call.now).date())
    if birthday is None:
        return Refusal(code="bad_birthday", message="a birthday is YYYY-MM-DD or MM-DD")
    proof = scanning.prove(question, call) if question.ticket else codes.prove(question, call)
    if isinstance(proof, Refusal):
        return proof
    member, existing = _who(proof, call)
    if member is None:
        member = enrol(
            call.house,
            phone=proof.value if proof.kind == "phone" else "",
            email=proof.value if proof.kind == "email" else "",
            wechat=proof.value if proof.kind == "wechat" else "",
            language=proof.language,
            marketing=question.marketing,
            birthday=birthday,
            source=call.source,
            now=call.now,
        )
        referring.began(call.house, question.referral, member.id, call.now)
    elif birthday and not member.birthday:
        call.house.store.members.set_birthday(member.id, birthday)
        call.house.store.nights.wake(member.id)
    proof.used(member.id, existing)
    _link(question, member, call)
    return Joined(member=member_view(call.house, member, call.now), existing=existing, code=member.code)


def _who(proof: Proof, call: Call) -> tuple[Member | None, bool]:
    """Whose it is, and whether they were a member before this proof was used."""
    members = call.house.store.members
    if proof.member is not None:
        return members.get(proof.member), proof.existing
    known = members.find(proof.kind, proof.value)
    return known, known is not None


def _link(question: JoinVerify, member: Member, call: Call) -> None:
    """A card that is somebody else's by now stays theirs; this member has their code."""
    if question.card_kind is not None and question.card_value:
        call.house.store.members.link(question.card_kind, question.card_value, member.id, call.now)
