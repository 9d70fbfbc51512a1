"""The hidden door: a PIN, how the kiosk is, three tests, closing, opening and starting again. Every act is reported."""

from __future__ import annotations

from dataclasses import replace

from drivers.ports import Printed, PrintRefused
from kiosk.effects import CheckPin, Effect, ExportLog, KeepClosed, KeepLevels, Print, ReadVitals, Record, Restart
from kiosk.events import Event, LogExported, PinChecked, Touched, Turn, VitalsRead
from kiosk.flow.common import Move
from kiosk.screens import Attract, OutOfService, ReadTest, Staff, StaffPin, TouchTest
from kiosk.screens.staff_pin import PIN_DIGITS
from kiosk.state import State
from kiosk.tickets import self_test_ticket
from mqtt_bridge.messages import DeviceChanged

CLOSED_BY_STAFF = "K-901"
DIGITS = tuple("0123456789")
STEP = 10
LEAST = {"volume": 10, "brightness": 20}


def pin(screen: StaffPin, _state: State, event: Event, _turn: Turn) -> Move | None:
    match event:
        case PinChecked("right"):
            return Move(Staff(), [ReadVitals(), _audit("signed_in")])
        case PinChecked(verdict):
            return Move(StaffPin(error=f"pin_{verdict}"), [_audit(f"pin_{verdict}")])
        case Touched("digit", digit) if digit in DIGITS and len(screen.digits) < PIN_DIGITS:
            typed = replace(screen, digits=screen.digits + digit, error="")
            effects: list[Effect] = [CheckPin(typed.digits)] if len(typed.digits) == PIN_DIGITS else []
            return Move(typed, effects)
        case Touched("erase") if screen.digits:
            return Move(replace(screen, digits=screen.digits[:-1]))
        case _:
            return None


def menu(screen: Staff, state: State, event: Event, turn: Turn) -> Move | None:
    match event:
        case VitalsRead(lines):
            return Move(replace(screen, lines=lines))
        case Touched("refresh"):
            return Move(replace(screen, result=""), [ReadVitals()])
        case Touched("test_print") if not screen.job:
            ticket = self_test_ticket(state.house, turn.now)
            return Move(replace(screen, job=turn.new_id, result=""), [Print(turn.new_id, ticket), _audit("test_print")])
        case Printed(screen.job):
            return Move(replace(screen, job="", result="printed"))
        case PrintRefused(screen.job, fault):
            return Move(replace(screen, job="", result=fault.value))
        case Touched("test_touch"):
            return Move(TouchTest())
        case Touched("test_read"):
            return Move(ReadTest())
        case Touched("tools"):
            return Move(replace(screen, page="" if screen.page == "tools" else "tools", result=""))
        case Touched("export_log") if screen.page == "tools":
            return Move(replace(screen, page="log", result="", saved="", log=""), [ExportLog(), _audit("export_log")])
        case LogExported(where, path) if screen.page == "log":
            return Move(replace(screen, saved=where, log=path))
        case Touched("restart") if screen.page == "tools" and not screen.job:
            return Move(replace(screen, page="restart", result=""))
        case Touched("restart_now") if screen.page == "restart" and not screen.job:
            # Whoever comes before it has ended finds nobody's page.
            return Move(Attract(), [_audit("restarted"), Restart()])
        case Touched(("volume" | "brightness") as what, ("up" | "down") as way):
            return _levelled(screen, state, what, way)
        case Touched("close"):
            return Move(OutOfService(CLOSED_BY_STAFF), [KeepClosed(True), _audit("closed")], closed=True)
        case Touched("open"):
            return Move(Attract(), [KeepClosed(False), _audit("opened")], closed=False)
        case _:
            return None


def touch_test(screen: TouchTest, _state: State, event: Event, _turn: Turn) -> Move | None:
    match event:
        case Touched("cell", cell) if cell.isdecimal() and int(cell) in screen.missed:
            now = replace(screen, touched=(*screen.touched, int(cell)))
            return Move(now) if now.missed else _tested(now)
        case Touched("back"):
            return _tested(screen)
        case _:
            return None


def touch_report(screen: TouchTest) -> Record:
    """What the centre hears of a test, however it ended."""
    missed = ", ".join(map(str, screen.missed))
    return Record(DeviceChanged(device="touch", state="missed" if missed else "ok", why=missed[:200]))


def _tested(screen: TouchTest) -> Move:
    result = "touch_missed" if screen.missed else "touch_ok"
    return Move(Staff(result=result, missed=screen.missed), [ReadVitals(), touch_report(screen)])


def _levelled(screen: Staff, state: State, what: str, way: str) -> Move | None:
    """One step louder, softer, brighter or darker, from now on; never so that nothing is heard or seen."""
    now = getattr(state.around.levels, what)
    then = max(LEAST[what], min(100, now + (STEP if way == "up" else -STEP)))
    if then == now:
        return None
    levels = replace(state.around.levels, **{what: then})
    return Move(screen, [KeepLevels(levels.volume, levels.brightness), _audit(f"{what}_{then}")], levels=levels)


def _audit(act: str) -> Record:
    return Record(DeviceChanged(device="staff", state=act))
