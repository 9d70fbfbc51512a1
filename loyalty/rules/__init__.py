"""Earning rules as data: a small tree of conditions, versions that never change, an evaluator that says why (B6, I14).

evaluate(versions, facts) -> Award          points, the parts they are made of, and what was not met
record(versions, facts) -> str              all that the number depends on; `reproduce` gives it again, for ever
"""

from loyalty.rules.conditions import (
    ALWAYS,
    AllOf,
    AnyOf,
    Birthday,
    Categories,
    Condition,
    Dates,
    FirstOrder,
    MemberDaysFrom,
    Not,
    OnHoliday,
    Skus,
    SpendFrom,
    Stores,
    Tiers,
    VisitsFrom,
    When,
    leaves,
)
from loyalty.rules.evaluate import evaluate, points_by_rule
from loyalty.rules.facts import Facts, Given
from loyalty.rules.gives import Bonus, Cap, Caps, Gives, PerSpend, Scope, TierTimes, Times
from loyalty.rules.record import ENGINE, digest, dump_rule, load_rule, record, reproduce
from loyalty.rules.version import RuleVersion, current

__all__ = [
    "ALWAYS",
    "ENGINE",
    "AllOf",
    "AnyOf",
    "Birthday",
    "Bonus",
    "Cap",
    "Caps",
    "Categories",
    "Condition",
    "Dates",
    "Facts",
    "FirstOrder",
    "Given",
    "Gives",
    "MemberDaysFrom",
    "Not",
    "OnHoliday",
    "PerSpend",
    "RuleVersion",
    "Scope",
    "Skus",
    "SpendFrom",
    "Stores",
    "TierTimes",
    "Tiers",
    "Times",
    "VisitsFrom",
    "When",
    "current",
    "digest",
    "dump_rule",
    "evaluate",
    "leaves",
    "load_rule",
    "points_by_rule",
    "record",
    "reproduce",
]
