"""What the buzzer and the lamp say of a change: pure, as the tones are (`kiosk.ui.sounds`)."""

from __future__ import annotations

from drivers.light.ports import Beep
from kiosk.config import Moment
from kiosk.screens import Finished, Greeting, Invite, PrinterTrouble, Reading, Trouble
from kiosk.state import State


def beep_of(before: State, after: State) -> tuple[Moment, Beep] | None:
    """The moment and its beep; None for a change that has none."""
    screen = after.screen
    if after.warning and not before.warning:
        return "warning", Beep.WARN
    if screen == before.screen:
        return None
    if getattr(screen, "call", "") and not getattr(before.screen, "call", ""):
        # Without a network, too: whoever is near hears it.
        return "warning", Beep.WARN
    match screen:
        case Finished(outcome="printed"):
            return "print", Beep.OK
        case PrinterTrouble() if not isinstance(before.screen, PrinterTrouble):
            return "print", Beep.REFUSED
        case Trouble():
            return "error", Beep.REFUSED
        case Reading():
            return "tap", Beep.OK
        case Greeting(card=card) | Invite(card=card) if getattr(before.screen, "card", None) != card:
            # The memory knew the card before a picture of the reading was drawn.
            return "tap", Beep.OK
        case _:
            return None
