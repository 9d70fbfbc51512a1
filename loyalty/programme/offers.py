"""What the house wants passers-by to know of just now, shown on kiosks while nobody is there: it earns nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from loyalty.programme.fields import keys, refuse, slot, words
from loyalty.slots import Slot
from loyalty.words import Words

OFFERS_MAX = 12
# What fits a card on a screen of seven inches.
TITLE_MAX, DETAIL_MAX = 40, 60
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class OfferKind(StrEnum):
    """What a card is about: it decides the picture on it and nothing else."""

    POINTS = "points"
    COUPON = "coupon"
    DISH = "dish"
    GIFT = "gift"
    FRIENDS = "friends"


@dataclass(frozen=True, slots=True)
class Offer:
    """One card. `begins` and `ends` are the first and the last local day it is shown, 2026-11-22; "": no limit.

    `when`: on which weekdays and at what hours of these days. A dish is told to members on their greeting, too.
    """

    key: str
    kind: OfferKind
    title: Words
    detail: Words
    begins: str = ""
    ends: str = ""
    when: Slot = field(default_factory=Slot)


def check(offers: tuple[Offer, ...]) -> None:
    """Raises BadProgramme for the first that is wrong."""
    refuse(len(offers) > OFFERS_MAX, "offers", f"at most {OFFERS_MAX}")
    keys("offers", [offer.key for offer in offers])
    for place, offer in enumerate(offers):
        path = f"offers[{place}]"
        words(f"{path}.title", offer.title, TITLE_MAX)
        words(f"{path}.detail", offer.detail, DETAIL_MAX)
        for name in ("begins", "ends"):
            value = getattr(offer, name)
            refuse(bool(value) and not _is_day(value), f"{path}.{name}", f"{value!r} is no day like 2026-11-22")
        over = bool(offer.begins and offer.ends) and offer.ends < offer.begins
        refuse(over, f"{path}.ends", "ends before it begins")
        slot(f"{path}.when", offer.when)


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
