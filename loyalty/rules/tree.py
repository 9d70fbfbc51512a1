"""The conditions of a rule in their plain form: tables with one key each, as they stand in a JSON file.

{"all": [{"when": {"weekdays": [6, 7]}}, {"any": [{"tiers": ["gold"]}, {"spend_from": 20000}]}]}
"""

from __future__ import annotations

import typing
from collections.abc import Callable
from dataclasses import fields
from typing import Any

from loyalty import plain
from loyalty.rules import conditions
from loyalty.rules.conditions import AllOf, AnyOf, Condition, Not

DEPTH_MAX = 8
SIZE_MAX = 64

# Conditions of one value, by their key; `all`, `any` and `not` hold others.
LEAVES: dict[str, type[Condition]] = {
    "spend_from": conditions.SpendFrom,
    "categories": conditions.Categories,
    "skus": conditions.Skus,
    "when": conditions.When,
    "tiers": conditions.Tiers,
    "stores": conditions.Stores,
    "first_order": conditions.FirstOrder,
    "member_days_from": conditions.MemberDaysFrom,
    "visits_from": conditions.VisitsFrom,
    "birthday": conditions.Birthday,
    "holidays": conditions.OnHoliday,
}
TABLES: dict[str, type[Condition]] = {"dates": conditions.Dates}
_BRANCHES = ("all", "any", "not")


def dump_condition(condition: Condition) -> dict[str, Any]:
    match condition:
        case AllOf(parts):
            return {"all": [dump_condition(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [dump_condition(part) for part in parts]}
        case Not(part):
            return {"not": dump_condition(part)}
    for name, kind in TABLES.items():
        if isinstance(condition, kind):
            return {name: plain.dump(condition)}
    name = next(name for name, kind in LEAVES.items() if isinstance(condition, kind))
    return {name: plain.dump(getattr(condition, fields(condition)[0].name))}


def load_condition(data: object, path: str = "when") -> Condition:
    """Raises `plain.BadPlain` with the path of what is wrong. At most 8 deep and 64 conditions in all."""
    return _Reader().condition(data, path, DEPTH_MAX)


class _Reader:
    """Counts the conditions of one tree while it is read."""

    def __init__(self) -> None:
        self._left = SIZE_MAX

    def condition(self, data: object, path: str, depth: int) -> Condition:
        self._left -= 1
        if depth == 0 or self._left < 0:
            raise plain.BadPlain(path, f"too large: at most {DEPTH_MAX} deep and {SIZE_MAX} conditions")
        name, value = plain.one_key(data, path, [*_BRANCHES, *LEAVES, *TABLES])
        here = f"{path}.{name}"
        if name == "not":
            return Not(self.condition(value, here, depth - 1))
        if name in _BRANCHES:
            if not isinstance(value, list | tuple):
                raise plain.BadPlain(here, "must be a list of conditions")
            parts = tuple(self.condition(part, f"{here}[{place}]", depth - 1) for place, part in enumerate(value))
            return AllOf(parts) if name == "all" else plain.made(AnyOf, here, parts)
        if name in TABLES:
            made: Condition = plain.load(TABLES[name], value, here)
            return made
        kind: Callable[..., Condition] = LEAVES[name]
        (only,) = typing.get_type_hints(LEAVES[name]).values()
        return plain.made(kind, here, plain.load(only, value, here))
