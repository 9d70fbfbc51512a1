"""The kiosk put together: memory, wire, courier, hands, drivers round one loop.

Everything here is made on the screen's thread after the first frame, so that the diner sees the resting
screen while databases open and libraries load.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from datetime import datetime
from importlib import metadata
from zoneinfo import ZoneInfo

from drivers.board import temperature_c
from drivers.ports import CardTapped, DeviceLost, Emit, PresenceSeen, Signal
from drivers.printer.ticket import Ticket
from kiosk import defect, health, identity
from kiosk.clock import TrustedClock
from kiosk.config import Config
from kiosk.courier import Courier
from kiosk.devices import BRIGHT, Devices, Hardware
from kiosk.effects import Record
from kiosk.events import Started, Turn
from kiosk.exporter import Exporter
from kiosk.front import Front
from kiosk.hands import Hands
from kiosk.loop import LinkUp, Loop
from kiosk.memory import Memory
from kiosk.staff_door import StaffDoor
from kiosk.state import State
from kiosk.tickets import boot_ticket
from kiosk.ui import speech
from kiosk.wire import Carrier, Wire
from kiosk.witness import Witness
from mqtt_bridge.backoff import Backoff
from mqtt_bridge.link import Link
from mqtt_bridge.messages import Birth, EventData, Health, Presence
from mqtt_bridge.topics import KioskTopics

log = logging.getLogger(__name__)

HEALTH_S = 60.0
# After the start, so that the printer and the centre have answered and the ticket can say so.
BOOT_TICKET_S = 10.0


class Machine:
    """`start` opens everything, `stop` closes it in reverse. Raises MemoryInUse, CatalogError.

    `connect` makes the connection to the centre; it is called with what `Link` takes. `equip` makes the devices.
    `wall` is the clock on the wall in seconds since 1970: what time it is says `clock`, because the wall may be set.
    `restart` ends the program to be started again.
    """

    def __init__(
        self,
        config: Config,
        state: State,
        front: Front,
        connect: Callable[..., Carrier] = Link,
        equip: Callable[[Config, Emit], Hardware] = Devices,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        restart: Callable[[], None] = lambda: None,
    ) -> None:
        self.config, self._front = config, front
        self._zone = ZoneInfo(config.time_zone)
        self._began_s = time.monotonic()
        self.last_tap_s: float | None = None
        self._why_lost: dict[str, str] = {}
        self._shown = state
        self.witness = Witness()
        self.topics = KioskTopics(config.tenant, config.kiosk)
        self.memory = Memory(config.data, stamp=datetime.fromtimestamp(wall(), self._zone).strftime("%Y%m%d-%H%M%S"))
        self.clock = TrustedClock(self.memory.floor, wall, monotonic)
        self._session = identity.uuid7(self.clock.now_s())
        outbox = self.memory.outbox
        self.wire = Wire(
            self.topics,
            lambda e: self.loop.post(e),
            front.after,
            self.memory.members.with_unsent,
            self._say_hello,
            self.clock.hear,
            self.memory.programme.keep,
            self.memory.offers.keep,
        )
        self.wire.rules = self.memory.programme.rev
        self.courier = Courier(outbox, self.wire.publish_event, self.wire.reconnect, front.after)
        self.devices = equip(config, self._emit)
        self.printer = self.devices.printer
        self._hands = Hands(
            f"kiosk/{config.kiosk}",
            self.memory,
            self.courier,
            self.wire.ask,
            self.printer,
            lambda e: self.loop.post(e),
            self.now,
            lambda: self.clock.state,
            StaffDoor(config.staff_pin),
            lambda: health.lines(self.loop.state, self.vitals()),
            front.after,
            lambda: self.wire.rules,
            restart,
            Exporter(config, lambda e: self.loop.post(e), self.now).start,
        )
        self.loop = Loop(
            state,
            show=self._show,
            do=self._hands.do,
            turn=lambda: Turn(self.now(), identity.uuid7(self.clock.now_s())),
            wake=lambda: front.post_from_any_thread(self.loop.drain),
            after=front.after,
            translate=self.wire.translate,
        )
        self.link = self._make_link(connect)
        self.wire.attach(self.link)

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock.now_s(), self._zone)

    def start(self) -> None:
        unsettled = self.memory.redemptions.unsettled()
        if self.memory.mended:
            log.warning("the memory was corrupt and is mended: %s", self.memory.mended)
        volume, brightness = self.memory.levels.read(self.config.audio.volume, BRIGHT)
        self.loop.post(
            Started(
                asked=tuple((r.redemption, r.member) for r in unsettled if r.state != "printing"),
                printing=tuple((r.redemption, r.member) for r in unsettled if r.state == "printing"),
                mended=self.memory.mended,
                defect=defect.take(self.config.data),
                closed=self.memory.closed.read(),
                offers=self.memory.offers.read(),
                holidays=self.memory.programme.holidays,
                volume=volume,
                brightness=brightness,
            )
        )
        self.devices.start()
        if self.devices.backlight is not None:
            self._front.dim_with(self.devices.backlight.set)
        self.link.open(self.config.mqtt.host, self.config.mqtt.port)
        # While the link is being made.
        self.memory.make_room()
        self._front.after(HEALTH_S, self._report_health)
        if self.config.boot_ticket:
            self._front.after(BOOT_TICKET_S, lambda: self.printer.submit(f"boot-{self._session}", self.boot_ticket()))

    def stop(self) -> None:
        self.link.close()
        self.devices.stop()
        self.memory.close()

    def vitals(self) -> health.Vitals:
        waiting, dead = self.memory.outbox.counts()
        tapped = self.last_tap_s
        return health.Vitals(
            version=metadata.version("regulars"),
            uptime_s=int(time.monotonic() - self._began_s),
            waiting=waiting,
            dead=dead,
            dropped=self.loop.dropped,
            refused=self.wire.refused,
            mended=self.memory.mended,
            data=self.config.data,
            last_tap_s=None if tapped is None else int(time.monotonic() - tapped),
            clock=self.clock.state,
            paper_left_m=self.devices.roll.left_m,
            why_lost=dict(self._why_lost),
            speaks=speech.installed() or not self.config.audio.volume,
        )

    def boot_ticket(self) -> Ticket:
        """Which kiosk this is, where, and how it is: for whoever installs it."""
        status = health.status(self.loop.state, self.vitals())
        return boot_ticket(self.loop.state.house, self.now(), status, identity.address())

    def record(self, event: EventData) -> None:
        """Into the outbox, on the screen's thread. Raises MemoryFailed."""
        self._hands.do(Record(event))

    # -- putting together ----------------------------------------------------------------------

    def _emit(self, signal: Signal) -> None:
        """Called on driver threads: a staff test may watch, the loop decides."""
        if isinstance(signal, CardTapped):
            self.last_tap_s = time.monotonic()
        if isinstance(signal, DeviceLost):
            self._why_lost[signal.device] = signal.why
        self.witness.saw(signal)
        if isinstance(signal, PresenceSeen):
            # Nothing is decided by it but how bright it is: as with a first touch in the dark, the flow is not asked.
            self._front.post_from_any_thread(self._front.wake)
        else:
            self.loop.post(signal)

    def _show(self, state: State, timeout_s: float | None) -> None:
        self._front.show(state, timeout_s)
        self.devices.show(self._shown, state)
        self._shown = state

    def _make_link(self, connect: Callable[..., Carrier]) -> Carrier:
        mqtt = self.config.mqtt
        return connect(
            client_id=self.config.kiosk,
            username=mqtt.username or None,
            password=mqtt.password or None,
            will=(self.topics.presence, Presence(state="offline", session=self._session)),
            subscriptions=self.topics.reads,
            heard=lambda delivery: self.loop.post(delivery),
            changed=lambda up: self.loop.post(LinkUp(up)),
            backoff=Backoff(mqtt.reconnect_base_s, mqtt.reconnect_cap_s),
        )

    # -- what the centre hears -----------------------------------------------------------------

    def _say_hello(self) -> None:
        """After every connect: what this kiosk is, then that it is here; the outbox follows (CONTRACT §2)."""
        version, boot = metadata.version("regulars"), identity.boot_id()
        outbox = self.memory.outbox
        birth = Birth(
            kiosk=self.config.kiosk,
            version=version,
            boot=boot,
            devices=health.devices(self.loop.state),
            next_seq=outbox.next_seq,
            oldest_seq=outbox.oldest_seq,
            mono_ms=identity.mono_ms(),
        )
        since = self.now().isoformat()
        here = Presence(state="online", session=self._session, boot=boot, since=since, version=version)
        self.wire.publish_state(self.topics.birth, birth, retain=True)
        self.wire.publish_state(self.topics.presence, here, retain=True)

    def _report_health(self) -> None:
        vitals = self.vitals()
        state = self.loop.state
        report = Health(
            at=self.now().isoformat(),
            uptime_s=vitals.uptime_s,
            queue=vitals.waiting,
            dead=vitals.dead,
            devices=health.devices(state),
            screen=health.screen_name(state),
            memory_mb=health.memory_mb(),
            dropped=vitals.dropped,
            temperature_c=temperature_c(),
        )
        self.wire.publish_state(self.topics.health, report, retain=False)
        self.clock.keep()
        # Spread, so that a thousand kiosks started by one power cut do not report in one second.
        self._front.after(HEALTH_S * random.uniform(0.8, 1.2), self._report_health)
