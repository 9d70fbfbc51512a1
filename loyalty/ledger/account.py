"""An account as decisions need it: open lots, debt, holds and where its chain ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from loyalty.ledger.chain import GENESIS, Head
from loyalty.ledger.entries import Entry
from loyalty.ledger.holds import Hold
from loyalty.ledger.lots import Draw, Lot


@dataclass(frozen=True, slots=True)
class Account:
    """Everything a posting needs to know of one account.

    Load it with every lot that has points left and every hold in state held, plus the lots and holds the
    operation names (the lot of a clawed-back earn, the lots a reversed redemption drew from, the hold
    captured late), whether or not anything is left of them.
    """

    id: str
    last_seq: int = 0
    head_hash: str = GENESIS
    lots: tuple[Lot, ...] = ()
    debt: int = 0
    holds: tuple[Hold, ...] = ()

    @property
    def head(self) -> Head:
        return Head(self.last_seq, self.head_hash)

    def lot(self, seq: int) -> Lot | None:
        return next((lot for lot in self.lots if lot.seq == seq), None)

    def hold(self, hold_id: str) -> Hold | None:
        return next((hold for hold in self.holds if hold.id == hold_id), None)


@dataclass(frozen=True, slots=True)
class Posting:
    """What an operation did. Save all of it in one transaction, or nothing.

    `account` is the account afterwards; insert `entries` and `draws`; upsert `lots` (by seq) and
    `holds` (by id): only those that are new or changed are in it.
    """

    account: Account
    entries: tuple[Entry, ...] = ()
    draws: tuple[Draw, ...] = ()
    holds: tuple[Hold, ...] = ()
    lots: tuple[Lot, ...] = ()

    @property
    def wrote(self) -> bool:
        """Whether there is anything to save."""
        return bool(self.entries or self.holds or self.lots)

    @property
    def points(self) -> int:
        """What the account gained (or lost) in all."""
        return sum(entry.points for entry in self.entries)

    def then(self, later: Posting) -> Posting:
        """This posting and one made on top of its account, as one posting."""
        lots = {lot.seq: lot for lot in self.lots + later.lots}
        holds = {hold.id: hold for hold in self.holds + later.holds}
        return Posting(
            later.account,
            self.entries + later.entries,
            self.draws + later.draws,
            tuple(holds.values()),
            tuple(lots.values()),
        )


def held(account: Account, now: datetime) -> int:
    """Points set aside by holds that stand at `now`."""
    return sum(hold.points for hold in account.holds if hold.stands(now))


def balance(account: Account, now: datetime) -> int:
    """Points of lots open at `now`, less the debt: below 0 only while there is a debt (show `shown`)."""
    return sum(lot.remaining for lot in account.lots if lot.open(now)) - account.debt


def shown(account: Account, now: datetime) -> int:
    """The balance as a member sees it: never negative."""
    return max(0, balance(account, now))


def pending(account: Account, now: datetime) -> int:
    """Points issued that open later than `now`."""
    return sum(lot.remaining for lot in account.lots if lot.activates_at > now and not lot.lapsed(now))


def available(account: Account, now: datetime) -> int:
    """What may be spent or held at `now`: balance less holds, never negative."""
    return max(0, balance(account, now) - held(account, now))
