"""A friend's code: on a slip that somebody shows, or told while joining."""

from __future__ import annotations

from dataclasses import replace

from kiosk.effects import Ask
from kiosk.events import Answered, Event, NoAnswer
from kiosk.flow.common import Move, is_online, trouble
from kiosk.screens import (
    Birthday,
    FriendInvite,
    JoinCode,
    JoinEmail,
    JoinFriend,
    JoinPhone,
    JoinTerms,
    JoinWechat,
    Screen,
)
from kiosk.state import State
from mqtt_bridge.messages import FriendFound, FriendLookup, Refusal

Joining = JoinPhone | JoinEmail | JoinWechat | JoinCode | JoinTerms | JoinFriend


def look_up(code: str) -> Ask:
    return Ask(FriendLookup(code=code))


def shown(screen: Screen, state: State, code: str) -> Move:
    """A friend's code lies under the scanner. Who is a member already cannot be brought by a friend."""
    if getattr(screen, "member", None) is not None:
        return trouble("for_a_friend", getattr(screen, "card", None))
    if not is_online(state):
        return trouble("no_answer")
    if isinstance(screen, Birthday) and screen.draft is not None:
        draft = replace(screen.draft, friend=code, friend_name="")
        return Move(replace(screen, draft=draft), [look_up(code)])
    if isinstance(screen, Joining):
        told = replace(screen, draft=replace(screen.draft, friend=code, friend_name=""))
        if isinstance(told, JoinFriend):
            told = replace(told, text=code.partition("-")[2], asking=True, error="")
        return Move(told, [look_up(code)])
    return Move(FriendInvite(code), [look_up(code)])


def answered(screen: Joining | Birthday, event: Event) -> Move | None:
    """Whose code it is. One that is nobody's is forgotten and said; without an answer it is kept all the same."""
    draft = screen.draft
    if draft is None:
        return None
    match event:
        case Answered(FriendLookup(code=draft.friend), FriendFound(name=name)) if draft.friend:
            told = replace(draft, friend_name=name)
            return Move(JoinTerms(told) if isinstance(screen, JoinFriend) else replace(screen, draft=told))
        case Answered(FriendLookup(code=draft.friend), Refusal(code=refused)) if draft.friend:
            told = replace(draft, friend="", friend_name="")
            if isinstance(screen, JoinFriend):
                return Move(replace(screen, draft=told, text="", asking=False, error=refused))
            if isinstance(screen, Birthday):
                return Move(replace(screen, draft=told))
            return Move(replace(screen, draft=told, error=refused))
        case NoAnswer(FriendLookup(code=draft.friend)) if isinstance(screen, JoinFriend):
            return Move(replace(screen, asking=False, error="no_answer"))
        case _:
            return None
