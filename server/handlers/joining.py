"""Becoming a member with a telephone number and a code; never says whose number it is before the code is right."""

from __future__ import annotations

import secrets
from datetime import timedelta

from mqtt_bridge.messages import Joined, JoinStart, JoinStarted, JoinVerify, Refusal
from server import birthdays, phones, referring
from server.handlers.call import Call
from server.membership import enrol
from server.notices import Notice
from server.store.joins import Verification
from server.store.members import Member
from server.views import member_view

CODE_DIGITS = 6
LIVES = timedelta(minutes=10)
RESEND = timedelta(seconds=60)
TRIES = 5
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
A_NUMBER_A_DAY = 6
A_KIOSK_AN_HOUR = 60
LONGEST_CARD = 128


def start(question: JoinStart, call: Call) -> JoinStarted | Refusal:
    """Send a code; within a minute of the last one, only say how long it still lives."""
    phone = phones.normalise(question.phone, call.house.region)
    if phone is None:
        return Refusal(code="bad_phone", message="this is not a telephone number")
    joins = call.house.store.joins
    last = joins.newest(phone)
    if last is not None and last.member is None and call.now < last.sent_at + RESEND:
        expires_s = int((last.expires_at - call.now).total_seconds())
        return JoinStarted(
            expires_s=expires_s, resend_after_s=int((last.sent_at + RESEND - call.now).total_seconds()) + 1
        )
    if joins.sent_since(phone, call.now - DAY) >= A_NUMBER_A_DAY:
        return Refusal(code="too_many", retry_after=int(DAY.total_seconds()))
    if joins.sent_by(call.kiosk, call.now - HOUR) >= A_KIOSK_AN_HOUR:
        return Refusal(code="too_many", retry_after=int(HOUR.total_seconds()))
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    number = joins.add(phone, code, call.kiosk, question.language, call.now, call.now + LIVES)
    notice = Notice(number, "join_code", phone, question.language, {"code": code, "minutes": "10"})
    call.house.store.notices.add(notice, call.now)
    return JoinStarted(expires_s=int(LIVES.total_seconds()), resend_after_s=int(RESEND.total_seconds()))


def verify(question: JoinVerify, call: Call) -> Joined | Refusal:
    """The right code makes a member, or finds one. The same right code again: the same answer."""
    phone = phones.normalise(question.phone, call.house.region)
    if phone is None:
        return Refusal(code="bad_phone", message="this is not a telephone number")
    if len(question.card_value) > LONGEST_CARD:
        return Refusal(code="bad_request", message="a card or code has 1 to 128 characters")
    birthday = birthdays.normalise(question.birthday, call.house.programme.local(call.now).date())
    if birthday is None:
        return Refusal(code="bad_birthday", message="a birthday is YYYY-MM-DD or MM-DD")
    joins = call.house.store.joins
    sent = joins.newest(phone)
    if sent is None or call.now >= sent.expires_at:
        return Refusal(code="code_expired", message="ask for a new code")
    if sent.tries >= TRIES:
        return Refusal(code="too_many_tries", message="ask for a new code")
    if not joins.matches(sent, question.code):
        joins.count_try(sent.number)
        left = TRIES - sent.tries - 1
        return Refusal(code="code_wrong", message=f"{left} tries left") if left else Refusal(code="too_many_tries")
    member, existing = _who(sent, phone, call)
    if member is None:
        member = enrol(
            call.house,
            phone=phone,
            language=sent.language,
            marketing=question.marketing,
            birthday=birthday,
            source=call.source,
            now=call.now,
        )
        referring.began(call.house, question.referral, member.id, call.now)
    elif birthday and not member.birthday:
        call.house.store.members.set_birthday(member.id, birthday)
    joins.close(sent.number, member.id, existing)
    _link(question, member, call)
    return Joined(member=member_view(call.house, member, call.now), existing=existing, code=member.code)


def _who(sent: Verification, phone: str, call: Call) -> tuple[Member | None, bool]:
    """Whose number it is, and whether they were a member before this code was used."""
    members = call.house.store.members
    if sent.member is not None:
        return members.get(sent.member), sent.existing
    known = members.find("phone", phone)
    return known, known is not None


def _link(question: JoinVerify, member: Member, call: Call) -> None:
    """A card that is somebody else's by now stays theirs; this member has their code."""
    if question.card_kind is not None and question.card_value:
        call.house.store.members.link(question.card_kind, question.card_value, member.id, call.now)
