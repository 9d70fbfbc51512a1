"""Showing who one is without a card: the number, the address or WeChat, then the code; new or not is said after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kiosk.effects import Ask
from kiosk.events import Answered, Event, NoAnswer, Touched, Turn
from kiosk.flow import friends, proving, ways
from kiosk.flow.common import Move, is_online
from kiosk.screens import Invite, JoinCode, JoinEmail, JoinPhone, JoinWechat
from kiosk.screens.join_code import CODE_DIGITS
from kiosk.screens.join_email import DOMAINS, EMAIL_MAX, KEYS
from kiosk.screens.join_phone import PHONE_DIGITS
from kiosk.state import State
from kiosk.values import Draft
from mqtt_bridge.messages import JoinStart, JoinStarted, JoinVerify, Refusal

DIGITS = tuple("0123456789")
# When the server did not answer, or did not say, how soon it is asked again whether somebody has confirmed.
ASK_AGAIN_S = 2.0


def invite(screen: Invite, state: State, event: Event, _turn: Turn) -> Move | None:
    match event:
        case Touched("join"):
            return ways.begin(state, Draft(card=screen.card, friend=screen.friend))
        case _:
            return None


def phone(screen: JoinPhone, state: State, event: Event, turn: Turn) -> Move | None:
    match event:
        case Answered(JoinStart(phone=screen.digits), JoinStarted(resend_after_s=wait_s)) if screen.asking:
            return _code_sent(replace(screen.draft, phone=screen.digits), wait_s, turn)
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
            return Move(replace(screen, asking=True, error=""), [ways.start(state, phone=screen.digits)])
        case _:
            return _elsewhere(screen, state, event)


def email(screen: JoinEmail, state: State, event: Event, turn: Turn) -> Move | None:
    match event:
        case Answered(JoinStart(email=screen.text), JoinStarted(resend_after_s=wait_s)) if screen.asking:
            return _code_sent(replace(screen.draft, email=screen.text), wait_s, turn)
        case Answered(JoinStart(email=screen.text), Refusal(code=code)) if screen.asking:
            return Move(replace(screen, asking=False, error=code))
        case NoAnswer(JoinStart(email=screen.text)) if screen.asking:
            return Move(replace(screen, asking=False, error="no_answer"))
        case Touched() if screen.asking:
            return None
        case Touched("key", key) if len(key) == 1 and key in KEYS and len(screen.text) < EMAIL_MAX:
            return Move(replace(screen, text=screen.text + key, error=""))
        case Touched("domain", domain) if domain in DOMAINS and screen.text.strip("@"):
            return Move(replace(screen, text=f"{screen.text.partition('@')[0]}@{domain}", error=""))
        case Touched("erase") if screen.text:
            return Move(replace(screen, text=screen.text[:-1], error=""))
        case Touched("next") if screen.complete and not is_online(state):
            return Move(replace(screen, error="offline"))
        case Touched("next") if screen.complete:
            return Move(replace(screen, asking=True, error=""), [ways.start(state, email=screen.text)])
        case _:
            return _elsewhere(screen, state, event)


def wechat(screen: JoinWechat, state: State, event: Event, turn: Turn) -> Move | None:
    draft = screen.draft
    match event:
        case Answered(JoinStart(wechat=True), JoinStarted() as started) if screen.asking:
            ends_at = turn.now + timedelta(seconds=started.expires_s)
            shown = replace(draft, ticket=started.ticket)
            again = Ask(proving.verify(shown), started.resend_after_s)
            return Move(JoinWechat(shown, started.url, ends_at), [again], warning=state.warning)
        case Answered(JoinStart(wechat=True), Refusal(code=code)) if screen.asking:
            return Move(replace(screen, asking=False, error=code))
        case NoAnswer(JoinStart(wechat=True)) if screen.asking:
            return Move(replace(screen, asking=False, error="no_answer"))
        case Answered(JoinVerify(ticket=draft.ticket), Refusal() as refused) if _waits(screen, refused):
            again = Ask(proving.verify(draft), refused.retry_after or ASK_AGAIN_S)
            return Move(replace(screen, scanned=refused.code == "scanned"), [again], warning=state.warning)
        case NoAnswer(JoinVerify(ticket=draft.ticket)) if screen.ends_at is not None:
            if turn.now >= screen.ends_at:
                return Move(replace(screen, url="", ends_at=None, scanned=False, error="code_expired"))
            return Move(screen, [Ask(proving.verify(draft), ASK_AGAIN_S)], warning=state.warning)
        case Answered(JoinVerify(ticket=draft.ticket)) if screen.url:
            return proving.proved(screen, event, state, turn)
        case Touched("refresh") if not screen.asking and (not screen.url or screen.scanned):
            return ways.to_way("wechat", draft, state)
        case _:
            return _elsewhere(screen, state, event)


def code(screen: JoinCode, state: State, event: Event, turn: Turn) -> Move | None:
    draft = screen.draft
    mine = event.question if isinstance(event, Answered | NoAnswer) else None
    match event:
        case Answered(JoinStart(phone=draft.phone, email=draft.email), JoinStarted(resend_after_s=wait_s)):
            resend_at = turn.now + timedelta(seconds=wait_s)
            return Move(replace(screen, resend_at=resend_at, digits="", error="sent", tries_left=0))
        case Answered(JoinStart(phone=draft.phone, email=draft.email), Refusal(code=refused)):
            return Move(replace(screen, error=refused))
        case NoAnswer(JoinVerify() | JoinStart()):
            return Move(replace(screen, asking=False, digits="", error="no_answer"))
        case Answered(JoinVerify()) if screen.asking and mine == proving.verify(replace(draft, code=screen.digits)):
            return proving.proved(replace(screen, draft=replace(draft, code=screen.digits)), event, state, turn)
        case Touched() if screen.asking:
            return None
        case Touched(what, arg):
            return _code_touched(screen, state, turn, what, arg)
        case _:
            return friends.answered(screen, event)


def _code_sent(draft: Draft, wait_s: int, turn: Turn) -> Move:
    return Move(JoinCode(draft, turn.now + timedelta(seconds=wait_s)))


def _code_touched(screen: JoinCode, state: State, turn: Turn, what: str, arg: str) -> Move | None:
    draft = screen.draft
    match what:
        case "digit" if arg in DIGITS and len(screen.digits) < CODE_DIGITS:
            return _typed(replace(screen, digits=screen.digits + arg, error=""), state)
        case "erase" if screen.digits:
            return Move(replace(screen, digits=screen.digits[:-1], error=""))
        case "resend" if turn.now < screen.resend_at:
            return Move(replace(screen, error="too_soon"))
        case "resend" if not is_online(state):
            return Move(replace(screen, error="offline"))
        case "resend":
            return Move(replace(screen, error=""), [ways.start(state, draft.phone, draft.email)])
        case "back" if draft.way == "email":
            return Move(JoinEmail(draft, draft.email))
        case "back":
            return Move(JoinPhone(draft, draft.phone))
        case _:
            return None


def _typed(screen: JoinCode, state: State) -> Move:
    """The last digit sends the code: there is nothing else to press."""
    if len(screen.digits) < CODE_DIGITS:
        return Move(screen)
    if not is_online(state):
        return Move(replace(screen, digits="", error="offline"))
    return Move(replace(screen, asking=True), [Ask(proving.verify(replace(screen.draft, code=screen.digits)))])


def _waits(screen: JoinWechat, refused: Refusal) -> bool:
    """Whether nobody has confirmed yet what is on the screen."""
    return bool(screen.url) and refused.code in ("not_yet", "scanned")


def _elsewhere(screen: JoinPhone | JoinEmail | JoinWechat, state: State, event: Event) -> Move | None:
    match event:
        case Touched("way", ("phone" | "wechat" | "email") as way) if way in state.around.joins:
            return ways.to_way(way, screen.draft, state)
        case _:
            return friends.answered(screen, event)
