"""Points between two accounts: a gift, or two accounts that become one. Both sides sum to 0 (I2)."""

from __future__ import annotations

from loyalty import checks
from loyalty.ledger.account import Account, Posting, available
from loyalty.ledger.draft import Draft
from loyalty.ledger.entries import EntryKind, Origin
from loyalty.ledger.refusals import HoldsStand, NotEnough


def transfer(giver: Account, taker: Account, points: int, origin: Origin) -> tuple[Posting, Posting] | NotEnough:
    """Give points away, first-expiring first; each part keeps its expiry. Postings of giver and taker."""
    checks.points("points", points)
    if giver.id == taker.id:
        raise ValueError("an account cannot give to itself")
    left = available(giver, origin.occurred_at)
    if points > left:
        return NotEnough(points, left)
    out = Draft(giver, origin)
    out.debit(EntryKind.TRANSFER_OUT, points, out.open_lots(), reason=taker.id)
    given = out.done()
    into = Draft(taker, origin)
    for draw in given.draws:
        expires_at = out.lots[draw.lot].expires_at
        into.credit(EntryKind.TRANSFER_IN, draw.points, reason=giver.id, expires_at=expires_at)
    return given, into.done()


def merge(gone: Account, kept: Account, origin: Origin) -> tuple[Posting, Posting] | HoldsStand:
    """Move every lot that has not lapsed, and the debt, from `gone` to `kept`; both ledgers stay (A4)."""
    if gone.id == kept.id:
        raise ValueError("an account cannot be merged with itself")
    standing = tuple(hold.id for hold in gone.holds if hold.stands(origin.occurred_at))
    if standing:
        return HoldsStand(standing)
    out, into = Draft(gone, origin), Draft(kept, origin)
    for lot in out.unlapsed_lots():
        out.debit(EntryKind.MERGE, lot.remaining, [lot], reason=kept.id)
        into.credit(
            EntryKind.MERGE,
            lot.remaining,
            reason=gone.id,
            activates_at=max(lot.activates_at, origin.occurred_at),
            expires_at=lot.expires_at,
        )
    if gone.debt:
        # A lot that the debt takes at once: the account that goes is left with nothing, owing nothing.
        out.credit(EntryKind.MERGE, gone.debt, reason=kept.id)
        into.debit(EntryKind.MERGE, gone.debt, into.unlapsed_lots(), reason=gone.id)
    return out.done(), into.done()
