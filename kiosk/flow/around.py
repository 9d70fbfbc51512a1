"""What is true whatever is on the screen: the link, the devices, the outbox, what a power cut left behind."""

from __future__ import annotations

from dataclasses import replace

from drivers.ports import DeviceBack, DeviceLost, Paper, PrinterChanged, PrinterStatus
from kiosk.effects import Effect, Forget, KeepClosed, Record, Remember, Resend
from kiosk.events import (
    Acknowledged,
    Answered,
    Event,
    HolidaysChanged,
    LinkChanged,
    LogExported,
    MaintenanceBegan,
    MaintenanceEnded,
    OffersChanged,
    Started,
    TimedOut,
    UpdateBegan,
    UpdateEnded,
)
from kiosk.screens import Updating
from kiosk.state import Levels, State
from kiosk.values import Card, Link, PrinterHealth
from mqtt_bridge.messages import (
    DeviceChanged,
    MemberFound,
    MemberLookup,
    RedemptionCommitted,
    RedemptionVoided,
    Refusal,
)


def notice(state: State, event: Event) -> tuple[State, list[Effect]]:
    """The state with its surroundings brought up to date, and the chores that follow from that."""
    match event:
        case Started() as started:
            levels = Levels(started.volume, started.brightness)
            told = {"offers": started.offers, "holidays": started.holidays}
            return _with(state, closed=started.closed, levels=levels, **told), _resume(started)
        case LinkChanged(link, joins):
            # A broker is enough to send to; a server that came back may have lost what it had not committed.
            back = link is not state.around.link and link is not Link.OFFLINE
            return _with(state, link=link, joins=joins), [Resend()] if back else []
        case OffersChanged(offers):
            return _with(state, offers=offers), []
        case HolidaysChanged(holidays):
            return _with(state, holidays=holidays), []
        case UpdateBegan():
            return _with(state, updating=True), [Record(DeviceChanged(device="kiosk", state="update_began"))]
        case UpdateEnded():
            return _with(state, updating=False), [Record(DeviceChanged(device="kiosk", state="update_ended"))]
        case MaintenanceBegan() if not state.around.closed:
            return _with(state, closed=True), [KeepClosed(True), _report("staff", "closed")]
        case MaintenanceEnded() if state.around.closed:
            return _with(state, closed=False), [KeepClosed(False), _report("staff", "opened")]
        case TimedOut() if isinstance(state.screen, Updating):
            why = "it never said that it was over"
            return _with(state, updating=False), [Record(DeviceChanged(device="kiosk", state="update_ended", why=why))]
        case LogExported(where):
            return state, [_report("staff", f"log_{where}")]
        case Acknowledged(ack):
            return state, [Forget(ack)]
        case Answered(MemberLookup(kind=kind, value=value), MemberFound(member=member)):
            return state, [Remember(Card(kind, value), member)]
        case Answered(MemberLookup(kind=kind, value=value), Refusal(code="card_blocked")):
            return state, [Remember(Card(kind, value), None)]
        case PrinterChanged(status):
            return _printer(state, health_of(status))
        case DeviceLost("printer", why):
            return _printer(state, PrinterHealth.OFFLINE, why)
        case DeviceLost(("reader" | "scanner") as device, why):
            return _with(state, **{device: False}), [_report(device, "lost", why)]
        case DeviceBack(("reader" | "scanner") as device):
            return _with(state, **{device: True}), [_report(device, "ok")]
        case DeviceLost(device, why):
            return _with(state, lost=(*state.around.lost, device)), [_report(device, "lost", why)]
        case DeviceBack(device) if device in state.around.lost:
            return _with(state, lost=tuple(d for d in state.around.lost if d != device)), [_report(device, "ok")]
        case _:
            return state, []


def health_of(status: PrinterStatus) -> PrinterHealth:
    """One word for what the printer says of itself; what stops paper comes first."""
    if status.paper is Paper.OUT:
        return PrinterHealth.PAPER_OUT
    if status.cover_open:
        return PrinterHealth.COVER_OPEN
    if status.online is None:
        return PrinterHealth.UNKNOWN
    if not status.online:
        return PrinterHealth.OFFLINE
    return PrinterHealth.LOW if status.paper is Paper.LOW else PrinterHealth.OK


def _resume(started: Started) -> list[Effect]:
    """Settle the redemptions a power cut left open.

    Nothing had gone to the printer: the points go back. A job had been started: the coupon may be in the
    diner's hand, so it is theirs; if it is not, it waits in their wallet and can be printed again.
    """
    effects: list[Effect] = [
        Record(RedemptionVoided(redemption=redemption, member=member, reason="restart"))
        for redemption, member in started.asked
    ]
    effects += [
        Record(RedemptionCommitted(redemption=redemption, member=member)) for redemption, member in started.printing
    ]
    if started.mended:
        effects.append(_report("memory", "mended", started.mended))
    if started.defect:
        effects.append(_report("kiosk", "defect", started.defect))
    return effects


def _printer(state: State, health: PrinterHealth, why: str = "") -> tuple[State, list[Effect]]:
    if health is state.around.printer:
        return state, []
    return _with(state, printer=health), [_report("printer", health.value, why)]


def _report(device: str, condition: str, why: str = "") -> Record:
    return Record(DeviceChanged(device=device, state=condition, why=why[:200]))


def _with(state: State, **changes: object) -> State:
    return replace(state, around=replace(state.around, **changes))  # type: ignore[arg-type]
