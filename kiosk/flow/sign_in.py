"""From nobody to somebody: the resting screen, finding out whose card it is, and what to say when we cannot."""

from __future__ import annotations

from dataclasses import replace

from kiosk.events import Answered, Event, MaintenanceBegan, NoAnswer, Recalled, Started, Touched, Turn, UpdateBegan
from kiosk.flow import ways
from kiosk.flow.common import Move, greet, identify, is_online, trouble
from kiosk.flow.receipt import quote
from kiosk.screens import Attract, Boot, Guide, Invite, Reading, Scan, Trouble
from kiosk.state import State
from kiosk.values import Draft
from mqtt_bridge.messages import MemberFound, MemberLookup, MemberView, Refusal


def attract(_screen: Attract, state: State, event: Event, _turn: Turn) -> Move | None:
    match event:
        case Touched("join"):
            return ways.begin(state)
        case Touched("scan"):
            return Move(Scan())
        case Touched("guide"):
            return Move(Guide())
        case UpdateBegan() | MaintenanceBegan():
            # Home is another screen while the kiosk is updated or closed.
            return Move(Attract())
        case _:
            return None


def reading(screen: Reading, state: State, event: Event, turn: Turn) -> Move | None:
    # Every answer must be for the card on this screen: a late one never shows somebody else's name.
    card = screen.card
    match event:
        case Recalled(recalled, MemberView() as member) if recalled == card:
            return _arrive(screen, member, turn, state, confirmed=False)
        case Recalled(recalled, None) if recalled == card and not is_online(state):
            return trouble("unknown_offline", card)
        case Answered(MemberLookup(kind=card.kind, value=card.value), MemberFound(member=MemberView() as member)):
            return _arrive(screen, member, turn, state, confirmed=True)
        case Answered(MemberLookup(kind=card.kind, value=card.value), MemberFound()):
            return Move(Invite(card, screen.friend))
        case Answered(MemberLookup(kind=card.kind, value=card.value), Refusal(code=code)):
            return trouble("card_blocked" if code in ("card_blocked", "card_copied") else "refused", card)
        case NoAnswer(MemberLookup(kind=card.kind, value=card.value)):
            return trouble("no_answer", card)
        case _:
            return None


def _arrive(screen: Reading, member: MemberView, turn: Turn, state: State, confirmed: bool) -> Move:
    if screen.receipt and is_online(state):
        return replace(quote(screen.receipt, screen.card, member), language=member.language)
    return greet(screen.card, member, turn, confirmed)


def boot(_screen: Boot, _state: State, event: Event, _turn: Turn) -> Move | None:
    match event:
        case Started(defect=""):
            return Move(Attract())
        case Started():
            # Whoever stood here when it broke is told, and the card they hold up is greeted as ever.
            return trouble("defect")
        case _:
            return None


def trouble_screen(screen: Trouble, state: State, event: Event, _turn: Turn) -> Move | None:
    match event:
        case Touched("again") if screen.card is not None:
            return identify(screen.card, state)
        case Touched("sign_in") if screen.by_phone:
            return ways.begin(state, Draft(card=screen.card))
        case _:
            return None
