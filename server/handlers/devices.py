"""What happens to the hardware of a kiosk."""

from __future__ import annotations

from mqtt_bridge.messages import DeviceChanged, Refusal
from server.handlers.call import Call


def changed(event: DeviceChanged, call: Call) -> Refusal | None:
    call.house.store.events.device(call.kiosk, event.device, event.state, event.why, call.happened_at)
    return None
