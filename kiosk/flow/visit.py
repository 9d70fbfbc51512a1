"""The rules every screen shares: a tap starts over, Done goes home, silence is warned of and then leads home."""

from __future__ import annotations

from drivers.ports import CardTapped, CodeScanned, Proof, TwoCards
from kiosk.effects import Effect, Record
from kiosk.events import Event, TimedOut, Touched, Turn
from kiosk.flow import comfort, friends, giving, reading_test, receipt, staff
from kiosk.flow.common import Move, identify, trouble
from kiosk.screens import (
    Attract,
    Birthday,
    Boot,
    Catalogue,
    ChooseGift,
    Confirm,
    CouponCard,
    Feedback,
    FriendInvite,
    GiftConfirm,
    GiftTo,
    Greeting,
    Guide,
    Holding,
    Invite,
    JoinCode,
    JoinEmail,
    JoinFriend,
    JoinPhone,
    JoinTerms,
    JoinWechat,
    Ladder,
    Leaders,
    LinkCard,
    LostCard,
    Moment,
    More,
    MyData,
    MyProfile,
    OutOfService,
    PassOn,
    PastPoints,
    PrinterTrouble,
    Printing,
    Reading,
    ReadTest,
    Receipt,
    Refer,
    Scan,
    Screen,
    StaffPin,
    StillRight,
    TouchTest,
    Undo,
    Updating,
    Wallet,
)
from kiosk.state import State
from kiosk.values import Card
from kiosk.words import languages
from mqtt_bridge.codes import CodeKind, read_code
from mqtt_bridge.messages import RedemptionCommitted, RedemptionVoided

# Paper is moving or points are being held: nothing may interrupt, whatever is tapped.
BUSY = (Boot, Holding, Undo, Printing, OutOfService, Updating)
# Somebody may be reading or typing: ask before taking it away (WCAG 2.2.1).
WARNED = (
    Greeting,
    More,
    Wallet,
    CouponCard,
    ChooseGift,
    PassOn,
    GiftTo,
    GiftConfirm,
    PastPoints,
    Leaders,
    Ladder,
    Feedback,
    Refer,
    Guide,
    Receipt,
    Catalogue,
    Confirm,
    JoinPhone,
    JoinEmail,
    JoinWechat,
    JoinCode,
    JoinTerms,
    JoinFriend,
    Birthday,
    FriendInvite,
    LinkCard,
    MyProfile,
    LostCard,
    MyData,
    StillRight,
    PrinterTrouble,
    Invite,
)
WARNING_S = 20.0
# On the resting screen somebody chose something and went away.
IDLE_CHOICES_S = 60.0


def timeout_s(state: State) -> float | None:
    """How long this state waits for a touch before `TimedOut`; None: for ever."""
    limit_s = WARNING_S if state.warning else state.screen.timeout_s
    if isinstance(state.screen, Attract):
        return limit_s or (IDLE_CHOICES_S if comfort.chosen(state) else None)
    if limit_s is not None and comfort.unhurried(state) and not isinstance(state.screen, BUSY):
        return limit_s * comfort.SLOW
    return limit_s


def step(state: State, event: Event, turn: Turn) -> Move | None:
    match event:
        case Touched("language", language) if language in languages():
            return Move(state.screen, language=language)
        case Touched("text_size"):
            return Move(state.screen, large_text=not state.around.large_text)
        case Touched("staff"):
            return (
                None if isinstance(state.screen, Holding | Undo | Printing) else Move(StaffPin(), leave(state.screen))
            )
        case _ if isinstance(state.screen, BUSY):
            return None
        case CardTapped() | TwoCards() | CodeScanned() if isinstance(state.screen, ReadTest):
            return None
        case CardTapped(proof=Proof.FAILED):
            # A copy of a member's card, or a recording of one: nobody's name is shown.
            refused = trouble("card_blocked")
            return Move(refused.screen, leave(state.screen) + refused.effects)
        case CardTapped() | TwoCards() | CodeScanned() if isinstance(state.screen, LinkCard):
            return None
        case TwoCards():
            # Whose of the two it would be nobody knows; whoever was greeted a moment ago may be neither.
            refused = trouble("two_cards")
            return Move(refused.screen, leave(state.screen) + refused.effects)
        case CardTapped(uid, proof, sun):
            return _start_over(state, Card("nfc", uid, proof, sun))
        case CodeScanned(text):
            return _scanned(state, text, turn)
        case TimedOut() if isinstance(state.screen, Moment):
            return Move(Greeting(state.screen.card, state.screen.member, turn.now, confirmed=True))
        case Touched("done"):
            return Move(Attract(), leave(state.screen))
        case Touched("more_time") if state.warning:
            return Move(state.screen)
        case TimedOut():
            return _silence(state)
        case _:
            return None


def leave(screen: Screen) -> list[Effect]:
    """What a screen still owes when the diner goes. An open redemption is never left open."""
    match screen:
        case PrinterTrouble(redemption=redemption, member=member, may_be_on_paper=True) if redemption:
            return [Record(RedemptionCommitted(redemption=redemption, member=member.member))]
        case PrinterTrouble(redemption=redemption, member=member, fault=fault) if redemption:
            return [Record(RedemptionVoided(redemption=redemption, member=member.member, reason=fault))]
        case TouchTest():
            return [staff.touch_report(screen)]
        case ReadTest():
            return [reading_test.report(screen)]
        case _:
            return []


def _start_over(state: State, card: Card) -> Move:
    move = identify(card, state)
    waiting = state.screen.code if isinstance(state.screen, Receipt) and state.screen.member is None else ""
    friend = state.screen.friend if isinstance(state.screen, FriendInvite) else ""
    # Somebody else's visit ends here: the one who comes is told that nothing of it is left on the screen.
    before = getattr(state.screen, "card", None) if getattr(state.screen, "member", None) is not None else None
    instead = before is not None and before != card
    return Move(Reading(card, waiting, friend, instead), leave(state.screen) + move.effects)


def _scanned(state: State, text: str, turn: Turn) -> Move:
    code = read_code(text)
    if code is not None and code.kind is CodeKind.MEMBER:
        return _start_over(state, Card("qr", code.text))
    match state.screen:
        case PrinterTrouble():  # an open redemption is settled first
            return Move(state.screen)
        case screen if code is not None and code.kind is CodeKind.RECEIPT:
            return receipt.shown(screen, state, code.text)
        case screen if code is not None and code.kind is CodeKind.GIFT:
            return giving.shown(screen, state, code.text, turn)
        case screen if code is not None and code.kind is CodeKind.FRIEND:
            return friends.shown(screen, state, code.text)
        case Attract() if code is None:
            return Move(Attract("not_our_code"))
        case Scan() if code is None:
            return Move(Scan("not_our_code"))
        case screen:
            return trouble("not_our_code" if code is None else "for_the_till", getattr(screen, "card", None))


def _silence(state: State) -> Move:
    if isinstance(state.screen, Reading):
        return trouble("no_answer", state.screen.card)
    if (isinstance(state.screen, WARNED) or comfort.unhurried(state)) and not state.warning:
        return Move(state.screen, warning=True)
    return Move(Attract(), leave(state.screen))
