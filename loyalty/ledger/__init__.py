"""The points ledger: append-only entries in a hash chain, lots with frozen expiry, draws and holds.

Every operation takes a frozen `Account` and returns a frozen `Posting` to save in one transaction, or a
refusal value. The sum of an account's entries is the sum of what is left in its lots, less its debt.
Exceptions mean a bug in the caller: a float for points, a moment without a zone.
"""

from loyalty.ledger.account import Account, Posting, available, balance, held, pending, shown
from loyalty.ledger.chain import GENESIS, Fault, FaultKind, Head, digest, verify
from loyalty.ledger.credits import RENEWED, adjust, compensate, earn, renew, settle
from loyalty.ledger.entries import OFFLINE_LOSS, Entry, EntryKind, Origin
from loyalty.ledger.holds import Hold, HoldState
from loyalty.ledger.idempotency import payload_digest, same_payload
from loyalty.ledger.lots import Draw, Lot, spend_order
from loyalty.ledger.redemption import ADVANCE, capture, hold, release_expired_holds, void
from loyalty.ledger.refusals import (
    HoldClosed,
    HoldsStand,
    NotEnough,
    NothingToDo,
    Refusal,
    TooMuch,
    UnknownHold,
    UnknownLot,
)
from loyalty.ledger.replay import BadLedger, replay
from loyalty.ledger.spending import clawback, expire, redeem, reverse_redeem
from loyalty.ledger.transfers import merge, transfer

__all__ = [
    "ADVANCE",
    "GENESIS",
    "OFFLINE_LOSS",
    "RENEWED",
    "Account",
    "BadLedger",
    "Draw",
    "Entry",
    "EntryKind",
    "Fault",
    "FaultKind",
    "Head",
    "Hold",
    "HoldClosed",
    "HoldState",
    "HoldsStand",
    "Lot",
    "NotEnough",
    "NothingToDo",
    "Origin",
    "Posting",
    "Refusal",
    "TooMuch",
    "UnknownHold",
    "UnknownLot",
    "adjust",
    "available",
    "balance",
    "capture",
    "clawback",
    "compensate",
    "digest",
    "earn",
    "expire",
    "held",
    "hold",
    "merge",
    "payload_digest",
    "pending",
    "redeem",
    "release_expired_holds",
    "renew",
    "replay",
    "reverse_redeem",
    "same_payload",
    "settle",
    "shown",
    "spend_order",
    "transfer",
    "verify",
    "void",
]
