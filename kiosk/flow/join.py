"""Becoming a member: the invitation, the phone number, the code."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Literal

from kiosk.effects import Ask, Remember
from kiosk.events import Answered, Event, NoAnswer, Touched, Turn
from kiosk.flow.common import Move, greet, is_online
from kiosk.screens import Invite, JoinCode, JoinPhone
from kiosk.screens.join_code import CODE_DIGITS
from kiosk.screens.join_phone import PHONE_DIGITS
from kiosk.state import State
from kiosk.values import Card
from mqtt_bridge.messages import Joined, JoinStart, JoinStarted, JoinVerify, Refusal

DIGITS = tuple("0123456789")


def invite(screen: Invite, _state: State, event: Event, _turn: Turn) -> Move | None:
    match event:
        case Touched("join"):
            return Move(JoinPhone(screen.card))
        case _:
            return None


def phone(screen: JoinPhone, state: State, event: Event, turn: Turn) -> Move | None:
    match event:
        case Answered(JoinStart(phone=screen.digits), JoinStarted(resend_after_s=wait_s)) if screen.asking:
            return Move(JoinCode(screen.card, screen.digits, turn.now + timedelta(seconds=wait_s)))
        case Answered(JoinStart(phone=screen.digits), Refusal(code=code)) if screen.asking:
            return Move(replace(screen, asking=False, error=code))
        case NoAnswer(JoinStart(phone=screen.digits)) if screen.asking:
            return Move(replace(screen, asking=False, error="no_answer"))
        case Touched() if screen.asking:
            return None
        case Touched("digit", digit) if digit in DIGITS and not screen.complete:
            return Move(replace(screen, digits=screen.digits + digit, error=""))
        case Touched("erase") if screen.digits:
            return Move(replace(screen, digits=screen.digits[:-1], error=""))
        case Touched("clear") if screen.digits:
            return Move(replace(screen, digits="", error=""))
        case Touched("next") if screen.complete and not is_online(state):
            return Move(replace(screen, error="offline"))
        case Touched("next") if len(screen.digits) == PHONE_DIGITS:
            return Move(replace(screen, asking=True, error=""), [_start(screen.digits, state)])
        case _:
            return None


def code(screen: JoinCode, state: State, event: Event, turn: Turn) -> Move | None:
    match event:
        case Answered(JoinVerify(phone=screen.phone), Joined() as joined) if screen.asking:
            card = screen.card or Card("qr", joined.code)
            move = greet(card, joined.member, turn, confirmed=True)
            return replace(move, effects=[Remember(card, joined.member)])
        case Answered(JoinVerify(phone=screen.phone), Refusal(code=refused)) if screen.asking:
            return Move(replace(screen, asking=False, digits="", error=refused))
        case Answered(JoinStart(phone=screen.phone), JoinStarted(resend_after_s=wait_s)):
            resend_at = turn.now + timedelta(seconds=wait_s)
            return Move(replace(screen, resend_at=resend_at, digits="", error="sent"))
        case Answered(JoinStart(phone=screen.phone), Refusal(code=refused)):
            return Move(replace(screen, error=refused))
        case NoAnswer(JoinVerify() | JoinStart()):
            return Move(replace(screen, asking=False, digits="", error="no_answer"))
        case Touched() if screen.asking:
            return None
        case Touched(what, arg):
            return _code_touched(screen, state, turn, what, arg)
        case _:
            return None


def _code_touched(screen: JoinCode, state: State, turn: Turn, what: str, arg: str) -> Move | None:
    match what:
        case "digit" if arg in DIGITS and len(screen.digits) < CODE_DIGITS:
            return _typed(replace(screen, digits=screen.digits + arg, error=""), state)
        case "erase" if screen.digits:
            return Move(replace(screen, digits=screen.digits[:-1], error=""))
        case "resend" if turn.now < screen.resend_at:
            return Move(replace(screen, error="too_soon"))
        case "resend":
            return Move(replace(screen, error=""), [_start(screen.phone, state)])
        case "back":
            return Move(JoinPhone(screen.card, screen.phone))
        case _:
            return None


def _typed(screen: JoinCode, state: State) -> Move:
    """The last digit sends the code: there is nothing else to press."""
    if len(screen.digits) < CODE_DIGITS:
        return Move(screen)
    if not is_online(state):
        return Move(replace(screen, digits="", error="offline"))
    kind, value = (screen.card.kind, screen.card.value) if screen.card else (None, "")
    question = JoinVerify(phone=screen.phone, code=screen.digits, card_kind=kind, card_value=value)
    return Move(replace(screen, asking=True), [Ask(question)])


def _start(digits: str, state: State) -> Ask:
    # The server writes in Chinese and English; who reads neither is written to in English.
    language: Literal["zh", "en"] = "zh" if state.around.language.startswith("zh") else "en"
    return Ask(JoinStart(phone=digits, language=language))
