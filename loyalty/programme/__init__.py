"""One restaurant's configuration of the programme: `load` and `validate` it once, `lint` it, `DEMO` is built in."""

from loyalty.programme.demo import DEMO
from loyalty.programme.diff import Change, diff
from loyalty.programme.findings import Finding, Level
from loyalty.programme.lint import lint
from loyalty.programme.model import Joining, Programme, RedemptionPolicy, Reward
from loyalty.programme.offers import Offer, OfferKind
from loyalty.programme.validate import BadProgramme, dump, load, validate

__all__ = [
    "DEMO",
    "BadProgramme",
    "Change",
    "Finding",
    "Joining",
    "Level",
    "Offer",
    "OfferKind",
    "Programme",
    "RedemptionPolicy",
    "Reward",
    "diff",
    "dump",
    "lint",
    "load",
    "validate",
]
