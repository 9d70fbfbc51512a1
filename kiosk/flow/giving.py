"""A coupon from one member to another: the code on the screen, and scanning it."""

from __future__ import annotations

from dataclasses import replace

from kiosk.effects import Ask, Remember
from kiosk.events import Answered, Event, NoAnswer, Touched, Turn
from kiosk.flow import gift, showing
from kiosk.flow.common import Move, is_online, to_greeting, trouble
from kiosk.screens import CouponCard, PassOn, Received, Screen
from kiosk.state import State
from mqtt_bridge.messages import CouponShare, CouponShared, CouponTake, CouponTaken, Refusal


def offer(screen: CouponCard) -> Move:
    """Ask for a code that passes this coupon on."""
    card = screen.card
    asked = CouponShare(member=screen.member.member, coupon=screen.coupon.code, proof=card.told, sun=card.sun)
    return Move(PassOn(card, screen.member, screen.coupon), [Ask(asked)])


def shown(screen: Screen, state: State, code: str, turn: Turn) -> Move:
    """Somebody's gift lies under the scanner; whoever it is for shows first who they are."""
    card, member = getattr(screen, "card", None), getattr(screen, "member", None)
    if card is None or member is None:
        return trouble("gift_needs_card")
    if not is_online(state):
        return trouble("no_answer", card)
    return Move(Received(card, member, code, turn.now), [Ask(CouponTake(member=member.member, code=code))])


def pass_on(screen: PassOn, state: State, event: Event, turn: Turn) -> Move | None:
    coupon = screen.coupon.code
    match event:
        case Answered(CouponShare(coupon=asked), CouponShared(code=code, until=until)) if asked == coupon:
            return Move(replace(screen, code=code, until=until))
        case Answered(CouponShare(coupon=asked), Refusal(code=code)) if asked == coupon:
            return trouble("proof_needed", screen.card) if code == "proof_needed" else Move(replace(screen, error=code))
        case NoAnswer(CouponShare(coupon=asked)) if asked == coupon and not screen.code:
            return Move(replace(screen, error="no_answer"))
        case Touched("by_phone") if is_online(state):
            return gift.begin(screen)
        case Touched("back"):
            return showing.begin(screen.card, screen.member, screen.coupon, state, turn)
        case _:
            return None


def received(screen: Received, state: State, event: Event, turn: Turn) -> Move | None:
    match event:
        case Answered(CouponTake(code=screen.gift), CouponTaken(member=member, coupon=coupon)) if screen.coupon is None:
            return Move(replace(screen, member=member, coupon=coupon), [Remember(screen.card, member)])
        case Answered(CouponTake(code=screen.gift), Refusal(code=code)):
            return Move(replace(screen, error=code))
        case NoAnswer(CouponTake(code=screen.gift)):
            return Move(replace(screen, error="no_answer"))
        case Touched("back"):
            return to_greeting(screen.card, screen.member, state, turn)
        case _:
            return None
