"""The members of the demo: eight people with a past, one who is nobody yet, and neighbours for the leaderboard.

Everything they have came the way it comes in a restaurant: orders, check-ins, redemptions, refunds, friends. Ids,
cards and codes are always the same; dates are counted back from the day of seeding.
"""

from __future__ import annotations

from datetime import datetime

from server.demo.past import Past
from server.demo.persons import (
    CHEN,
    EMILY,
    LIN,
    LONG,
    LONG_NAME,
    NEIGHBOURS,
    NOBODY,
    NOTHING,
    RECEIPTS,
    SUN,
    WANG,
    ZHOU,
    Person,
    people,
)
from server.demo.stories import PEOPLE, neighbour, receipts
from server.house import House

__all__ = [
    "CHEN",
    "EMILY",
    "LIN",
    "LONG",
    "LONG_NAME",
    "NOBODY",
    "NOTHING",
    "RECEIPTS",
    "SUN",
    "WANG",
    "ZHOU",
    "Person",
    "people",
    "seed",
]


def seed(house: House, now: datetime) -> int:
    """Add who is not there yet; how many were added. Each person is added whole or not at all."""
    store, added = house.store, 0
    for person, story in PEOPLE:
        with store.transaction():
            if store.members.get(person.id) is None:
                story(Past(house, person.id, now))
                added += 1
    for one in NEIGHBOURS:
        with store.transaction():
            if store.members.get(one.id) is None:
                neighbour(Past(house, one.id, now), one, Past(house, LIN.id, now))
                added += 1
    with store.transaction():
        if store.visits.by_receipt(RECEIPTS[0][0]) is None:
            receipts(Past(house, "receipts", now))
    return added
