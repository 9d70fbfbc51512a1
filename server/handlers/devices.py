"""What happens to the hardware of a kiosk."""

from __future__ import annotations

from mqtt_bridge.messages import DeviceChanged, Refusal
from server.handlers.call import Call
from server.store.events import DeviceState


def changed(event: DeviceChanged, call: Call) -> Refusal | None:
    state = DeviceState(call.kiosk, event.device, event.state, event.why, call.happened_at)
    if call.devices is None:
        call.house.store.events.devices([state])
    else:
        call.devices.append(state)
    return None
