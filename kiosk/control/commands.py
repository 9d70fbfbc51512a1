"""What the local socket can be asked. Each command that looks at or moves the kiosk runs on its own thread."""

from __future__ import annotations

import asyncio
import base64
import concurrent.futures
import dataclasses
import io
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from PIL import Image

from kiosk import health, identity
from kiosk.control.paper import Paper
from kiosk.control.selftests import SelfTests
from kiosk.control.server import CommandError
from kiosk.events import MaintenanceBegan, MaintenanceEnded, UpdateBegan, UpdateEnded
from kiosk.journal import to_plain
from kiosk.machine import Machine
from kiosk.values import Link

if TYPE_CHECKING:
    from kiosk.ui import Ui

T = TypeVar("T")

SCREEN_THREAD_S = 10.0
MAX_ROWS = 1000


class Commands:
    """`handle` is what `ControlServer` calls. Unknown commands and bad arguments raise CommandError."""

    def __init__(self, machine: Machine, ui: Ui) -> None:
        self._machine, self._ui = machine, ui
        self._known: dict[str, Callable[[dict[str, Any]], Awaitable[Any]]] = {
            "state": self._on_screen(self._state),
            "status": self._on_screen(self._status),
            "doctor": self._on_screen(self._doctor),
            "queue": self._on_screen(self._queue),
            "dead": self._on_screen(self._dead),
            "flush": self._on_screen(self._flush),
            "retry": self._on_screen(self._retry),
            "events": self._on_screen(self._events),
            "controls": self._on_screen(self._controls),
            "touch": self._on_screen(self._touch),
            "press": self._on_screen(self._press),
            "config": self._on_screen(self._config),
            "time": self._on_screen(self._time),
            "update": self._on_screen(self._update),
            "maintenance": self._on_screen(self._maintenance),
            "screen": self._on_screen(self._screen),
            "picture": self._picture,
            "test": SelfTests(machine, ui, self._call).run,
            "printer": Paper(machine, self._call).run,
        }

    async def handle(self, request: dict[str, Any]) -> Any:
        command = self._known.get(request["do"])
        if command is None:
            raise CommandError("unknown_command", f"unknown command; known: {', '.join(sorted(self._known))}")
        return await command(request)

    # -- looking -------------------------------------------------------------------------------

    def _state(self, _request: dict[str, Any]) -> dict[str, Any]:
        state = self._machine.loop.state
        vitals = self._machine.vitals()
        return {
            "screen": health.screen_name(state),
            "language": state.around.language,
            "link": state.around.link.value,
            "online": state.around.link is Link.ONLINE,
            "queue": vitals.waiting,
            "dead": vitals.dead,
            "devices": health.devices(state),
            "frame": self._ui.frame,
            "built": self._ui.ready,
            "warning": state.warning,
            "version": vitals.version,
        }

    def _status(self, _request: dict[str, Any]) -> dict[str, Any]:
        return health.status(self._machine.loop.state, self._machine.vitals())

    def _doctor(self, _request: dict[str, Any]) -> list[dict[str, Any]]:
        found = health.checks(self._machine.loop.state, self._machine.vitals())
        return [dataclasses.asdict(check) for check in found]

    def _queue(self, request: dict[str, Any]) -> list[dict[str, Any]]:
        return [dataclasses.asdict(row) for row in self._machine.memory.outbox.waiting(_limit(request))]

    def _dead(self, request: dict[str, Any]) -> list[dict[str, Any]]:
        return [dataclasses.asdict(row) for row in self._machine.memory.outbox.dead(_limit(request))]

    def _flush(self, _request: dict[str, Any]) -> dict[str, Any]:
        self._machine.courier.start_over()
        return {"waiting": self._machine.vitals().waiting}

    def _retry(self, _request: dict[str, Any]) -> dict[str, Any]:
        now_s = self._machine.clock.now_s()
        retried = self._machine.memory.outbox.retry(lambda: identity.uuid7(now_s))
        self._machine.courier.send()
        return {"retried": retried}

    def _events(self, request: dict[str, Any]) -> list[dict[str, Any]]:
        entries = list(self._machine.loop.journal)[-_limit(request) :]
        return [{"at": entry.turn.now.isoformat(), "event": to_plain(entry.event)} for entry in entries]

    def _config(self, _request: dict[str, Any]) -> dict[str, Any]:
        plain: dict[str, Any] = msgspec.to_builtins(self._machine.config)
        plain["mqtt"]["password"] = "***" if plain["mqtt"]["password"] else ""
        return plain

    def _time(self, _request: dict[str, Any]) -> dict[str, Any]:
        clock = self._machine.clock
        return {
            "now": self._machine.now().isoformat(),
            "zone": self._machine.config.time_zone,
            "clock": clock.state,
            "wall_off_s": round(clock.wall_off_s, 3),
        }

    # -- touching ------------------------------------------------------------------------------

    def _update(self, request: dict[str, Any]) -> dict[str, Any]:
        began = request.get("began")
        if not isinstance(began, bool):
            raise CommandError("bad_request", "update takes began: whether it begins or ends")
        self._machine.loop.post(UpdateBegan() if began else UpdateEnded())
        return {"updating": began}

    def _maintenance(self, request: dict[str, Any]) -> dict[str, Any]:
        on = request.get("on")
        if not isinstance(on, bool):
            raise CommandError("bad_request", "maintenance takes on: whether the kiosk is closed")
        self._machine.loop.post(MaintenanceBegan() if on else MaintenanceEnded())
        return {"maintenance": on}

    def _screen(self, request: dict[str, Any]) -> dict[str, Any]:
        match request.get("act"):
            case "blank":
                if not self._ui.blank():
                    raise CommandError("busy", "somebody is there")
            case "wake":
                self._ui.wake()
            case _:
                raise CommandError("bad_request", "screen takes act: blank or wake")
        return {"dark": request["act"] == "blank"}

    def _controls(self, _request: dict[str, Any]) -> list[dict[str, Any]]:
        return [dataclasses.asdict(control) for control in self._ui.controls()]

    def _touch(self, request: dict[str, Any]) -> dict[str, Any]:
        x, y = (_pixels(request.get(axis)) for axis in ("x", "y"))
        self._ui.touch(x, y)
        return {"touched": True}

    def _press(self, request: dict[str, Any]) -> dict[str, Any]:
        what, arg = request.get("what"), request.get("arg", "")
        if not isinstance(what, str) or not isinstance(arg, str):
            raise CommandError("bad_request", "press takes what, and arg where there are several")
        if not self._ui.press(what, arg):
            raise CommandError("no_such_control", f"this screen has no control {what[:40]!r} that can be touched now")
        return {"pressed": True}

    async def _picture(self, _request: dict[str, Any]) -> dict[str, Any]:
        def grab() -> tuple[bytes, int, int, int]:
            return (*self._ui.grab(), self._ui.frame)

        pixels, width, height, frame = await self._call(grab)
        file = io.BytesIO()
        Image.frombytes("RGB", (width, height), pixels).save(file, "PNG", compress_level=1)
        return {"png": base64.b64encode(file.getvalue()).decode(), "frame": frame}

    # -- the way to the screen's thread --------------------------------------------------------

    def _on_screen(self, command: Callable[[dict[str, Any]], T]) -> Callable[[dict[str, Any]], Awaitable[T]]:
        def start(request: dict[str, Any]) -> Awaitable[T]:
            return self._call(lambda: command(request))

        return start

    async def _call(self, work: Callable[[], T]) -> T:
        future: concurrent.futures.Future[T] = concurrent.futures.Future()

        def run() -> None:
            # Whoever asked may have given up meanwhile; their answer must not become the kiosk's defect.
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(work())
            except Exception as error:
                future.set_exception(error)

        self._ui.post_from_any_thread(run)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), SCREEN_THREAD_S)
        except TimeoutError as error:
            raise CommandError("stuck", f"the screen's thread did not answer within {SCREEN_THREAD_S:g} s") from error


def _limit(request: dict[str, Any]) -> int:
    limit = request.get("limit", 50)
    if not isinstance(limit, int) or isinstance(limit, bool) or not 1 <= limit <= MAX_ROWS:
        raise CommandError("bad_request", f"limit is a number from 1 to {MAX_ROWS}")
    return limit


def _pixels(value: Any) -> int:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < 100_000:
        raise CommandError("bad_request", "touch takes x and y, pixels from the top left corner")
    return int(value)
