"""What the journeys share: a move, and the ways to begin or end a visit."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.effects import Ask, Effect, Recall
from kiosk.events import Turn
from kiosk.screens import Greeting, Reading, Screen, Trouble
from kiosk.screens.trouble import TROUBLES
from kiosk.state import Levels, State
from kiosk.values import Card, Language, Link
from mqtt_bridge.messages import MemberLookup, MemberView


@dataclass(frozen=True, slots=True)
class Move:
    """The next screen, and what to do. A language or text size of None stays as it is.

    `called`: a member of staff was called just now. `closed`: staff close the kiosk or open it. `levels`: they
    set how loud and bright it is. `warning`: ask "are you still there?" over the screen.
    """

    screen: Screen
    effects: list[Effect] = field(default_factory=list)
    language: Language | None = None
    large_text: bool | None = None
    called: bool = False
    closed: bool | None = None
    levels: Levels | None = None
    warning: bool = False


def lookup(card: Card) -> Ask:
    return Ask(MemberLookup(kind=card.kind, value=card.value, proof=card.told, sun=card.sun))


def is_online(state: State) -> bool:
    return state.around.link is Link.ONLINE


def identify(card: Card, state: State) -> Move:
    """Find out whose card this is: our own memory answers at once, the server a little later."""
    effects: list[Effect] = [Recall(card)]
    if is_online(state):
        effects.append(lookup(card))
    return Move(Reading(card), effects)


def greet(card: Card, member: MemberView, turn: Turn, confirmed: bool) -> Move:
    """To the hub; a member's own language wins over the one on the screen."""
    return Move(Greeting(card, member, turn.now, confirmed, arrived=True), language=member.language)


def to_greeting(card: Card, member: MemberView, state: State, turn: Turn) -> Move:
    """Back to the hub, in the language that is spoken now, with the latest asked for again."""
    effects: list[Effect] = [lookup(card)] if is_online(state) else []
    return Move(Greeting(card, member, turn.now, confirmed=False), effects)


def trouble(reason: str, card: Card | None = None, effects: list[Effect] | None = None) -> Move:
    return Move(Trouble(reason, TROUBLES[reason], card), effects or [])
