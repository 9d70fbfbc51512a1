"""The last step of joining: the terms, and what else may be told: a birthday, a friend's code, a card."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from drivers.ports import CardTapped, CodeScanned, TwoCards
from kiosk.effects import Ask, Effect, Record, Remember
from kiosk.events import Answered, Event, NoAnswer, Touched, Turn
from kiosk.flow import friends, proving, ways
from kiosk.flow.common import Move, greet, is_online, to_greeting, trouble
from kiosk.screens import Birthday, FriendInvite, JoinFriend, JoinTerms, LinkCard, MyProfile
from kiosk.screens.birthday import MONTHS
from kiosk.screens.join_friend import FRIEND_CHARS
from kiosk.screens.join_terms import TERMS
from kiosk.state import State
from kiosk.values import Card, Draft
from mqtt_bridge.codes import ALPHABET, CodeKind, read_code
from mqtt_bridge.messages import (
    CardLink,
    CardLinked,
    FriendFound,
    FriendLookup,
    JoinVerify,
    Profile,
    ProfileChanged,
    Refusal,
)

# Letters that the alphabet of codes leaves out because they read like these figures.
READS_LIKE = {"O": "0", "I": "1", "L": "1"}


def terms(screen: JoinTerms, state: State, event: Event, turn: Turn) -> Move | None:
    draft = screen.draft
    match event:
        case Answered(JoinVerify()) if screen.asking and event.question == proving.agree(draft, TERMS).question:
            return proving.proved(screen, event, state, turn)
        case NoAnswer(JoinVerify()) if screen.asking:
            return Move(replace(screen, asking=False, error="no_answer"))
        case Touched() if screen.asking:
            return None
        case Touched("agree") if not is_online(state):
            return Move(replace(screen, error="offline"))
        case Touched("agree"):
            return Move(replace(screen, asking=True, error=""), [proving.agree(draft, TERMS)])
        case Touched("marketing"):
            return Move(replace(screen, draft=replace(draft, marketing=not draft.marketing), error=""))
        case Touched("birthday"):
            return Move(Birthday(draft))
        case Touched("friend"):
            return Move(JoinFriend(draft))
        case Touched("back"):
            return ways.to_way(draft.way, draft, state)
        case _:
            return friends.answered(screen, event)


def friend_code(screen: JoinFriend, state: State, event: Event, _turn: Turn) -> Move | None:
    match event:
        case Touched("back"):
            return Move(JoinTerms(screen.draft))
        case Touched() if screen.asking:
            return None
        case Touched("key", key) if len(screen.text) < FRIEND_CHARS:
            letter = READS_LIKE.get(key.upper(), key.upper())
            return _spelled(screen, letter, state) if len(letter) == 1 and letter in ALPHABET else None
        case Touched("erase") if screen.text:
            return Move(replace(screen, text=screen.text[:-1], error=""))
        case _:
            return friends.answered(screen, event)


def birthday(screen: Birthday, state: State, event: Event, _turn: Turn) -> Move | None:
    match event:
        case Touched("month", month) if month.isdecimal() and 1 <= int(month) <= MONTHS:
            chosen = replace(screen, month=int(month))
            return Move(replace(chosen, day=min(chosen.day, chosen.days)))
        case Touched("day", day) if day.isdecimal() and 1 <= int(day) <= screen.days:
            return Move(replace(screen, day=int(day)))
        case Touched("lunar"):
            chosen = replace(screen, lunar=not screen.lunar)
            return Move(replace(chosen, day=min(chosen.day, chosen.days)))
        case Touched("save"):
            return _born(screen)
        case Touched("back") if screen.draft is not None:
            return Move(JoinTerms(screen.draft))
        case Touched("back") if screen.card is not None and screen.member is not None:
            return Move(MyProfile(screen.card, screen.member, screen.view))
        case _:
            return friends.answered(screen, event)


def friend_invite(screen: FriendInvite, state: State, event: Event, _turn: Turn) -> Move | None:
    match event:
        case Answered(FriendLookup(code=screen.friend), FriendFound() as found):
            return Move(replace(screen, found=found), warning=state.warning)
        case Answered(FriendLookup(code=screen.friend), Refusal()) if screen.found is None:
            return trouble("not_our_code")
        case NoAnswer(FriendLookup(code=screen.friend)) if screen.found is None:
            return trouble("no_answer")
        case Touched("join") if screen.found is not None:
            return ways.begin(state, Draft(friend=screen.friend, friend_name=screen.found.name))
        case _:
            return None


def link_card(screen: LinkCard, state: State, event: Event, turn: Turn) -> Move | None:
    card, member = screen.card, screen.member
    match event:
        case CardTapped(uid, proof, sun):
            return _link(screen, Card("nfc", uid, proof, sun), state)
        case TwoCards() if screen.new is None:
            return Move(replace(screen, error="two_cards"))
        case CodeScanned(text):
            code = read_code(text)
            if code is None or code.kind is not CodeKind.MEMBER:
                return Move(replace(screen, error="not_our_code"))
            return _link(screen, Card("qr", code.text), state)
        case Answered(CardLink(), CardLinked(member=linked)) if screen.new and _is_for(screen, event):
            remembered: list[Effect] = [Remember(screen.new, linked)]
            if screen.code:
                return replace(greet(screen.new, linked, turn, confirmed=True), effects=remembered)
            return Move(replace(screen, member=linked, new=None, error="linked"), remembered)
        case Answered(CardLink(), Refusal(code=refused)) if _is_for(screen, event):
            return Move(replace(screen, new=None, error=refused))
        case NoAnswer(CardLink()) if _is_for(screen, event):
            return Move(replace(screen, new=None, error="no_answer"))
        case Touched("later") if screen.code:
            return to_greeting(card, member, state, turn)
        case Touched("back") if not screen.code:
            return Move(MyProfile(card, member), [Ask(Profile(member=member.member))])
        case _:
            return None


def _spelled(screen: JoinFriend, letter: str, state: State) -> Move:
    text = screen.text + letter
    if len(text) < FRIEND_CHARS:
        return Move(replace(screen, text=text, error=""))
    if not is_online(state):
        return Move(replace(screen, text=text, error="offline"))
    code = f"RG{CodeKind.FRIEND.value}-{text}"
    told = replace(screen.draft, friend=code, friend_name="")
    return Move(replace(screen, draft=told, text=text, asking=True, error=""), [friends.look_up(code)])


def _born(screen: Birthday) -> Move | None:
    if screen.draft is not None:
        return Move(JoinTerms(replace(screen.draft, birthday=screen.text)))
    if screen.card is None or screen.member is None or screen.view is None:
        return None
    told = Record(ProfileChanged(member=screen.member.member, birthday=screen.text))
    view = msgspec.structs.replace(screen.view, birthday=screen.text, points=0)
    return Move(MyProfile(screen.card, screen.member, view), [told])


def _link(screen: LinkCard, new: Card, state: State) -> Move | None:
    if screen.new is not None:
        return None
    if not is_online(state):
        return Move(replace(screen, error="offline"))
    asked = CardLink(member=screen.member.member, card_kind=new.kind, card_value=new.value)
    return Move(replace(screen, new=new, error=""), [Ask(asked)])


def _is_for(screen: LinkCard, event: Answered | NoAnswer) -> bool:
    asked = event.question
    return (
        isinstance(asked, CardLink)
        and screen.new is not None
        and (asked.member, asked.card_value) == (screen.member.member, screen.new.value)
    )
