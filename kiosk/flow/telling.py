"""Telling: how it was, and friends about us."""

from __future__ import annotations

from dataclasses import replace

from drivers.ports import Printed, PrintRefused
from kiosk.effects import Print, Record
from kiosk.events import Answered, Event, NoAnswer, Touched, Turn
from kiosk.flow.common import Move, to_greeting, trouble
from kiosk.screens import Feedback, Refer, Thanks
from kiosk.screens.feedback import TOPICS, TOPICS_MAX
from kiosk.state import State
from kiosk.tickets import referral_ticket
from mqtt_bridge.messages import FeedbackGiven, Referral, ReferralShared, ReferralView, Refusal

SCORES = tuple(str(score) for score in range(11))


def feedback(screen: Feedback, state: State, event: Event, turn: Turn) -> Move | None:
    match event:
        case Touched("score", score) if score in SCORES:
            chosen = replace(screen, score=int(score))
            return Move(chosen if chosen.low else replace(chosen, manager=False))
        case Touched("topic", topic) if topic in screen.topics:
            return Move(replace(screen, topics=tuple(t for t in screen.topics if t != topic)))
        case Touched("topic", topic) if topic in TOPICS and len(screen.topics) < TOPICS_MAX:
            return Move(replace(screen, topics=(*screen.topics, topic)))
        case Touched("manager") if screen.low:
            return Move(replace(screen, manager=not screen.manager))
        case Touched("send") if screen.score is not None:
            given = FeedbackGiven(
                member=screen.member.member, score=screen.score, topics=screen.topics, call_manager=screen.manager
            )
            return Move(Thanks(screen.card, screen.member, called=screen.manager), [Record(given)])
        case Touched("back"):
            return to_greeting(screen.card, screen.member, state, turn)
        case _:
            return None


def refer(screen: Refer, state: State, event: Event, turn: Turn) -> Move | None:
    member = screen.member.member
    match event:
        case Answered(Referral(member=asked), ReferralView() as view) if asked == member:
            return Move(replace(screen, view=view), warning=state.warning)
        case Answered(Referral(), Refusal()) | NoAnswer(Referral()) if screen.view is None:
            return trouble("no_answer", screen.card)
        case Touched("print") if screen.view is not None and not screen.job and state.around.printer.prints:
            ticket = referral_ticket(screen.view, state.house, state.around.language, turn.now)
            return Move(replace(screen, job=turn.new_id, outcome=""), [Print(turn.new_id, ticket)])
        case Printed(screen.job):
            shared = Record(ReferralShared(member=member, how="printed"))
            return Move(replace(screen, job="", outcome="printed"), [shared], warning=state.warning)
        case PrintRefused(screen.job):
            return Move(replace(screen, job="", outcome="failed"), warning=state.warning)
        case Touched("back"):
            return to_greeting(screen.card, screen.member, state, turn)
        case _:
            return None
