"""What changed on the readers, from what pcscd says of them: pure, so that any order of events can be tried."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from drivers.nfc.scard import ANY_READER, CHANGED, EMPTY, MUTE, PRESENT, UNAWARE, Look


@dataclass(frozen=True, slots=True)
class CardCame:
    """A card lies on `reader` that did not before. `mute`: the reader sees one and cannot speak to it."""

    reader: str
    atr: bytes
    mute: bool = False


@dataclass(frozen=True, slots=True)
class CardWent:
    reader: str


Change = CardCame | CardWent


@dataclass
class Watch:
    """Which readers there are and what lies on them."""

    _states: dict[str, int] = field(default_factory=dict)
    _any: int = UNAWARE
    _doubted: set[str] = field(default_factory=set)

    @property
    def readers(self) -> list[str]:
        return list(self._states)

    def plugged(self, names: Iterable[str]) -> tuple[list[str], list[str]]:
        """Take the list of readers as it is now; returns those that came and those that went."""
        now = list(dict.fromkeys(names))
        came = [name for name in now if name not in self._states]
        went = [name for name in self._states if name not in now]
        for name in went:
            del self._states[name]
            self._doubted.discard(name)
        for name in came:
            self._states[name] = UNAWARE
        return came, went

    def known(self) -> list[tuple[str, int]]:
        """What pcscd shall compare with."""
        states = {name: UNAWARE if name in self._doubted else state for name, state in self._states.items()}
        return [*states.items(), (ANY_READER, self._any)]

    def doubt(self) -> None:
        """Look anew where pcscd's library would not tell of a change.

        Cards that lay on their reader before it was plugged in: their counter is still 0, and it compares no counter
        with 0, so that such a card can be swapped unseen. And readers of which pcscd said neither that they are empty
        nor that a card lies there, because it was just about to count: what comes next has the same counter.
        """
        self._doubted = {
            name
            for name, state in self._states.items()
            if (state & PRESENT and state >> 16 == 0) or not state & (PRESENT | EMPTY)
        }

    def take(self, looks: Iterable[Look]) -> list[Change]:
        """What has changed since the last look.

        pcscd counts insertions and removals in the upper half of a state. A card swapped for another while nobody
        looked shows only there: it was present, and is.
        """
        changes: list[Change] = []
        for look in looks:
            if look.reader == ANY_READER:
                self._any = look.state
                continue
            if look.reader not in self._states:
                continue
            self._doubted.discard(look.reader)
            old = self._states[look.reader]
            was, now = bool(old & PRESENT), bool(look.state & PRESENT)
            swapped = was and now and old >> 16 != look.state >> 16
            if was and (not now or swapped):
                changes.append(CardWent(look.reader))
            self._states[look.reader] = look.state & ~CHANGED
            if now and (not was or swapped):
                changes.append(CardCame(look.reader, look.atr, mute=bool(look.state & MUTE)))
        return changes
