"""The floor plan of the kiosk: in which state, on which event, to which state, asking what.

Pure: no clock, no hardware, no Kivy, no disk. `step` is total: any event in any state has an answer, and
nothing here raises. Read it in this order: `around` (what is true whatever is on the screen), `visit` (the
rules every screen shares: a tap starts over, silence leads home), then one table per journey.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kiosk.effects import Effect
from kiosk.events import Event, Turn
from kiosk.flow import (
    around,
    choosing,
    comfort,
    gift,
    giving,
    greeting,
    join,
    looking,
    profile,
    reading_test,
    receipt,
    redeem,
    sign_in,
    staff,
    telling,
    terms,
    updating,
    visit,
)
from kiosk.flow.common import Move
from kiosk.screens import (
    Attract,
    Birthday,
    Boot,
    Catalogue,
    CheckedIn,
    ChooseGift,
    Claimed,
    Confirm,
    CouponCard,
    Feedback,
    Finished,
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
    Received,
    Refer,
    Screen,
    Staff,
    StaffPin,
    StillRight,
    Thanks,
    TouchTest,
    Trouble,
    Undo,
    Updating,
    Wallet,
)
from kiosk.state import State, Surroundings

_JOURNEYS: dict[type[Screen], Callable[[Any, State, Event, Turn], Move | None]] = {
    Boot: sign_in.boot,
    Attract: sign_in.attract,
    Reading: sign_in.reading,
    Trouble: sign_in.trouble_screen,
    Invite: join.invite,
    JoinPhone: join.phone,
    JoinEmail: join.email,
    JoinWechat: join.wechat,
    JoinCode: join.code,
    JoinTerms: terms.terms,
    JoinFriend: terms.friend_code,
    Birthday: terms.birthday,
    FriendInvite: terms.friend_invite,
    LinkCard: terms.link_card,
    MyProfile: profile.my_profile,
    LostCard: profile.lost_card,
    MyData: profile.my_data,
    StillRight: profile.still_right,
    Greeting: greeting.greeting,
    CheckedIn: greeting.back_to_greeting,
    Finished: greeting.back_to_greeting,
    Claimed: receipt.claimed,
    Thanks: greeting.back_to_greeting,
    Moment: greeting.moment,
    More: looking.more,
    Wallet: looking.wallet,
    CouponCard: looking.coupon,
    ChooseGift: choosing.choose_gift,
    PassOn: giving.pass_on,
    Received: giving.received,
    GiftTo: gift.gift_to,
    GiftConfirm: gift.gift_confirm,
    PastPoints: looking.past_points,
    Leaders: looking.leaders,
    Ladder: looking.ladder,
    Guide: looking.guide,
    Feedback: telling.feedback,
    Refer: telling.refer,
    Receipt: receipt.receipt,
    StaffPin: staff.pin,
    Staff: staff.menu,
    TouchTest: staff.touch_test,
    ReadTest: reading_test.step,
    Catalogue: redeem.catalogue,
    Confirm: redeem.confirm,
    Holding: redeem.holding,
    Updating: updating.updating,
    OutOfService: updating.closed,
    Undo: redeem.undo,
    Printing: redeem.printing,
    PrinterTrouble: redeem.printer_trouble,
}


def step(state: State, event: Event, turn: Turn) -> tuple[State, list[Effect]]:
    """One event, one answer: the next state, and what is to be done in this order."""
    state, chores = around.notice(state, event)
    eased = comfort.step(state, event)
    if eased is not None:
        return eased, chores
    move = visit.step(state, event, turn)
    if move is None:
        journey = _JOURNEYS.get(type(state.screen))
        move = journey(state.screen, state, event, turn) if journey else None
    if move is None:
        return state, chores
    return _settle(state, move, turn), chores + move.effects


def _settle(before: State, move: Move, turn: Turn) -> State:
    """Coming home forgets what the diner chose; there it changes only while somebody is there."""
    around_ = before.around
    if isinstance(move.screen, Attract) and not isinstance(before.screen, Attract):
        around_ = comfort.forgotten(before)
    elif type(move.screen) is not type(before.screen) and around_.comfort.open:
        around_ = replace(around_, comfort=replace(around_.comfort, open=False))
    if move.language is not None:
        around_ = replace(around_, language=move.language)
    if move.large_text is not None:
        around_ = replace(around_, large_text=move.large_text)
    if move.called:
        around_ = replace(around_, called_at=turn.now)
    if move.closed is not None:
        around_ = replace(around_, closed=move.closed)
    if move.levels is not None:
        around_ = replace(around_, levels=move.levels)
    return replace(before, screen=_home(move.screen, around_), around=around_, warning=move.warning)


def _home(screen: Screen, around_: Surroundings) -> Screen:
    """Home is another screen while nobody may begin."""
    if not isinstance(screen, Attract):
        return screen
    return Updating() if around_.updating else OutOfService(staff.CLOSED_BY_STAFF) if around_.closed else screen
