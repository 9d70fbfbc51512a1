"""A rule as it stands from a moment on. A version is never changed: another one follows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from loyalty import checks
from loyalty.awards import Unmet
from loyalty.rules.conditions import ALWAYS, Condition, FirstOrder, SpendFrom, leaves
from loyalty.rules.facts import Facts
from loyalty.rules.gives import NO_CAPS, Caps, Gives, dump_gives, load_gives
from loyalty.rules.tree import dump_condition, load_condition
from loyalty.words import Words

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """What rule `key` says from `effective_from` until the next version of it, or `effective_until`.

    Of the rules of one `group` (not empty) only one counts: the highest `priority`, then the one that gives most.
    `caps` hold for this rule's own points.
    """

    key: str
    title: Words
    give: Gives = field(metadata={"dump": dump_gives, "load": load_gives})
    when: Condition = field(default=ALWAYS, metadata={"dump": dump_condition, "load": load_condition})
    version: int = 1
    effective_from: datetime = BEGINNING
    effective_until: datetime | None = None
    priority: int = 0
    group: str = ""
    caps: Caps = NO_CAPS

    def __post_init__(self) -> None:
        checks.text("key", self.key, 64)
        checks.whole("version", self.version, 1, 2**31)
        checks.whole("priority", self.priority, -1_000_000, 1_000_000)
        checks.aware("effective_from", self.effective_from)
        if self.effective_until is not None:
            checks.aware("effective_until", self.effective_until)

    @property
    def least_fen(self) -> int:
        """From what spend on it may give: an order below is no first order to it."""
        return max((one.fen for one in leaves(self.when) if isinstance(one, SpendFrom)), default=0)

    def unmet(self, facts: Facts) -> Unmet | None:
        """What of its conditions this order does not meet; None: nothing."""
        asked = facts.first_from(self.least_fen) if FirstOrder in map(type, leaves(self.when)) else facts
        return self.when.unmet(asked)


def current(versions: Iterable[RuleVersion], at: datetime) -> tuple[RuleVersion, ...]:
    """The version of every rule that is in force at `at`, highest priority first, then by key.

    Of several the one that began last counts, then the higher number; when that one has ended, none does.
    """
    latest: dict[str, RuleVersion] = {}
    for one in versions:
        known = latest.get(one.key)
        if one.effective_from <= at and (known is None or _newer(one) > _newer(known)):
            latest[one.key] = one
    standing = (one for one in latest.values() if one.effective_until is None or at < one.effective_until)
    return tuple(sorted(standing, key=lambda one: (-one.priority, one.key)))


def _newer(one: RuleVersion) -> tuple[datetime, int]:
    return one.effective_from, one.version
