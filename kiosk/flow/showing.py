"""A coupon on the screen: a code for the till that runs out, or the coupon's own where the server cannot be asked."""

from __future__ import annotations

from dataclasses import replace

from kiosk.effects import Ask, Effect, Remind
from kiosk.events import Answered, Event, NoAnswer, Reminded, Touched, Turn
from kiosk.flow.common import Move, is_online
from kiosk.screens import CouponCard
from kiosk.state import State
from kiosk.values import Card
from mqtt_bridge.messages import CouponShow, CouponShown, CouponView, MemberView, Refusal


def begin(card: Card, member: MemberView, coupon: CouponView, state: State, turn: Turn, hub: bool = False) -> Move:
    """Show this coupon."""
    screen = CouponCard(card, member, coupon, turn.now, hub=hub)
    return _make(screen, state) if coupon.state == "issued" else Move(screen)


def code(screen: CouponCard, state: State, event: Event, turn: Turn) -> Move | None:
    """What becomes of the code on the screen."""
    mine = CouponShow(member=screen.member.member, coupon=screen.coupon.code)
    match event:
        case Answered(question, answer) if question == mine and screen.phase == "making":
            return _answered(screen, state, answer, turn)
        case NoAnswer(question) if question == mine and screen.phase == "making":
            return Move(_own(screen), warning=state.warning)
        case Reminded(screen.run) if screen.phase == "once":
            return Move(replace(screen, code="", phase="over", run=""), warning=state.warning)
        case Touched("refresh") if screen.phase in ("once", "ordinary", "over", "refused"):
            return _make(screen, state)
        case _:
            return None


def _make(screen: CouponCard, state: State) -> Move:
    """Ask for a code; without a network the coupon's own is as good, once."""
    if not is_online(state):
        return Move(_own(screen))
    asked = CouponShow(member=screen.member.member, coupon=screen.coupon.code)
    return Move(replace(screen, code="", phase="making", run="", error=""), [Ask(asked)])


def _own(screen: CouponCard) -> CouponCard:
    code = screen.coupon.signed or screen.coupon.code
    return replace(screen, code=code, phase="ordinary", run="", error="")


def _answered(screen: CouponCard, state: State, answer: object, turn: Turn) -> Move:
    match answer:
        case CouponShown(code=code, lives_s=lives_s) if lives_s > 0:
            shown = replace(screen, code=code, phase="once", lives_s=lives_s, run=turn.new_id, error="")
            effects: list[Effect] = [Remind(lives_s, turn.new_id)]
            return Move(shown, effects, warning=state.warning)
        case Refusal(code="coupon_over" | "unknown_coupon" as code):
            return Move(replace(screen, code="", phase="refused", error=code), warning=state.warning)
        case _:
            return Move(_own(screen), warning=state.warning)
