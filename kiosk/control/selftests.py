"""The tests staff run on a living kiosk: each says PASS or FAIL with what was seen.

None of them can hurt a visit: the printer's is a job like any other, the touch test runs only while nobody is there.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from PIL import Image

from drivers.ports import CardTapped, CodeScanned
from kiosk import health
from kiosk.control import extras
from kiosk.control.paper import Verdict, print_out, verdict, wait_for
from kiosk.control.server import CommandError, OnScreen
from kiosk.machine import Machine
from kiosk.screens import Attract, Screen
from kiosk.tickets import self_test_ticket
from kiosk.values import Link

if TYPE_CHECKING:
    from kiosk.ui import Ui

DEVICES = ("network", "printer", "screen", "touch", "reader", "scanner", *extras.EXTRAS)
WAIT_S = 20.0
WAIT_MAX_S = 120.0
TOUCH_S = 3.0
TOUCH_TRIES = 3
TOUCH_LOOK_S = 0.01
TOUCH_AGAIN_S = 0.1


class SelfTests:
    """`on_screen` runs work on the screen's thread."""

    def __init__(self, machine: Machine, ui: Ui, on_screen: OnScreen) -> None:
        self._machine, self._ui, self._on_screen = machine, ui, on_screen

    async def run(self, request: dict[str, Any]) -> Verdict:
        """One device's test. `wait_s`: how long it waits for a tap or a scan, at most 120 s. Raises CommandError."""
        device, wait_s = request.get("device"), _wait_s(request)
        tests: dict[Any, Callable[[], Awaitable[Verdict]]] = {
            "network": lambda: self._on_screen(self._network),
            "printer": lambda: asyncio.to_thread(self._printer),
            "screen": lambda: self._on_screen(self._screen),
            "touch": self._touch,
            "reader": lambda: asyncio.to_thread(self._source, CardTapped, "tap a card", wait_s),
            "scanner": lambda: asyncio.to_thread(self._source, CodeScanned, "scan a code", wait_s),
        }
        if device in extras.EXTRAS:
            return await asyncio.to_thread(extras.test, self._machine, device, wait_s)
        if device not in tests:
            raise CommandError("bad_request", f"test takes device: {', '.join(DEVICES)}")
        return await tests[device]()

    def _network(self) -> Verdict:
        link = self._machine.loop.state.around.link
        words = {Link.ONLINE: "the server answers", Link.SERVER_DOWN: "the broker answers, the server does not"}
        return verdict(link is Link.ONLINE, words.get(link, "no connection to the broker"))

    def _printer(self) -> Verdict:
        return print_out(self._machine, self_test_ticket(self._machine.loop.state.house, self._machine.now()))

    def _source(self, kind: type[CardTapped | CodeScanned], what: str, wait_s: float) -> Verdict:
        with self._machine.witness.watching() as signals:
            signal = wait_for(signals, wait_s, lambda s: isinstance(s, kind))
        match signal:
            case CardTapped(uid):
                return verdict(True, f"read a card ending in {uid[-4:]}")
            case CodeScanned(text):
                return verdict(True, f"read a code of {len(text)} characters")
            case _:
                return verdict(False, f"nothing was read within {wait_s:g} s; {what} while it waits")

    def _screen(self) -> Verdict:
        """Look at the picture itself: a screen that draws nothing is one flat colour."""
        pixels, width, height = self._ui.grab()
        # Half the pixels each way: enough to tell a picture from a flat colour, and quick.
        picture = Image.frombytes("RGB", (width, height), pixels).reduce(2)
        colours = picture.getcolors(picture.width * picture.height) or []
        share = max((count for count, _ in colours), default=0) / (picture.width * picture.height)
        evidence = f"{width}x{height}, {len(colours)} colours, {self._ui.frame} changed pictures so far"
        return verdict(len(colours) > 1 and share < 0.99, evidence)

    async def _touch(self) -> Verdict:
        """A finger that is not there presses a button of the resting screen; the picture must follow."""
        for _ in range(TOUCH_TRIES):
            # A finger that comes right after a new picture is taken for an echo: it may have to come again.
            label, resting = await self._on_screen(self._press_any)
            began_s = time.monotonic()
            screen = await self._screen_other_than(resting)
            if screen is not resting:
                break
        else:
            return verdict(False, f"pressed {label!r} and nothing changed within {TOUCH_S:g} s")
        took_ms = round((time.monotonic() - began_s) * 1000)
        name = await self._on_screen(lambda: health.screen_name(self._machine.loop.state))
        await self._go_home(screen)
        return verdict(True, f"pressed {label!r}: the screen {name} came after {took_ms} ms")

    def _press_any(self) -> tuple[str, Screen]:
        screen = self._machine.loop.state.screen
        if not isinstance(screen, Attract):
            raise CommandError("busy", "somebody is at the kiosk; try again when it rests on its first screen")
        for control in self._ui.controls():
            if control.enabled and control.role != "hidden" and self._ui.press(control.what, control.arg):
                return control.label or control.what, screen
        raise CommandError("no_such_control", "the resting screen has no button that can be pressed")

    async def _screen_other_than(self, screen: Screen) -> Screen:
        deadline = time.monotonic() + TOUCH_S / TOUCH_TRIES
        now = screen
        while now is screen and time.monotonic() < deadline:
            await asyncio.sleep(TOUCH_LOOK_S)
            now = await self._on_screen(lambda: self._machine.loop.state.screen)
        return now

    async def _go_home(self, ours: Screen) -> None:
        """Leave the screen the test opened, unless a diner has come in between. Else silence leads home."""

        def left() -> bool:
            if self._machine.loop.state.screen is not ours:
                return True
            self._ui.press("done")
            return False

        deadline = time.monotonic() + TOUCH_S
        # A new screen takes no touch for a moment, so it may need more than one press.
        while not await self._on_screen(left) and time.monotonic() < deadline:
            await asyncio.sleep(TOUCH_AGAIN_S)


def _wait_s(request: dict[str, Any]) -> float:
    wait_s = request.get("wait_s", WAIT_S)
    if not isinstance(wait_s, int | float) or isinstance(wait_s, bool) or not 0 < wait_s <= WAIT_MAX_S:
        raise CommandError("bad_request", f"wait_s is a number of seconds up to {WAIT_MAX_S:g}")
    return float(wait_s)
