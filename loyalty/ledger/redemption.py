"""Two-phase redemption: hold the points, print, then capture or void."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from loyalty.ledger.account import Account, Posting, available
from loyalty.ledger.draft import Draft
from loyalty.ledger.entries import OFFLINE_LOSS, EntryKind, Origin
from loyalty.ledger.holds import Hold, HoldState
from loyalty.ledger.lots import Lot, spend_order
from loyalty.ledger.refusals import HoldClosed, NotEnough, NothingToDo, UnknownHold

# `reason` of the pair that lends a member points a hold had promised but a clawback took meanwhile.
ADVANCE = "advance"


def hold(
    account: Account, hold_id: str, points: int, now: datetime, expires_at: datetime
) -> Posting | NotEnough | HoldClosed:
    """Set points aside until `expires_at`. The same id and points again: the same hold, nothing new."""
    known = account.hold(hold_id)
    if known is not None:
        same = known.points == points and known.stands(now)
        return Posting(account, holds=(known,)) if same else HoldClosed(hold_id, known.state)
    made = Hold(hold_id, points, now, expires_at)
    left = available(account, now)
    if points > left:
        return NotEnough(points, left)
    return Posting(replace(account, holds=(*account.holds, made)), holds=(made,))


def capture(account: Account, hold_id: str, origin: Origin) -> Posting | UnknownHold | HoldClosed:
    """The coupon is on paper: spend what was held.

    In time, it draws the lots that were open when the hold was made; points a clawback took meanwhile
    become the member's debt. Late (the hold ended or was voided, yet the paper is out) it is honoured all
    the same: it draws what is available, and the house books the rest on itself (`adjust`, reason
    `offline_loss`), so that no paper is ever worthless and no member negative.
    """
    known = account.hold(hold_id)
    if known is None:
        return UnknownHold(hold_id)
    if known.state is HoldState.CAPTURED:
        return HoldClosed(hold_id, known.state)
    draft = Draft(account, origin)
    if known.stands(origin.occurred_at):
        entry = _spend_held(draft, known)
    else:
        entry = _spend_late(draft, known, available(account, origin.occurred_at))
    return _with_hold(draft.done(), replace(known, state=HoldState.CAPTURED, entry=entry))


def void(account: Account, hold_id: str) -> Posting | UnknownHold | HoldClosed | NothingToDo:
    """Nothing was printed: the points are free again. A captured hold is not voided but reversed."""
    known = account.hold(hold_id)
    if known is None:
        return UnknownHold(hold_id)
    if known.state is HoldState.CAPTURED:
        return HoldClosed(hold_id, known.state)
    if known.state is not HoldState.HELD:
        return NothingToDo(known.state.value)
    return _with_hold(Posting(account), replace(known, state=HoldState.VOIDED))


def release_expired_holds(account: Account, now: datetime) -> Posting:
    """Mark the holds that are past their end. Changes no answer: they keep nothing away any more."""
    posting = Posting(account)
    for known in account.holds:
        if known.state is HoldState.HELD and not known.stands(now):
            posting = _with_hold(posting, replace(known, state=HoldState.EXPIRED))
    return posting


def _spend_held(draft: Draft, held: Hold) -> int:
    then = held.made_at
    promised = spend_order(lot for lot in draft.lots.values() if lot.open(then) or lot.open(draft.now))
    short = max(0, held.points - sum(lot.remaining for lot in promised))
    if not short:
        return draft.debit(EntryKind.REDEEM, held.points, promised)
    # The lent points live as long as the last of the promised ones: a refund of the coupon gives them back.
    last = promised[-1].expires_at if promised and not promised[-1].lapsed(draft.now) else None
    lent = draft.credit(EntryKind.ADJUST, short, reason=ADVANCE, expires_at=last)
    entry = draft.debit(EntryKind.REDEEM, held.points, [*promised, draft.lots[lent]])
    draft.debit(EntryKind.ADJUST, short, [], reason=ADVANCE)
    return entry


def _spend_late(draft: Draft, late: Hold, free: int) -> int:
    lots: list[Lot] = draft.open_lots()
    short = max(0, late.points - free)
    if short:
        # A lot that ends as it begins: a refund of the coupon does not turn the house's loss into points.
        loss = draft.credit(EntryKind.ADJUST, short, reason=OFFLINE_LOSS, expires_at=draft.now)
        lots.insert(0, draft.lots[loss])
    return draft.debit(EntryKind.REDEEM, late.points, lots)


def _with_hold(posting: Posting, changed: Hold) -> Posting:
    holds = tuple(changed if known.id == changed.id else known for known in posting.account.holds)
    account = replace(posting.account, holds=holds)
    return replace(posting, account=account, holds=(*posting.holds, changed))
