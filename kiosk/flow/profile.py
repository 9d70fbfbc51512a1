"""What a member told us and chose; a lost card; what is kept of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import msgspec

from kiosk.effects import Effect, Record, Remember
from kiosk.events import Answered, Event, NoAnswer, Touched, Turn
from kiosk.flow.common import Move, is_online, to_greeting, trouble
from kiosk.screens import Birthday, LinkCard, LostCard, More, MyData, MyProfile, StillRight
from kiosk.state import State
from mqtt_bridge.messages import CardLost, ConsentChanged, MemberView, Profile, ProfileChanged, ProfileView, Refusal


def my_profile(screen: MyProfile, state: State, event: Event, _turn: Turn) -> Move | None:
    match event:
        case Answered(Profile(member=screen.member.member), ProfileView() as view) if screen.view is None:
            return Move(replace(screen, view=view), warning=state.warning)
        case Answered(Profile(), Refusal()) | NoAnswer(Profile()) if screen.view is None:
            return trouble("no_answer", screen.card)
        case Touched("back"):
            return Move(More(screen.card, screen.member))
        case Touched(what) if screen.view is not None:
            return _chosen(screen, screen.view, state, what)
        case _:
            return None


def _chosen(screen: MyProfile, view: ProfileView, state: State, what: str) -> Move | None:
    card, member = screen.card, screen.member
    match what:
        case "birthday" if not view.birthday:
            return Move(Birthday(None, card, member, view))
        case "my_language":
            return _spoken(screen, state)
        case "marketing":
            changed = ConsentChanged(member=member.member, marketing=not view.marketing)
            now = msgspec.structs.replace(view, marketing=not view.marketing)
            return Move(replace(screen, view=now), [Record(changed)])
        case "listed":
            listed = ProfileChanged(member=member.member, listed=not view.listed)
            now = msgspec.structs.replace(view, listed=not view.listed)
            return Move(replace(screen, view=now), [Record(listed)])
        case "lost":
            return Move(LostCard(card, member, view))
        case "link" if is_online(state):
            return Move(LinkCard(card, member))
        case "data":
            return Move(MyData(card, member, view))
        case _:
            return None


def lost_card(screen: LostCard, state: State, event: Event, _turn: Turn) -> Move | None:
    match event:
        case Touched("lose", ending) if ending in screen.shown and not screen.done:
            return Move(replace(screen, chosen="" if ending == screen.chosen else ending))
        case Touched("confirm") if screen.chosen and not screen.done:
            return _lost(screen)
        case Touched("link") if (screen.done or not screen.shown) and is_online(state):
            return Move(LinkCard(screen.card, screen.member))
        case Touched("back") if screen.chosen and not screen.done:
            return Move(replace(screen, chosen=""))
        case Touched("back"):
            return Move(MyProfile(screen.card, screen.member, screen.view))
        case _:
            return None


def my_data(screen: MyData, _state: State, event: Event, _turn: Turn) -> Move | None:
    match event:
        case Touched("back"):
            return Move(MyProfile(screen.card, screen.member, screen.view))
        case _:
            return None


def still_right(screen: StillRight, state: State, event: Event, turn: Turn) -> Move | None:
    """We asked, so whatever goes wrong leads back without a word."""
    match event:
        case Answered(Profile(member=screen.member.member), ProfileView() as view) if screen.view is None:
            return Move(replace(screen, view=view), warning=state.warning)
        case Answered(Profile(), Refusal()) | NoAnswer(Profile()) if screen.view is None:
            return to_greeting(screen.card, screen.member, state, turn)
        case Touched("right" | "later" as said) if screen.view is not None:
            member, effects = _said(screen, "right" if said == "right" else "later")
            back = to_greeting(screen.card, member, state, turn)
            return replace(back, effects=effects + back.effects)
        case Touched("change") if screen.view is not None:
            # Whoever looks at their profile has been asked enough.
            member, effects = _said(screen, "later")
            return Move(MyProfile(screen.card, member, screen.view), effects)
        case Touched("back"):
            return to_greeting(screen.card, screen.member, state, turn)
        case _:
            return None


def _said(screen: StillRight, answer: Literal["right", "later"]) -> tuple[MemberView, list[Effect]]:
    """Told to the server, and remembered here until it is heard there."""
    member = msgspec.structs.replace(screen.member, ask_profile=False)
    changed = ProfileChanged(member=member.member, checked=answer)
    return member, [Record(changed), Remember(screen.card, member)]


def _spoken(screen: MyProfile, state: State) -> Move:
    """The other of the two languages that we write in, from now on and everywhere."""
    spoken = screen.member.language or state.around.language
    other: Literal["zh", "en"] = "en" if spoken == "zh" else "zh"
    member = msgspec.structs.replace(screen.member, language=other)
    effects: list[Effect] = [
        Record(ProfileChanged(member=member.member, language=other)),
        Remember(screen.card, member),
    ]
    return Move(replace(screen, member=member), effects, language=other)


def _lost(screen: LostCard) -> Move:
    """Blocked at once: here by forgetting it, everywhere else when the event arrives."""
    effects: list[Effect] = [Record(CardLost(member=screen.member.member, last4=screen.chosen))]
    if screen.card.kind == "nfc" and screen.card.value[-4:].upper() == screen.chosen:
        effects.append(Remember(screen.card, None))
    left = tuple(ending for ending in screen.view.cards if ending != screen.chosen)
    view = msgspec.structs.replace(screen.view, cards=left)
    return Move(replace(screen, view=view, done=True), effects)
