"""A receipt is scanned: what it is worth, claiming it, and that on paper."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from drivers.ports import Printed, PrintRefused
from kiosk.effects import Ask, Print, Record
from kiosk.events import Answered, Event, NoAnswer, Touched, Turn
from kiosk.flow.common import Move, is_online, to_greeting, trouble
from kiosk.screens import Claimed, Receipt, Screen
from kiosk.state import State
from kiosk.tickets import points_ticket
from kiosk.values import Card
from mqtt_bridge.messages import MemberView, ReceiptClaimed, ReceiptQuote, ReceiptQuoted, Refusal


def shown(screen: Screen, state: State, code: str) -> Move:
    """This receipt lies under the scanner. Whoever is here may claim it; else a card is asked for."""
    card, member = getattr(screen, "card", None), getattr(screen, "member", None)
    if not is_online(state):
        return trouble("no_answer", card)
    if card is not None and member is not None:
        return quote(code, card, member)
    return Move(Receipt(code))


def quote(code: str, card: Card, member: MemberView) -> Move:
    """Ask what the receipt is worth to this member."""
    return Move(Receipt(code, card, member), [Ask(ReceiptQuote(member=member.member, code=code))])


def receipt(screen: Receipt, state: State, event: Event, turn: Turn) -> Move | None:
    member = screen.member.member if screen.member else ""
    match event:
        case Answered(ReceiptQuote(member=asked, code=screen.code), ReceiptQuoted() as quoted) if asked == member:
            return Move(replace(screen, quote=quoted), warning=state.warning)
        case Answered(ReceiptQuote(code=screen.code), Refusal()):
            return trouble("not_our_code", screen.card)
        case NoAnswer(ReceiptQuote(code=screen.code)):
            return trouble("no_answer", screen.card)
        case Touched("claim"):
            return _claim(screen)
        case Touched("back") if screen.card is not None and screen.member is not None:
            return to_greeting(screen.card, screen.member, state, turn)
        case _:
            return None


def _claim(screen: Receipt) -> Move | None:
    quoted = screen.quote
    if quoted is None or quoted.claimed or screen.card is None or screen.member is None:
        return None
    member = msgspec.structs.replace(screen.member, points=screen.member.points + quoted.points)
    claimed = Record(ReceiptClaimed(member=member.member, code=screen.code))
    return Move(Claimed(screen.card, member, quoted), [claimed])


def claimed(screen: Claimed, state: State, event: Event, turn: Turn) -> Move | None:
    match event:
        case Touched("print") if not screen.job and screen.outcome != "printed" and state.around.printer.prints:
            ticket = points_ticket(screen.quote, screen.member, state.house, state.around.language, turn.now)
            return Move(replace(screen, job=turn.new_id, outcome=""), [Print(turn.new_id, ticket)])
        case Printed(screen.job):
            return Move(replace(screen, job="", outcome="printed"), warning=state.warning)
        case PrintRefused(screen.job):
            return Move(replace(screen, job="", outcome="failed"), warning=state.warning)
        case Touched("back"):
            return to_greeting(screen.card, screen.member, state, turn)
        case _:
            return None
