"""Codes of six digits to telephones and mailboxes: sent, counted, compared."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Literal

from mqtt_bridge.messages import JoinStart, JoinStarted, JoinVerify, Refusal
from server import emails, phones
from server.handlers.call import Call
from server.handlers.proof import Proof
from server.notices import Notice

CODE_DIGITS = 6
LIVES = timedelta(minutes=10)
RESEND = timedelta(seconds=60)
TRIES = 5
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
A_NUMBER_A_DAY = 6
A_KIOSK_AN_HOUR = 60


def send(question: JoinStart, call: Call) -> JoinStarted | Refusal:
    """Send a code; within a minute of the last one, only say how long it still lives."""
    found = _address(question, call)
    if isinstance(found, Refusal):
        return found
    _, address = found
    joins = call.house.store.joins
    last = joins.newest(address)
    if last is not None and last.member is None and call.now < last.sent_at + RESEND:
        expires_s = int((last.expires_at - call.now).total_seconds())
        return JoinStarted(
            expires_s=expires_s, resend_after_s=int((last.sent_at + RESEND - call.now).total_seconds()) + 1
        )
    if joins.sent_since(address, call.now - DAY) >= A_NUMBER_A_DAY:
        return Refusal(code="too_many", retry_after=int(DAY.total_seconds()))
    if joins.sent_by(call.kiosk, call.now - HOUR) >= A_KIOSK_AN_HOUR:
        return Refusal(code="too_many", retry_after=int(HOUR.total_seconds()))
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    ends_at = call.now + LIVES
    number = joins.add(address, code, call.kiosk, question.language, call.now, ends_at)
    said = {"code": code, "minutes": "10"}
    notice = Notice(number, "join_code", address, question.language, said, expires_at=ends_at)
    call.house.store.notices.add(notice, call.now)
    return JoinStarted(expires_s=int(LIVES.total_seconds()), resend_after_s=int(RESEND.total_seconds()))


def prove(question: JoinVerify, call: Call) -> Proof | Refusal:
    """Whether this is the code that was sent. A wrong one is counted."""
    found = _address(question, call)
    if isinstance(found, Refusal):
        return found
    kind, address = found
    joins = call.house.store.joins
    sent = joins.newest(address)
    if sent is None or call.now >= sent.expires_at:
        return Refusal(code="code_expired", message="ask for a new code")
    if sent.tries >= TRIES:
        return Refusal(code="too_many_tries", message="ask for a new code")
    if not joins.matches(sent, question.code):
        joins.count_try(sent.number)
        left = TRIES - sent.tries - 1
        return Refusal(code="code_wrong", message=f"{left} tries left") if left else Refusal(code="too_many_tries")

    def used(member: str, existing: bool) -> None:
        joins.close(sent.number, member, existing)

    return Proof(kind, address, sent.language, sent.member, sent.existing, used)


def _address(question: JoinStart | JoinVerify, call: Call) -> tuple[Literal["phone", "email"], str] | Refusal:
    """Where the code goes: to the number, or without one to the mailbox."""
    if question.email and not question.phone:
        email = emails.normalise(question.email)
        return Refusal(code="bad_email", message="this is not an e-mail address") if email is None else ("email", email)
    phone = phones.normalise(question.phone, call.house.region)
    return Refusal(code="bad_phone", message="this is not a telephone number") if phone is None else ("phone", phone)
