"""Which programme was in force when. Read once, then known: a version never changes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime

from loyalty.programme import Programme, dump, load
from server.store.moments import EPOCH
from server.store.programmes import KeptProgramme, Programmes


@dataclass(frozen=True, slots=True)
class Version:
    """A programme and its number; 0: it is kept nowhere (a house that was never opened)."""

    number: int
    programme: Programme


class Versions:
    """The versions a house keeps, and what it knows of them without asking again.

    Any thread may ask. What one learns only adds to what the others know: versions are never changed or taken away.
    """

    def __init__(self, kept: Programmes) -> None:
        self._kept = kept
        self._begins: tuple[tuple[datetime, int], ...] = ()
        self._loaded: dict[int, Programme] = {}

    def learn(self) -> None:
        """See whether there are more by now. One short question; call it inside a transaction."""
        if self._kept.newest() > len(self._begins):
            self._begins = tuple(self._kept.begins())

    def number_at(self, moment: datetime) -> int:
        """The version that counts at `moment`; before the first one began, that one. 0: none is kept."""
        begun = [number for begins, number in self._begins if begins <= moment]
        return begun[-1] if begun else min(1, len(self._begins))

    def next_begin(self, moment: datetime) -> datetime | None:
        """When the next version after `moment` begins; None: none is known."""
        return min((begins for begins, _ in self._begins if begins > moment), default=None)

    def get(self, number: int) -> Programme:
        """Raises LookupError for a number that was never given."""
        found = self._loaded.get(number)
        if found is None:
            kept = self._kept.get(number)
            if kept is None:
                raise LookupError(f"there is no version {number} of the programme")
            found = self._loaded[number] = load(json.loads(kept.body))
        return found

    def keep(self, programme: Programme, valid_from: datetime, now: datetime, source: str) -> Version:
        """Add the next version, in force from `valid_from` on. Call it inside a transaction; `learn` comes after it."""
        number = self._kept.newest() + 1
        numbered = replace(programme, revision=number)
        body = _json(numbered)
        digest = hashlib.sha256(body).hexdigest()
        self._kept.add(KeptProgramme(number, digest, body, EPOCH if number == 1 else valid_from, now, source))
        return Version(number, numbered)


def same(one: Programme, other: Programme) -> bool:
    """Whether they say the same, whatever their numbers."""
    return replace(one, revision=1) == replace(other, revision=1)


def _json(programme: Programme) -> bytes:
    return json.dumps(dump(programme), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
