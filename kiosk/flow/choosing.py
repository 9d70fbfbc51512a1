"""Of several birthday gifts the diner takes one: pick, then confirm; asked again it is the same gift."""

from __future__ import annotations

from dataclasses import replace

from kiosk.effects import Ask, Remember
from kiosk.events import Answered, Event, NoAnswer, Touched, Turn
from kiosk.flow.common import Move, is_online, to_greeting
from kiosk.screens import ChooseGift, Greeting
from kiosk.state import State
from mqtt_bridge.messages import GiftChoose, GiftChosen, Refusal


def choose_gift(screen: ChooseGift, state: State, event: Event, turn: Turn) -> Move | None:
    mine = GiftChoose(member=screen.member.member, coupon=screen.coupon.code, choice=screen.picked)
    match event:
        case Answered(question, GiftChosen(member=member)) if question == mine and screen.asking:
            chosen = Greeting(screen.card, member, turn.now, confirmed=True)
            return Move(chosen, [Remember(screen.card, member)])
        case Answered(question, Refusal(code=code)) if question == mine and screen.asking:
            return Move(replace(screen, asking=False, error=code))
        case NoAnswer(question) if question == mine and screen.asking:
            return Move(replace(screen, asking=False, error="no_answer"))
        case Touched("back"):
            # Whatever became of it: the greeting asks how it stands.
            return to_greeting(screen.card, screen.member, state, turn)
        case Touched() if screen.asking:
            return None
        case Touched("pick", screen.picked):
            return Move(replace(screen, picked="", error=""))
        case Touched("pick", choice) if any(one.choice == choice for one in screen.coupon.choices):
            return Move(replace(screen, picked=choice, error=""))
        case Touched("confirm") if screen.picked and not is_online(state):
            return Move(replace(screen, error="offline"))
        case Touched("confirm") if screen.picked:
            return Move(replace(screen, asking=True, error=""), [Ask(mine)])
        case _:
            return None
