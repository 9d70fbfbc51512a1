"""What every simulated device can do beside its own work: be plugged in and pulled out, by its owner or by a hand.

The hand is a second socket beside the device's own: whoever may use it taps, scans and breaks things from another
process (`kioskctl sim`). One JSON object each way: `{"do": "tap", "uid": "04a1…"}` and `{"ok": true}` or `{"ok":
false, "code": …, "why": …}`.
"""

from __future__ import annotations

import json
import socket as sockets
from collections.abc import Callable
from typing import Any

from drivers.bench import DeviceServer

# Stays when the device is unplugged: it is the hand that plugs it in again.
HAND = ".hand"
ANSWER_S = 3.0
Acts = dict[str, Callable[..., bool | None]]


class HandRefused(Exception):
    """The device says no; `code` is bad_request, or deaf when no kiosk listens to it."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


class NobodySimulates(Exception):
    """No simulated device is at this socket."""


class BenchDevice:
    """One simulated device. `acts` are what a hand may do to it, by name; False means that no kiosk noticed."""

    def __init__(self, socket: str, server: DeviceServer, acts: Acts) -> None:
        self._server = server
        self._acts: Acts = {"plug": self.plug, "unplug": self.unplug, **acts}
        self._hand = DeviceServer(socket + HAND, self._heard)

    def start(self) -> None:
        """Switch on and plug in. Raises OSError when a socket cannot be bound."""
        self._server.start()
        try:
            self._hand.start()
        except OSError:
            self._server.stop()
            raise

    def stop(self) -> None:
        self._hand.stop()
        self._server.stop()

    def plug(self) -> None:
        self._server.plug()

    def unplug(self) -> None:
        self._server.unplug()

    @property
    def plugged(self) -> bool:
        return self._server.plugged

    def _heard(self, data: bytes) -> bytes:
        try:
            asked = json.loads(data)
            done = self._acts[asked.pop("do")](**asked)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            return _answer({"ok": False, "code": "bad_request", "why": str(error)[:200]})
        if done is False:
            return _answer({"ok": False, "code": "deaf", "why": "no kiosk is listening to it at this moment"})
        return _answer({"ok": True})


def reach(socket: str, do: str, **arguments: Any) -> None:
    """Do something to the simulated device of this socket. Raises HandRefused, NobodySimulates."""
    try:
        with sockets.socket(sockets.AF_UNIX) as peer:
            peer.settimeout(ANSWER_S)
            peer.connect(socket + HAND)
            peer.sendall(json.dumps({"do": do, **arguments}).encode())
            said = json.loads(peer.recv(65536))
    except (OSError, ValueError) as error:
        raise NobodySimulates(f"nobody simulates a device at {socket}") from error
    if not said["ok"]:
        raise HandRefused(said["code"], said["why"])


def _answer(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
