"""Are several cards held up at once? Pure, from what was read where and when.

Two readers that each have a card which came just now; or one reader on which two cards take turns, as no hand can.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

# Cards that came to two readers within this time, and both still lie there, are held up together.
WINDOW_S = 1.0
# One card, another, the first again, each so soon after the one before: both lie there and are seen in turn.
ALTERNATE_S = 0.5
# A reader on which cards took turns is believed again when the same card has lain there for so long.
SETTLE_S = 1.5

Verdict = Literal["alone", "together", "still_together"]


@dataclass(frozen=True, slots=True)
class _Seen:
    uid: str
    at_s: float


@dataclass
class Together:
    """Which cards lie together. Times are of one clock that never goes back."""

    _lying: dict[str, _Seen] = field(default_factory=dict)
    # The last cards of each reader, the latest last.
    _turns: dict[str, list[_Seen]] = field(default_factory=dict)
    _apart: set[str] = field(default_factory=set)
    _restless: dict[str, float] = field(default_factory=dict)

    def came(self, reader: str, uid: str, now_s: float) -> Verdict:
        """This card was read on this reader. Only one that is alone is a tap."""
        seen = _Seen(uid, now_s)
        self._lying[reader] = seen
        turns = self._turns[reader] = [*self._turns.get(reader, [])[-2:], seen]
        known = bool(self._apart or self._restless)
        others = {
            name
            for name, other in self._lying.items()
            if other.uid != uid and (name in self._apart or now_s - other.at_s <= WINDOW_S)
        }
        if others:
            self._apart |= others | {reader}
        if reader in self._restless or _alternate(turns):
            self._restless[reader] = now_s + SETTLE_S
        if reader not in self._apart and reader not in self._restless:
            return "alone"
        return "still_together" if known else "together"

    def went(self, reader: str, now_s: float) -> None:
        """The card on this reader was taken away, or the reader itself."""
        self._lying.pop(reader, None)
        self._apart.discard(reader)
        if reader in self._restless:
            self._restless[reader] = now_s + SETTLE_S

    def freed(self, now_s: float) -> list[str]:
        """The readers whose card is alone since now: each is told once, and shall be read again."""
        free = [name for name, until_s in self._restless.items() if now_s >= until_s]
        for name in free:
            del self._restless[name]
            self._turns.pop(name, None)
        if len(self._apart) == 1:
            free += self._apart
            self._apart.clear()
        return [name for name in free if name in self._lying and name not in self._apart | self._restless.keys()]

    def wait_s(self, now_s: float) -> float:
        """How long until `freed` may have something to tell without anything happening; infinite: never."""
        return max(0.0, min(self._restless.values(), default=math.inf) - now_s)


def _alternate(turns: list[_Seen]) -> bool:
    """Whether the last three are one card, another, and the first again, at the pace of a reader."""
    if len(turns) < 3:
        return False
    first, second, third = turns
    quick = max(third.at_s - second.at_s, second.at_s - first.at_s) <= ALTERNATE_S
    return quick and first.uid == third.uid != second.uid
