"""Looking, without changing anything: coupons, past points, the leaderboard, the tiers, answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kiosk.effects import Ask, Effect, Print, Record
from kiosk.events import Answered, Event, NoAnswer, Touched, Turn
from kiosk.flow import gift, giving, showing
from kiosk.flow.common import Move, is_online, to_greeting, trouble
from kiosk.screens import (
    Attract,
    CouponCard,
    Feedback,
    Guide,
    Ladder,
    Leaders,
    More,
    MyProfile,
    PastPoints,
    Printing,
    Refer,
    Wallet,
)
from kiosk.screens.guide import ANSWERS
from kiosk.state import State
from kiosk.tickets import coupon_ticket
from mqtt_bridge.messages import (
    History,
    HistoryListed,
    Leaderboard,
    LeadersListed,
    Profile,
    Referral,
    Refusal,
    StaffCalled,
    TierList,
    TiersListed,
)

# So long after a call another one would reach people who are on their way.
CALL_AGAIN = timedelta(minutes=2)


def more(screen: More, state: State, event: Event, turn: Turn) -> Move | None:
    card, member = screen.card, screen.member
    match event:
        case Touched("back"):
            return to_greeting(card, member, state, turn)
        case Touched("wallet"):
            return Move(Wallet(card, member, turn.now))
        case Touched("feedback"):
            return Move(Feedback(card, member))
        case Touched("guide"):
            return Move(Guide(card, member))
        case Touched("gift") if is_online(state):
            return gift.begin(screen)
        case Touched(what) if is_online(state):
            return _ask(screen, what)
        case _:
            return None


def wallet(screen: Wallet, state: State, event: Event, turn: Turn) -> Move | None:
    match event:
        case Touched("open", code):
            found = next((coupon for coupon in screen.member.coupons if coupon.code == code), None)
            return showing.begin(screen.card, screen.member, found, state, turn) if found else None
        case Touched("page", direction):
            return Move(replace(screen, page=_turned(screen.page, direction, screen.pages)))
        case Touched("back"):
            return Move(More(screen.card, screen.member))
        case _:
            return None


def coupon(screen: CouponCard, state: State, event: Event, turn: Turn) -> Move | None:
    match event:
        case Touched("print") if screen.coupon.state == "issued" and state.around.printer.prints:
            ticket = coupon_ticket(screen.coupon, state.house, state.around.language, turn.now)
            now = Printing(screen.card, screen.member, screen.coupon, turn.new_id)
            return Move(now, [Print(turn.new_id, ticket)])
        case Touched("pass_on") if screen.coupon.may_pass and screen.coupon.state == "issued" and is_online(state):
            return giving.offer(screen)
        case Touched("back") if screen.hub:
            return to_greeting(screen.card, screen.member, state, turn)
        case Touched("back"):
            return Move(Wallet(screen.card, screen.member, turn.now))
        case _:
            return showing.code(screen, state, event, turn)


def past_points(screen: PastPoints, state: State, event: Event, _turn: Turn) -> Move | None:
    member = screen.member.member
    match event:
        case Answered(History(member=asked, only=screen.only), HistoryListed() as listed) if asked == member:
            return Move(replace(screen, listed=listed), warning=state.warning)
        case Answered(History(), Refusal()) | NoAnswer(History()) if screen.listed is None:
            return trouble("no_answer", screen.card)
        case Touched("filter", ("all" | "earned" | "spent") as only):
            return Move(replace(screen, only=only, listed=None), [Ask(History(member=member, only=only))])
        case Touched("amounts"):
            return Move(replace(screen, amounts=not screen.amounts))
        case Touched("page", direction) if screen.listed is not None:
            page = _turned(screen.listed.page, direction, screen.listed.pages)
            return Move(screen, [Ask(History(member=member, page=page, only=screen.only))])
        case Touched("back"):
            return Move(More(screen.card, screen.member))
        case _:
            return None


def leaders(screen: Leaders, state: State, event: Event, _turn: Turn) -> Move | None:
    match event:
        case Answered(Leaderboard(member=screen.member.member), LeadersListed() as listed):
            return Move(replace(screen, listed=listed), warning=state.warning)
        case Answered(Leaderboard(), Refusal()) | NoAnswer(Leaderboard()) if screen.listed is None:
            return trouble("no_answer", screen.card)
        case Touched("back"):
            return Move(More(screen.card, screen.member))
        case _:
            return None


def ladder(screen: Ladder, state: State, event: Event, _turn: Turn) -> Move | None:
    match event:
        case Answered(TierList(member=screen.member.member), TiersListed() as listed):
            return Move(replace(screen, listed=listed), warning=state.warning)
        case Answered(TierList(), Refusal()) | NoAnswer(TierList()) if screen.listed is None:
            return trouble("no_answer", screen.card)
        case Touched("back"):
            return Move(More(screen.card, screen.member))
        case _:
            return None


def guide(screen: Guide, state: State, event: Event, turn: Turn) -> Move | None:
    match event:
        case Touched("open", number) if number.isdecimal() and int(number) < ANSWERS:
            return Move(replace(screen, open=None if screen.open == int(number) else int(number)))
        case Touched("call") if not screen.call:
            return _call(screen, state, turn)
        case Touched("back") if screen.card is not None and screen.member is not None:
            return Move(More(screen.card, screen.member))
        case Touched("back"):
            return Move(Attract())
        case _:
            return None


def _call(screen: Guide, state: State, turn: Turn) -> Move:
    """Call for staff. Who presses again and again, or comes just after another, calls nobody twice."""
    called = replace(screen, open=None, call="coming" if is_online(state) else "waiting")
    before = state.around.called_at
    if before is not None and turn.now - CALL_AGAIN < before <= turn.now:
        return Move(called)
    return Move(called, [Record(StaffCalled(language=state.around.language))], called=True)


def _ask(screen: More, what: str) -> Move | None:
    card, member = screen.card, screen.member
    asked: dict[str, tuple[PastPoints | Leaders | Ladder | Refer | MyProfile, list[Effect]]] = {
        "history": (PastPoints(card, member), [Ask(History(member=member.member))]),
        "leaders": (Leaders(card, member), [Ask(Leaderboard(member=member.member))]),
        "ladder": (Ladder(card, member), [Ask(TierList(member=member.member))]),
        "profile": (MyProfile(card, member), [Ask(Profile(member=member.member))]),
        "refer": (Refer(card, member), [Ask(Referral(member=member.member))]),
    }
    if what not in asked:
        return None
    shown, effects = asked[what]
    return Move(shown, effects)


def _turned(page: int, direction: str, pages: int) -> int:
    return (page + (1 if direction == "next" else -1)) % max(1, pages)
