"""A lost card: it finds nobody any more, the account and its points stay, and its owner is told."""

from __future__ import annotations

from datetime import datetime

from server.house import House
from server.notices import Notice


def block(house: House, member: str, now: datetime, last4: str = "") -> list[str]:
    """Block the member's cards that end so ("": all of them); the endings of those that were. Twice is once.

    Inside a transaction.
    """
    store = house.store
    person = store.members.get(member)
    if person is None:
        return []
    lost = store.members.revoke_cards(member, last4, now)
    for ending in lost:
        said = {"last4": ending}
        # A card is blocked once; another one with the same ending is blocked at another moment.
        id_ = f"card_lost:{member}:{ending}:{now:%Y%m%d%H%M%S}"
        store.notices.add(Notice(id_, "card_lost", "", person.language, said, member=member), now)
    return lost
