"""Why an operation on an account was not done. Values, not exceptions: these are expected outcomes."""

from __future__ import annotations

from dataclasses import dataclass

from loyalty.ledger.holds import HoldState


@dataclass(frozen=True, slots=True)
class NotEnough:
    """`asked` points, but only `available` may be spent."""

    asked: int
    available: int

    @property
    def short(self) -> int:
        return self.asked - self.available


@dataclass(frozen=True, slots=True)
class UnknownHold:
    hold_id: str


@dataclass(frozen=True, slots=True)
class HoldClosed:
    """The hold is already captured (so it cannot be voided) or its id is in use with other points."""

    hold_id: str
    state: HoldState


@dataclass(frozen=True, slots=True)
class UnknownLot:
    """The account was loaded without this lot, or never had it."""

    seq: int


@dataclass(frozen=True, slots=True)
class TooMuch:
    """More asked back than is left of what was given: `left` of the original points."""

    asked: int
    left: int


@dataclass(frozen=True, slots=True)
class NothingToDo:
    """Nothing moves: the points lapsed before, or the operation was done already."""

    why: str


@dataclass(frozen=True, slots=True)
class HoldsStand:
    """The account cannot be merged away while a coupon is being printed from it."""

    hold_ids: tuple[str, ...]


Refusal = NotEnough | UnknownHold | HoldClosed | UnknownLot | TooMuch | NothingToDo | HoldsStand
