"""The ways to show who one is without a card, as many as the server has, and how each begins."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from kiosk.effects import Ask
from kiosk.flow import friends
from kiosk.flow.common import Move, is_online, trouble
from kiosk.screens import JoinEmail, JoinPhone, JoinWechat
from kiosk.state import State
from kiosk.values import Draft
from mqtt_bridge.messages import JoinStart, JoinWay


def begin(state: State, draft: Draft | None = None) -> Move:
    """Start with the way the server offers first."""
    draft = draft or Draft()
    ways = state.around.joins
    if not ways:
        return trouble("cannot_join", draft.card)
    move = to_way(ways[0], draft, state)
    if draft.friend and not draft.friend_name and is_online(state):
        return replace(move, effects=[*move.effects, friends.look_up(draft.friend)])
    return move


def to_way(way: JoinWay, draft: Draft, state: State, error: str = "") -> Move:
    """The first step of this way; what proved something before is forgotten."""
    draft = replace(draft, way=way, phone="", email="", ticket="", code="")
    match way:
        case "wechat" if not error:
            return _new_ticket(JoinWechat(draft), state)
        case "wechat":
            return Move(JoinWechat(draft, error=error))
        case "email":
            return Move(JoinEmail(draft, error=error))
        case "phone":
            return Move(JoinPhone(draft, error=error))


def start(state: State, phone: str = "", email: str = "", wechat: bool = False) -> Ask:
    # The server writes in Chinese and English; who reads neither is written to in English.
    language: Literal["zh", "en"] = "zh" if state.around.language.startswith("zh") else "en"
    return Ask(JoinStart(phone=phone, language=language, email=email, wechat=wechat))


def _new_ticket(screen: JoinWechat, state: State) -> Move:
    if not is_online(state):
        return Move(replace(screen, error="offline"))
    return Move(replace(screen, asking=True), [start(state, wechat=True)])
