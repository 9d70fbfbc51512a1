"""Points for paper: choose, confirm, hold, a moment to undo, print, commit. Or void, or keep the coupon for later.

The redemption's id is made once, at `confirm`. An unknown outcome asks again under the same id; nothing is
printed before the server has held the points; a printed coupon is committed, an unprinted one voided, and
one that may be on paper is the member's.
"""

from __future__ import annotations

from dataclasses import replace

import msgspec

from drivers.ports import Printed, PrintFault, PrintRefused
from kiosk.effects import Ask, Effect, KeepCoupon, OpenRedemption, Print, Record
from kiosk.events import Answered, Event, NoAnswer, TimedOut, Touched, Turn
from kiosk.flow import comfort
from kiosk.flow.common import Move, is_online, to_greeting, trouble
from kiosk.screens import Catalogue, Confirm, Finished, Holding, PrinterTrouble, Printing, Undo
from kiosk.state import State
from kiosk.tickets import coupon_ticket
from mqtt_bridge.messages import (
    CouponPrinted,
    RedemptionCommitted,
    RedemptionVoided,
    Refusal,
    RewardHeld,
    RewardHold,
    RewardList,
    RewardsListed,
)

HOLD_TRIES = 4
_REFUSED = {
    "not_enough": "not_enough",
    "out_of_stock": "reward_gone",
    "unknown_reward": "reward_gone",
    "proof_needed": "proof_needed",
    "card_copied": "card_blocked",
}


def catalogue(screen: Catalogue, state: State, event: Event, turn: Turn) -> Move | None:
    match event:
        case Answered(RewardList(member=screen.member.member), RewardsListed(rewards=rewards)):
            return Move(replace(screen, rewards=rewards), warning=state.warning)
        case Answered(RewardList(), Refusal()) | NoAnswer(RewardList()) if screen.rewards is None:
            return trouble("no_answer", screen.card)
        case Touched("choose", key):
            reward = next((r for r in screen.rewards or () if r.reward == key), None)
            if reward is None or screen.short(reward) or reward.stock == 0:
                return None
            return Move(Confirm(screen.card, screen.member, reward))
        case Touched("page", direction):
            return Move(replace(screen, page=(screen.page + (1 if direction == "next" else -1)) % screen.pages))
        case Touched("back"):
            return to_greeting(screen.card, screen.member, state, turn)
        case _:
            return None


def confirm(screen: Confirm, state: State, event: Event, turn: Turn) -> Move | None:
    member, reward = screen.member.member, screen.reward.reward
    match event:
        case Touched("confirm") if is_online(state):
            held = Holding(screen.card, screen.member, screen.reward, turn.new_id)
            return Move(held, [OpenRedemption(turn.new_id, member, reward), Ask(_hold(held))])
        case Touched("confirm"):
            return trouble("no_answer", screen.card)
        case Touched("back"):
            return Move(Catalogue(screen.card, screen.member), [Ask(RewardList(member=member))])
        case _:
            return None


def holding(screen: Holding, state: State, event: Event, turn: Turn) -> Move | None:
    match event:
        case Answered(RewardHold(redemption=screen.redemption), RewardHeld() as held):
            return _held(screen, state, held, turn)
        case Answered(RewardHold(redemption=screen.redemption), Refusal(code=code)):
            return trouble(_REFUSED.get(code, "refused"), screen.card, [_void(screen, code)])
        case NoAnswer(RewardHold(redemption=screen.redemption)) if screen.tries < HOLD_TRIES:
            return Move(replace(screen, tries=screen.tries + 1), [Ask(_hold(screen))])
        case NoAnswer(RewardHold(redemption=screen.redemption)):
            return trouble("hold_unknown", screen.card, [_void(screen, "no_answer")])
        case _:
            return None


def undo(screen: Undo, state: State, event: Event, turn: Turn) -> Move | None:
    match event:
        case Touched("undo"):
            return Move(Finished(screen.card, screen.member, screen.coupon, "voided"), [_void(screen, "undone")])
        case Touched("print_now") | TimedOut():
            return _begin(screen, state, turn)
        case _:
            return None


def printing(screen: Printing, _state: State, event: Event, _turn: Turn) -> Move | None:
    match event:
        case Printed(screen.job):
            return _printed(screen)
        case PrintRefused(screen.job, fault, may_be_on_paper):
            return _stuck(screen, fault, may_be_on_paper)
        case TimedOut():
            return _stuck(screen, PrintFault.UNKNOWN, may_be_on_paper=True)
        case _:
            return None


def printer_trouble(screen: PrinterTrouble, state: State, event: Event, turn: Turn) -> Move | None:
    match event:
        case Printed(screen.job):
            # It was given up, and came out after all.
            return _printed(screen)
        case Touched("again"):
            return _print(screen, state, turn)
        case Touched("keep"):
            effects: list[Effect] = [_commit(screen)] if screen.redemption else []
            return Move(Finished(screen.card, screen.member, screen.coupon, "kept"), effects)
        case Touched("void") if screen.redemption and not screen.may_be_on_paper:
            back = msgspec.structs.replace(screen.member, points=screen.member.points + screen.price)
            return Move(Finished(screen.card, back, screen.coupon, "voided"), [_void(screen, screen.fault)])
        case _:
            return None


def _hold(screen: Holding) -> RewardHold:
    return RewardHold(
        redemption=screen.redemption,
        member=screen.member.member,
        reward=screen.reward.reward,
        proof=screen.card.told,
        sun=screen.card.sun,
    )


def _held(screen: Holding, state: State, held: RewardHeld, turn: Turn) -> Move:
    kept = KeepCoupon(screen.redemption, held.coupon)
    # Who reads slowly or listens needs longer to see that it was the wrong one.
    undo_s = state.undo_s * (comfort.SLOW if comfort.unhurried(state) else 1.0)
    waiting = Undo(screen.card, screen.member, screen.reward, held.coupon, screen.redemption, held.points_after, undo_s)
    if undo_s > 0:
        return Move(waiting, [kept])
    move = _begin(waiting, state, turn)
    return replace(move, effects=[kept, *move.effects])


def _begin(screen: Undo, state: State, turn: Turn) -> Move:
    member = msgspec.structs.replace(screen.member, points=screen.points_after)
    price = screen.member.points - screen.points_after
    return _print(Printing(screen.card, member, screen.coupon, "", screen.redemption, price=price), state, turn)


def _print(screen: Printing | PrinterTrouble, state: State, turn: Turn) -> Move:
    """Print this coupon, again or for the first time: another job, the same coupon, the same redemption."""
    ticket = coupon_ticket(screen.coupon, state.house, state.around.language, turn.now)
    # What an earlier job may have left in the printer can still come out of it.
    now = Printing(
        screen.card,
        screen.member,
        screen.coupon,
        turn.new_id,
        screen.redemption,
        screen.may_be_on_paper,
        screen.price,
    )
    return Move(now, [Print(turn.new_id, ticket, screen.redemption)])


def _stuck(screen: Printing, fault: PrintFault, may_be_on_paper: bool) -> Move:
    return Move(
        PrinterTrouble(
            card=screen.card,
            member=screen.member,
            coupon=screen.coupon,
            job=screen.job,
            redemption=screen.redemption,
            fault=fault.value,
            may_be_on_paper=may_be_on_paper or screen.may_be_on_paper,
            price=screen.price,
        )
    )


def _printed(screen: Printing | PrinterTrouble) -> Move:
    event = (
        RedemptionCommitted(redemption=screen.redemption, member=screen.member.member)
        if screen.redemption
        else CouponPrinted(member=screen.member.member, coupon=screen.coupon.code)
    )
    return Move(Finished(screen.card, screen.member, screen.coupon, "printed"), [Record(event)])


def _commit(screen: PrinterTrouble) -> Record:
    return Record(RedemptionCommitted(redemption=screen.redemption, member=screen.member.member))


def _void(screen: Holding | Undo | PrinterTrouble, reason: str) -> Record:
    return Record(RedemptionVoided(redemption=screen.redemption, member=screen.member.member, reason=reason))
