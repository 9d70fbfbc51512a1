"""A guest at a kiosk asks for somebody."""

from __future__ import annotations

from datetime import timedelta

from mqtt_bridge.messages import Refusal, StaffCalled
from server.handlers.call import Call
from server.handlers.opinions import MANAGER
from server.notices import Notice

# A call that was queued while the network was down for longer is for nobody: they have gone.
STALE = timedelta(minutes=10)
LONGEST_LANGUAGE = 16


def called(event: StaffCalled, call: Call) -> Refusal | None:
    """Whoever the house sends to hears of it; a call that comes late is dropped there."""
    said = {"kiosk": call.kiosk, "language": event.language[:LONGEST_LANGUAGE]}
    until = call.happened_at + STALE
    notice = Notice(f"call:{call.event_id}", "call_staff", MANAGER, "zh", said, expires_at=until)
    call.house.store.notices.add(notice, call.now)
    return None
