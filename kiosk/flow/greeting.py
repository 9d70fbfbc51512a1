"""The hub: coupons to print, the way to the rewards, the check-in."""

from __future__ import annotations

from dataclasses import replace

from kiosk.check_in import check_in
from kiosk.effects import Ask, Effect, Print, Record, Remember
from kiosk.events import Answered, Event, LinkChanged, Touched, Turn
from kiosk.flow import showing
from kiosk.flow.common import Move, is_online, lookup, to_greeting, trouble
from kiosk.screens import (
    Catalogue,
    CheckedIn,
    ChooseGift,
    Feedback,
    Finished,
    Greeting,
    Invite,
    Moment,
    More,
    Printing,
    Refer,
    StillRight,
    Thanks,
)
from kiosk.state import State
from kiosk.tickets import coupon_ticket
from kiosk.values import Link
from mqtt_bridge.messages import (
    MemberCheckedIn,
    MemberFound,
    MemberLookup,
    MemberView,
    Profile,
    Referral,
    Refusal,
    RewardList,
)


def greeting(screen: Greeting, state: State, event: Event, turn: Turn) -> Move | None:
    card = screen.card
    match event:
        case Answered(MemberLookup(kind=card.kind, value=card.value), MemberFound(member=MemberView() as member)):
            if not screen.confirmed and (up := _moved(screen.member, member)):
                return Move(Moment(card, member, screen.at, up > 0), language=member.language)
            return Move(replace(screen, member=member, confirmed=True, page=min(screen.page, _last_page(member))))
        case Answered(MemberLookup(kind=card.kind, value=card.value), MemberFound()):
            return Move(Invite(card))
        case Answered(MemberLookup(kind=card.kind, value=card.value), Refusal(code="card_blocked" | "card_copied")):
            return trouble("card_blocked", card)
        case LinkChanged(Link.ONLINE) if not screen.confirmed:
            return Move(screen, [lookup(card)], warning=state.warning)
        case Touched("print", code):
            return _print(screen, state, code, turn)
        case Touched("redeem") if is_online(state):
            return Move(Catalogue(card, screen.member), [Ask(RewardList(member=screen.member.member))])
        case Touched("check_in"):
            return _check_in(screen, turn)
        case Touched("more"):
            return Move(More(card, screen.member))
        case Touched("feedback"):
            return Move(Feedback(card, screen.member))
        case Touched("refer") if is_online(state):
            return Move(Refer(card, screen.member), [Ask(Referral(member=screen.member.member))])
        case Touched("still_right") if screen.asks_profile and is_online(state):
            return Move(StillRight(card, screen.member), [Ask(Profile(member=screen.member.member))])
        case Touched("page", direction):
            page = screen.page + (1 if direction == "next" else -1)
            return Move(replace(screen, page=page % screen.pages))
        case _:
            return None


def moment(screen: Moment, _state: State, event: Event, turn: Turn) -> Move | None:
    match event:
        case Touched("skip"):
            return Move(Greeting(screen.card, screen.member, turn.now, confirmed=True))
        case _:
            return None


def back_to_greeting(screen: CheckedIn | Finished | Thanks, state: State, event: Event, turn: Turn) -> Move | None:
    match event:
        case Touched("back"):
            return to_greeting(screen.card, screen.member, state, turn)
        case Touched("show") if isinstance(screen, Finished) and screen.outcome == "kept":
            return showing.begin(screen.card, screen.member, screen.coupon, state, turn, hub=True)
        case _:
            return None


def _moved(before: MemberView, after: MemberView) -> int:
    """Up (1), down (-1) or not at all (0), between what the kiosk remembered and what the server says."""
    if before.tier is None or after.tier is None:
        return 0
    return (after.tier.rank > before.tier.rank) - (after.tier.rank < before.tier.rank)


def _last_page(member: MemberView) -> int:
    return max(0, -(-len(member.coupons) // 3) - 1)


def _print(screen: Greeting, state: State, code: str, turn: Turn) -> Move | None:
    coupon = next((c for c in screen.member.coupons if c.code == code and c.state == "issued"), None)
    if coupon is None:
        return None
    does = state.around.ticket_does(coupon)
    if does == "choose":
        return Move(ChooseGift(screen.card, screen.member, coupon, turn.now))
    if does == "show":
        return showing.begin(screen.card, screen.member, coupon, state, turn, hub=True)
    ticket = coupon_ticket(coupon, state.house, state.around.language, turn.now)
    return Move(Printing(screen.card, screen.member, coupon, turn.new_id), [Print(turn.new_id, ticket)])


def _check_in(screen: Greeting, turn: Turn) -> Move:
    today = turn.now.date()
    done = check_in(screen.member, today)
    if done is None:
        return Move(CheckedIn(screen.card, screen.member, 0))
    effects: list[Effect] = [
        Record(MemberCheckedIn(member=screen.member.member, on=today.isoformat(), proof=screen.card.told)),
        Remember(screen.card, done.member),
    ]
    return Move(CheckedIn(screen.card, done.member, done.points, done.bonus > 0), effects)
