"""Which of the house's offers run now. A kiosk looks itself: it may be alone when one begins or ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from loyalty.slots import Slot
from mqtt_bridge.messages import OfferView


def running(offers: Iterable[OfferView], now: datetime) -> Sequence[OfferView]:
    """Those whose day and hour it is, in the house's order."""
    day = now.date().isoformat()
    return [
        one
        for one in offers
        if one.begins <= day
        and (not one.ends or day <= one.ends)
        and Slot(one.weekdays, one.start, one.end).missed(now) is None
    ]
