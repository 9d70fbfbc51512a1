"""What `join.verify` is asked, and what follows from its answer: who they are, or that they are nobody yet."""

from __future__ import annotations

from dataclasses import replace

from kiosk.effects import Ask, Effect, Remember
from kiosk.events import Answered, Turn
from kiosk.flow import ways
from kiosk.flow.common import Move, greet
from kiosk.screens import JoinCode, JoinTerms, JoinWechat, LinkCard
from kiosk.state import State
from kiosk.values import Card, Draft
from mqtt_bridge.messages import Joined, JoinVerify, Refusal

Proved = JoinCode | JoinWechat | JoinTerms


def verify(draft: Draft, terms: str = "") -> JoinVerify:
    """Without terms nobody is made a member: it is only asked whose the proof is."""
    return JoinVerify(
        phone=draft.phone,
        email=draft.email,
        ticket=draft.ticket,
        code=draft.code,
        card_kind=draft.card.kind if draft.card else None,
        card_value=draft.card.value if draft.card else "",
        marketing=draft.marketing if terms else False,
        birthday=draft.birthday if terms else "",
        referral=draft.friend if terms else "",
        terms=terms,
    )


def agree(draft: Draft, terms: str) -> Ask:
    """The proof once more, with the yes to the terms and all that was told."""
    return Ask(verify(draft, terms))


def proved(screen: Proved, event: Answered, state: State, turn: Turn) -> Move | None:
    """What `join.verify` said: who they are, that they are nobody yet, or that this proves nothing."""
    draft = screen.draft
    match event.answer:
        case Joined() as joined:
            return _joined(draft, joined, turn)
        case Refusal(code="terms_needed") if not isinstance(screen, JoinTerms):
            return Move(JoinTerms(draft))
        case Refusal(code=refused) if isinstance(screen, JoinCode):
            left = event.answer.message.partition(" ")[0]
            tries_left = int(left) if refused == "code_wrong" and left.isdecimal() else 0
            kept = replace(draft, code="")
            return Move(replace(screen, draft=kept, asking=False, digits="", error=refused, tries_left=tries_left))
        case Refusal(code=("code_expired" | "too_many_tries") as refused):
            return ways.to_way(draft.way, draft, state, refused)
        case Refusal(code="bad_birthday" as refused) if isinstance(screen, JoinTerms):
            return Move(replace(screen, draft=replace(draft, birthday=""), asking=False, error=refused))
        case Refusal(code=refused):
            return Move(replace(screen, asking=False, error=refused))
        case _:
            return None


def _joined(draft: Draft, joined: Joined, turn: Turn) -> Move:
    """Greeted at once with a card of their own; else asked for one, with their own code in sight."""
    refused = joined.card in ("taken", "blocked")
    card = Card("qr", joined.code) if draft.card is None or refused else draft.card
    effects: list[Effect] = [Remember(card, joined.member)]
    if refused or (draft.card is None and not joined.existing):
        shown = "" if joined.existing else joined.code
        waiting = LinkCard(card, joined.member, shown, error=f"card_{joined.card}" if refused else "")
        return Move(waiting, effects, language=joined.member.language)
    return replace(greet(card, joined.member, turn, confirmed=True), effects=effects)
