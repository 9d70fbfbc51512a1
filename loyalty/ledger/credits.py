"""Points that come in: earned, given by staff, given again after they lapsed."""

from __future__ import annotations

from datetime import datetime

from loyalty import checks
from loyalty.ledger.account import Account, Posting, available
from loyalty.ledger.draft import Draft
from loyalty.ledger.entries import EntryKind, Origin
from loyalty.ledger.refusals import NotEnough, NothingToDo, UnknownLot

# `reason` of the pair that moves points to a later expiry.
RENEWED = "renewed"


def earn(
    account: Account,
    points: int,
    origin: Origin,
    *,
    expires_at: datetime | None = None,
    activates_at: datetime | None = None,
    reason: str = "",
) -> Posting:
    """Give earned points, as one lot that opens at `activates_at` (now when None) and lapses at `expires_at`.

    With a later `activates_at` the entry is `pending`: the lot opens by itself at that moment, whether
    or not a sweep runs. A debt is paid first. `reason` is a word for the history: order, join, check_in, …
    """
    checks.points("points", points)
    begins = activates_at or origin.occurred_at
    if expires_at is not None and expires_at <= begins:
        raise ValueError(f"points that lapse at {expires_at} before they open at {begins}")
    kind = EntryKind.PENDING if begins > origin.occurred_at else EntryKind.EARN
    draft = Draft(account, origin)
    draft.credit(kind, points, reason=reason, activates_at=begins, expires_at=expires_at)
    return draft.done()


def settle(account: Account, lot_seq: int, origin: Origin) -> Posting | UnknownLot | NothingToDo:
    """Open a pending lot now instead of at its time; a pair of entries that sums to 0.

    The points become a lot of their own (with the old lot's expiry); later refunds name that one.
    """
    lot = account.lot(lot_seq)
    if lot is None:
        return UnknownLot(lot_seq)
    if lot.activates_at <= origin.occurred_at or lot.lapsed(origin.occurred_at) or not lot.remaining:
        return NothingToDo("not pending")
    draft = Draft(account, origin)
    draft.debit(EntryKind.SETTLE, lot.remaining, [lot], cause=lot_seq)
    draft.credit(EntryKind.SETTLE, lot.remaining, cause=lot_seq, expires_at=lot.expires_at)
    return draft.done()


def compensate(
    account: Account, points: int, lapsed_entry: int, origin: Origin, *, expires_at: datetime | None = None
) -> Posting:
    """Give points again after entry `lapsed_entry` (an expiry, a clearing) took them: a linked entry (B9)."""
    checks.points("points", points)
    draft = Draft(account, origin)
    draft.credit(EntryKind.COMPENSATE, points, cause=lapsed_entry, reason="compensation", expires_at=expires_at)
    return draft.done()


def renew(account: Account, origin: Origin, expires_at: datetime) -> Posting | NothingToDo:
    """Let everything that has not lapsed live until `expires_at`: an activity under sliding expiry.

    A lot's expiry is frozen, so its points move to a lot of their own: a pair of entries that sums to 0.
    Lots that live longer stay as they are (I11).
    """
    draft = Draft(account, origin)
    moving = [lot for lot in draft.unlapsed_lots() if lot.expires_at is not None and lot.expires_at < expires_at]
    if not moving:
        return NothingToDo("nothing lapses sooner")
    for lot in moving:
        draft.debit(EntryKind.ADJUST, lot.remaining, [lot], cause=lot.seq, reason=RENEWED)
        draft.credit(
            EntryKind.ADJUST,
            lot.remaining,
            cause=lot.seq,
            reason=RENEWED,
            activates_at=lot.activates_at,
            expires_at=expires_at,
        )
    return draft.done()


def adjust(
    account: Account, points: int, reason: str, origin: Origin, *, expires_at: datetime | None = None
) -> Posting | NotEnough:
    """Correct an account by hand, up or down; `origin.source` says who. Never takes more than is available."""
    checks.points("points", abs(checks.whole("points", points, -checks.POINTS_MAX, checks.POINTS_MAX)))
    if not reason:
        raise ValueError("an adjustment says why")
    draft = Draft(account, origin)
    if points > 0:
        draft.credit(EntryKind.ADJUST, points, reason=reason, expires_at=expires_at)
        return draft.done()
    left = available(account, origin.occurred_at)
    if -points > left:
        return NotEnough(-points, left)
    draft.debit(EntryKind.ADJUST, -points, draft.open_lots(), reason=reason)
    return draft.done()
