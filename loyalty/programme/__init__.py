"""One restaurant's configuration of the programme: `load` and `validate` it once, `DEMO` is built in."""

from loyalty.programme.demo import DEMO
from loyalty.programme.model import Joining, Programme, RedemptionPolicy, Reward
from loyalty.programme.validate import BadProgramme, dump, load, validate

__all__ = [
    "DEMO",
    "BadProgramme",
    "Joining",
    "Programme",
    "RedemptionPolicy",
    "Reward",
    "dump",
    "load",
    "validate",
]
