"""An account worked out anew from its entries and draws: what the cached figures must agree with (I1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from loyalty.ledger.account import Account
from loyalty.ledger.chain import GENESIS
from loyalty.ledger.entries import Entry, EntryKind
from loyalty.ledger.holds import Hold
from loyalty.ledger.lots import Draw, Lot


class BadLedger(ValueError):
    """The entries and draws cannot have been written by this ledger; the message names the first that cannot."""


def replay(account_id: str, entries: Iterable[Entry], draws: Iterable[Draw], holds: Iterable[Hold] = ()) -> Account:
    """The account with every lot it ever had, those with nothing left too. Does not check hashes: `verify` does.

    Raises BadLedger for draws that do not fit.
    """
    lots: dict[int, Lot] = {}
    moved: dict[int, list[Draw]] = {}
    for draw in draws:
        moved.setdefault(draw.entry, []).append(draw)
    debt, seq, head = 0, 0, GENESIS
    for entry in entries:
        seq, head = entry.seq, entry.hash
        if entry.makes_lot and entry.activates_at is not None:
            lots[seq] = Lot(seq, entry.points, entry.points, entry.activates_at, entry.expires_at)
        parts = moved.get(seq, [])
        for draw in parts:
            lots[draw.lot] = _drawn(lots, draw)
        if not entry.makes_lot:
            debt -= entry.points + sum(draw.points for draw in parts)
        _count(lots, entry)
    return Account(account_id, seq, head, tuple(lots.values()), debt, tuple(holds))


def _drawn(lots: dict[int, Lot], draw: Draw) -> Lot:
    lot = lots.get(draw.lot)
    if lot is None:
        raise BadLedger(f"entry {draw.entry} draws from lot {draw.lot}, which is not there")
    if not 0 <= lot.remaining - draw.points <= lot.original:
        raise BadLedger(f"entry {draw.entry} draws {draw.points} of lot {draw.lot}, which has {lot.remaining}")
    return replace(lot, remaining=lot.remaining - draw.points)


def _count(lots: dict[int, Lot], entry: Entry) -> None:
    if entry.cause is None or entry.cause not in lots:
        return
    lot = lots[entry.cause]
    if entry.kind is EntryKind.EXPIRE:
        lots[lot.seq] = replace(lot, expired=lot.expired - entry.points)
    elif entry.kind is EntryKind.CLAWBACK:
        if lot.taken_back - entry.points > lot.original:
            raise BadLedger(f"entry {entry.seq} takes back more of lot {lot.seq} than was given")
        lots[lot.seq] = replace(lot, taken_back=lot.taken_back - entry.points)
