"""A gift to a telephone number: points or a coupon, the number, the last look, and that it is on its way.

The gift's id is made once, with the last look: an unknown outcome is asked again under the same id.
"""

from __future__ import annotations

from dataclasses import replace

import msgspec

from kiosk.effects import Ask, Remember
from kiosk.events import Answered, Event, NoAnswer, Touched, Turn
from kiosk.flow import showing
from kiosk.flow.common import Move, is_online, to_greeting, trouble
from kiosk.flow.join import DIGITS
from kiosk.screens import GiftConfirm, GiftTo, More, PassOn
from kiosk.screens.gift_to import AMOUNTS
from kiosk.state import State
from mqtt_bridge.messages import GiftSend, GiftSent, MemberView, Refusal

_TROUBLES = {"proof_needed": "proof_needed", "card_copied": "card_blocked"}
# What another number mends.
_NUMBER = ("bad_phone", "own_number")


def begin(screen: More | PassOn) -> Move:
    """Ask what is given, and to which number."""
    coupon = screen.coupon if isinstance(screen, PassOn) else None
    return Move(GiftTo(screen.card, screen.member, coupon))


def gift_to(screen: GiftTo, state: State, event: Event, turn: Turn) -> Move | None:
    match event:
        case Touched("amount", amount) if screen.coupon is None and amount.isdecimal() and int(amount) in AMOUNTS:
            points = int(amount)
            if points > screen.member.points:
                return None
            return Move(replace(screen, points=0 if points == screen.points else points, error=""))
        case Touched("digit", digit) if digit in DIGITS and not screen.dialled:
            return Move(replace(screen, digits=screen.digits + digit, error=""))
        case Touched("erase") if screen.digits:
            return Move(replace(screen, digits=screen.digits[:-1], error=""))
        case Touched("clear") if screen.digits:
            return Move(replace(screen, digits="", error=""))
        case Touched("next") if screen.complete and not is_online(state):
            return Move(replace(screen, error="offline"))
        case Touched("next") if screen.complete:
            what = (screen.digits, screen.coupon, screen.points, screen.member.points)
            return Move(GiftConfirm(screen.card, screen.member, turn.new_id, *what))
        case Touched("back") if screen.coupon is not None:
            return showing.begin(screen.card, screen.member, screen.coupon, state, turn)
        case Touched("back"):
            return Move(More(screen.card, screen.member))
        case _:
            return None


def gift_confirm(screen: GiftConfirm, state: State, event: Event, turn: Turn) -> Move | None:
    match event:
        case Answered(GiftSend(gift=screen.gift), GiftSent() as sent) if not screen.until:
            member = _poorer(screen, sent)
            done = replace(screen, member=member, asking=False, until=sent.until, error="")
            return Move(done, [Remember(screen.card, member)])
        case Answered(GiftSend(gift=screen.gift), Refusal(code=code)) if code in _TROUBLES:
            return trouble(_TROUBLES[code], screen.card)
        case Answered(GiftSend(gift=screen.gift), Refusal(code=code)) if code in _NUMBER:
            return Move(_number_again(screen, code))
        case Answered(GiftSend(gift=screen.gift), Refusal(code=code)):
            return Move(replace(screen, asking=False, error=code))
        case NoAnswer(GiftSend(gift=screen.gift)) if not screen.until:
            return Move(replace(screen, asking=False, error="no_answer"))
        case Touched("back") if screen.until:
            return to_greeting(screen.card, screen.member, state, turn)
        case Touched() if screen.asking or screen.until:
            return None
        case Touched("confirm") if not is_online(state):
            return Move(replace(screen, error="offline"))
        case Touched("confirm"):
            return Move(replace(screen, asking=True, error=""), [Ask(_asked(screen))])
        case Touched("back"):
            return Move(_number_again(screen, ""))
        case _:
            return None


def _asked(screen: GiftConfirm) -> GiftSend:
    return GiftSend(
        gift=screen.gift,
        member=screen.member.member,
        phone=screen.phone,
        points=screen.points,
        coupon=screen.coupon.code if screen.coupon else "",
        proof=screen.card.told,
        sun=screen.card.sun,
    )


def _poorer(screen: GiftConfirm, sent: GiftSent) -> MemberView:
    return msgspec.structs.replace(screen.member, points=sent.points_after)


def _number_again(screen: GiftConfirm, error: str) -> GiftTo:
    return GiftTo(screen.card, screen.member, screen.coupon, screen.points, screen.phone, error)
