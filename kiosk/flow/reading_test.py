"""Staff hold up a card and a code: what was read is said, whoever's it is; nobody is looked up and nothing kept."""

from __future__ import annotations

from dataclasses import replace

from drivers.ports import CardTapped, CodeScanned, Proof, TwoCards
from kiosk.effects import ReadVitals, Record
from kiosk.events import Event, Touched, Turn
from kiosk.flow.common import Move
from kiosk.screens import ReadTest, Staff
from kiosk.state import State
from mqtt_bridge.codes import read_code
from mqtt_bridge.messages import DeviceChanged

LAST = 4


def step(screen: ReadTest, _state: State, event: Event, _turn: Turn) -> Move | None:
    match event:
        case CardTapped(uid, proof, sun):
            # What the card sealed for this tap only the centre can check.
            said = "sealed" if sun and proof is Proof.UID_ONLY else proof.value
            return Move(replace(screen, card=uid[-LAST:].upper(), proof=said))
        case TwoCards():
            return Move(replace(screen, card="", proof="two"))
        case CodeScanned(text):
            return Move(_scanned(screen, text))
        case Touched("back"):
            result = "_".join(("read", *(screen.read or ("nothing",))))
            return Move(Staff(result=result), [ReadVitals(), report(screen)])
        case _:
            return None


def report(screen: ReadTest) -> Record:
    """What the centre hears of a test, however it ended: which of the two were read, never what stood on them."""
    return Record(
        DeviceChanged(device="read_test", state="ok" if screen.read else "missed", why=", ".join(screen.read))
    )


def _scanned(screen: ReadTest, text: str) -> ReadTest:
    code = read_code(text)
    if code is not None:
        return replace(screen, code=code.text[-LAST:], kind=code.kind.name.lower())
    end = text.strip()[-LAST:]
    # Somebody else's code may hold anything, also what no letter of ours can draw.
    return replace(screen, code=end if end.isascii() and end.isprintable() else "", kind="other")
