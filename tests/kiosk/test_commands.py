"""The control socket's commands: whatever the one who asked does, the kiosk goes on."""

from __future__ import annotations

import asyncio

import pytest

from kiosk.control.commands import Commands


class BusyScreen:
    """A screen's thread that comes to its work later."""

    def __init__(self) -> None:
        self.waiting = []

    def post_from_any_thread(self, fn) -> None:
        self.waiting.append(fn)

    def controls(self):
        return []

    def press(self, what, arg):
        raise RuntimeError("a defect of the command")


def test_a_command_whose_asker_gave_up_does_nothing_to_the_kiosk():
    screen = BusyScreen()

    async def ask_and_give_up() -> None:
        asked = asyncio.ensure_future(Commands(None, screen).handle({"do": "controls"}))
        await asyncio.sleep(0)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked

    asyncio.run(ask_and_give_up())
    assert len(screen.waiting) == 1
    screen.waiting.pop()()


def test_a_command_that_raises_is_the_askers_error_and_not_the_kiosks():
    screen = BusyScreen()

    async def ask() -> None:
        asked = asyncio.ensure_future(Commands(None, screen).handle({"do": "press", "what": "join"}))
        await asyncio.sleep(0)
        screen.waiting.pop()()
        with pytest.raises(RuntimeError, match="a defect of the command"):
            await asked

    asyncio.run(ask())
