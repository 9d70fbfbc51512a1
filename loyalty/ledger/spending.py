"""Points that go out and come back: redeem, reverse, take back, lapse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from loyalty import checks
from loyalty.ledger.account import Account, Posting, available
from loyalty.ledger.draft import Draft
from loyalty.ledger.entries import EntryKind, Origin
from loyalty.ledger.lots import Draw, Lot, spend_order
from loyalty.ledger.refusals import NotEnough, NothingToDo, TooMuch, UnknownLot


def redeem(account: Account, points: int, origin: Origin) -> Posting | NotEnough:
    """Spend available points at once, first-expiring first. (With paper in between: `hold`, then `capture`.)"""
    checks.points("points", points)
    left = available(account, origin.occurred_at)
    if points > left:
        return NotEnough(points, left)
    draft = Draft(account, origin)
    draft.debit(EntryKind.REDEEM, points, draft.open_lots())
    return draft.done()


def reverse_redeem(
    account: Account, redeem_entry: int, drawn: Iterable[Draw], origin: Origin, points: int | None = None
) -> Posting | TooMuch | NothingToDo | UnknownLot:
    """Give back points of a redemption (all that is left of it, when None) to the SAME lots (B11, I7).

    `drawn` are the draws of that redeem entry and of its reversals so far, in any order. The lot that lives
    longest gets its points back first, so redeeming 80 and giving back 30 leaves the lots as if 50 had been
    redeemed. Points that return to a lot that lapsed meanwhile stay lapsed.
    """
    left: dict[int, int] = {}
    for draw in drawn:
        left[draw.lot] = left.get(draw.lot, 0) + draw.points
    total = sum(left.values())
    asked = total if points is None else checks.points("points", points)
    if total == 0:
        return NothingToDo("all given back")
    if asked > total:
        return TooMuch(asked, total)
    draft = Draft(account, origin)
    unknown = next((seq for seq, part in left.items() if part and seq not in draft.lots), None)
    if unknown is not None:
        return UnknownLot(unknown)
    lots = spend_order(draft.lots[seq] for seq, part in left.items() if part)
    draft.give_back(asked, _latest_first(lots, left, asked), cause=redeem_entry)
    return draft.done()


def clawback(
    account: Account, lot_seq: int, points: int, origin: Origin, *, reason: str = ""
) -> Posting | UnknownLot | TooMuch | NothingToDo:
    """Take back points of one credit, because what earned them was refunded.

    From its own lot first, then from the others in spending order; what is not there becomes debt, never
    a refusal (B11). Points of the credit that lapsed unspent are not owed.
    """
    checks.points("points", points)
    lot = account.lot(lot_seq)
    if lot is None:
        return UnknownLot(lot_seq)
    left = lot.original - lot.taken_back
    if points > left:
        return TooMuch(points, left)
    lapsed = lot.expired + (lot.remaining if lot.lapsed(origin.occurred_at) else 0)
    owed = min(points, left - lapsed)
    if owed <= 0:
        return NothingToDo("lapsed")
    draft = Draft(account, origin)
    others = [other for other in draft.unlapsed_lots() if other.seq != lot_seq]
    own = [] if lot.lapsed(origin.occurred_at) else [lot]
    draft.debit(EntryKind.CLAWBACK, owed, own + others, cause=lot_seq, reason=reason)
    draft.mark(lot_seq, taken_back=owed)
    return draft.done()


def expire(account: Account, origin: Origin) -> Posting | NothingToDo:
    """Write down what has lapsed by `origin.occurred_at`: one entry a lot, dated when it lapsed.

    Changes no answer: a lapsed lot counts for nothing from its moment on. Lots that lapsed under a hold
    that still stands are left for the next sweep, because its capture may draw them.
    """
    now = origin.occurred_at
    since = min((hold.made_at for hold in account.holds if hold.stands(now)), default=now)
    draft = Draft(account, origin)
    lapsed = [lot for lot in spend_order(account.lots) if lot.remaining and lot.lapsed(min(since, now))]
    if not lapsed:
        return NothingToDo("nothing lapsed")
    for lot in lapsed:
        draft.debit(EntryKind.EXPIRE, lot.remaining, [lot], cause=lot.seq, occurred_at=lot.expires_at)
        draft.mark(lot.seq, expired=lot.remaining)
    return draft.done()


def _latest_first(lots: list[Lot], left: dict[int, int], points: int) -> Iterator[tuple[int, int]]:
    for lot in reversed(lots):
        part = min(left[lot.seq], points)
        if part:
            yield lot.seq, part
            points -= part
