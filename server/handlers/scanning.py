"""Joining by WeChat: the kiosk shows a code, a telephone scans and confirms, the kiosk asks until that has happened."""

from __future__ import annotations

import secrets
from datetime import timedelta

from mqtt_bridge.messages import JoinStart, JoinStarted, JoinVerify, Refusal
from server.handlers.call import Call
from server.handlers.proof import Proof

LIVES = timedelta(minutes=3)
HOUR = timedelta(hours=1)
A_KIOSK_AN_HOUR = 120
# How often the kiosk asks whether somebody has confirmed.
ASK_AGAIN_S = 2


def start(question: JoinStart, call: Call) -> JoinStarted | Refusal:
    """Something new to scan, good for three minutes and for one person."""
    if not call.house.join_url:
        return Refusal(code="unavailable", message="this house has no WeChat account")
    tickets = call.house.store.tickets
    if tickets.made_by(call.kiosk, call.now - HOUR) >= A_KIOSK_AN_HOUR:
        return Refusal(code="too_many", retry_after=int(HOUR.total_seconds()))
    ticket = secrets.token_hex(16)
    tickets.add(ticket, call.kiosk, question.language, call.now, call.now + LIVES)
    return JoinStarted(
        expires_s=int(LIVES.total_seconds()),
        resend_after_s=ASK_AGAIN_S,
        url=f"{call.house.join_url}/w/{ticket}",
        ticket=ticket,
    )


def prove(question: JoinVerify, call: Call) -> Proof | Refusal:
    """Who has scanned and confirmed. Only the kiosk that showed the code is told."""
    tickets = call.house.store.tickets
    found = tickets.get(question.ticket[:64])
    if found is None or found.kiosk != call.kiosk or call.now >= found.expires_at:
        return Refusal(code="code_expired", message="ask for a new code")
    if not found.subject and found.member is None:
        if found.scanned:
            return Refusal(code="scanned", message="scanned, not confirmed yet", retry_after=ASK_AGAIN_S)
        return Refusal(code="not_yet", message="nobody has scanned yet", retry_after=ASK_AGAIN_S)

    def used(member: str, existing: bool) -> None:
        tickets.close(question.ticket, member, existing)

    return Proof("wechat", found.subject, found.language, found.member, found.existing, used)
