"""Rules and facts as they are stored, so that a number can be worked out again years later (I14)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from loyalty import plain
from loyalty.awards import Award
from loyalty.rules.evaluate import evaluate
from loyalty.rules.facts import Facts
from loyalty.rules.version import RuleVersion, current

# Raised when `evaluate` would give another number for the same record; the old one then stays beside it.
ENGINE = 1


def dump_rule(rule: RuleVersion) -> dict[str, Any]:
    """The plain form of a version: `load_rule(dump_rule(r)) == r`."""
    form: dict[str, Any] = plain.dump(rule)
    return form


def load_rule(data: object, path: str = "") -> RuleVersion:
    """Raises `plain.BadPlain` with the path and the reason of what is wrong."""
    return plain.load(RuleVersion, data, path)


def digest(rule: RuleVersion) -> str:
    """SHA-256 (hex) of a version: its name wherever it is kept, and proof that it was not changed."""
    return hashlib.sha256(_json(dump_rule(rule)).encode()).hexdigest()


def record(versions: Iterable[RuleVersion], facts: Facts) -> str:
    """Everything the award depends on, as JSON: the rules in force at the time, and the facts."""
    rules = [dump_rule(rule) for rule in current(versions, facts.at)]
    return _json({"engine": ENGINE, "rules": rules, "facts": plain.dump(facts)})


def reproduce(kept: str) -> Award:
    """The award of a record, again. ValueError (`plain.BadPlain` is one) when it is no record of ours."""
    data = json.loads(kept)
    if not isinstance(data, dict) or data.get("engine") != ENGINE:
        raise ValueError("not a record of an engine that is known here")
    rules = [load_rule(rule, f"rules[{place}]") for place, rule in enumerate(data["rules"])]
    return evaluate(rules, plain.load(Facts, data["facts"], "facts"))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
