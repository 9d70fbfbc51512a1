"""A guest at a kiosk asks for staff: whoever the house names hears of it once, and not hours later."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from mqtt_bridge.messages import StaffCalled


def test_staff_hear_of_a_call_once(centre: Any, kiosk: Any) -> None:
    event = kiosk.event(StaffCalled(language="en"))

    kiosk.say(event)
    kiosk.say(event)

    (notice,) = centre.store.notices.waiting()
    assert (notice.kind, notice.to) == ("call_staff", "manager")
    assert notice.values == {"kiosk": "kiosk-1", "language": "en"}
    assert notice.expires_at is not None


def test_a_call_that_waited_for_the_network_is_worth_nothing_after_ten_minutes(centre: Any, kiosk: Any) -> None:
    kiosk.tell(StaffCalled())

    (notice,) = centre.store.notices.waiting()
    assert timedelta(minutes=9) < notice.expires_at - centre.now <= timedelta(minutes=10)
