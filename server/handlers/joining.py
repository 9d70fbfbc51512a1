"""Becoming a member: with a code to a telephone or mailbox, or by scanning; nothing says whose it is before that."""

from __future__ import annotations

from mqtt_bridge.messages import CardFate, Joined, JoinStart, JoinStarted, JoinVerify, Refusal
from server import birthdays, fetching, referring
from server.handlers import codes, scanning
from server.handlers.call import Call
from server.handlers.profile import keep_birthday
from server.handlers.proof import Proof
from server.membership import enrol
from server.store.members import Member
from server.views import member_view

LONGEST_CARD = 128
LONGEST_TERMS = 40


def start(question: JoinStart, call: Call) -> JoinStarted | Refusal:
    """Send a code, or say what to scan."""
    return scanning.start(question, call) if question.wechat else codes.send(question, call)


def verify(question: JoinVerify, call: Call) -> Joined | Refusal:
    """The proof makes a member, or finds one. The same proof again: the same answer."""
    if len(question.card_value) > LONGEST_CARD or len(question.terms or "") > LONGEST_TERMS:
        return Refusal(code="bad_request", message="a card or code has 1 to 128 characters, a version 40 at most")
    birthday = birthdays.normalise(question.birthday, call.house.programme.local(call.now).date())
    if birthday is None:
        return Refusal(code="bad_birthday", message="a birthday is YYYY-MM-DD, MM-DD or L-MM-DD")
    proof = scanning.prove(question, call) if question.ticket else codes.prove(question, call)
    if isinstance(proof, Refusal):
        return proof
    member, existing = _who(proof, call)
    if member is None and question.terms == "":
        # Whose proof is right and who is nobody yet reads the terms first; the same proof serves again.
        return Refusal(code="terms_needed", message="ask whether they agree, then ask again")
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
            terms=question.terms or "",
        )
        referring.began(call.house, question.referral, member.id, call.now)
    elif birthday and not member.birthday:
        keep_birthday(member, birthday, call)
    proof.used(member.id, existing)
    fetching.fetch(call.house, member.id, member.phone, call.source, call.now)
    card = _link(question, member, call)
    return Joined(member=member_view(call.house, member, call.now), existing=existing, code=member.code, card=card)


def _who(proof: Proof, call: Call) -> tuple[Member | None, bool]:
    """Whose it is, and whether they were a member before this proof was used."""
    members = call.house.store.members
    if proof.member is not None:
        return members.get(proof.member), proof.existing
    known = members.find(proof.kind, proof.value)
    return known, known is not None


def _link(question: JoinVerify, member: Member, call: Call) -> CardFate:
    """A card that is somebody else's by now stays theirs; this member has their code."""
    if question.card_kind is None or not question.card_value:
        return ""
    members = call.house.store.members
    if members.link(question.card_kind, question.card_value, member.id, call.now):
        return "linked"
    return "blocked" if members.is_revoked(question.card_kind, question.card_value) else "taken"
