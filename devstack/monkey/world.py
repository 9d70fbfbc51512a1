"""A whole kiosk in this process: the real window, flow, hands, memory and server; only wires and metal are toys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from devstack.monkey.acts import DEVICES, Act
from devstack.monkey.centre import Centre, Network, Wire
from devstack.monkey.devices import Devices
from devstack.monkey.face import Face
from devstack.monkey.watch import Watch
from drivers.printer.emulator import Fault
from kiosk import tickets
from kiosk.config import Config
from kiosk.courier import ACK_LATE_MAX_S
from kiosk.events import Touched
from kiosk.flow.visit import IDLE_CHOICES_S
from kiosk.machine import Machine
from kiosk.screens import Attract, Boot
from kiosk.state import State, Surroundings
from kiosk.values import Language
from server.house import House

# A day in the life of a kiosk: every trail begins at the same moment.
BEGINS_S = datetime(2026, 11, 22, 10, 42, tzinfo=UTC).timestamp()
STEP_S = 2.0
# Longer than the longest any screen waits, slow readers' times and questions included.
SILENCE_S = 1500.0
# The outbox drains, and a job that was late comes out: a kiosk that heard no receipt tries again only so often.
GRACE_S = 2 * ACK_LATE_MAX_S


class World:
    """`do` one act after the other; `watch` knows what must never happen. Raises Wrong, and what the kiosk raises."""

    def __init__(
        self,
        face: Face,
        folder: Path,
        language: Language = "zh",
        watching: Callable[[House], Watch] = Watch,
    ) -> None:
        self.face, self._language = face, language
        self._passed_s, self._wrong_clock_s = 0.0, 0.0
        self._config = Config(kiosk="k1", data_dir=str(folder / "kiosk"), language=language)
        self._config.data.mkdir(parents=True)
        self.centre = Centre(folder / "centre", lambda: datetime.fromtimestamp(BEGINS_S + self._passed_s, UTC))
        self.devices = Devices(self._config.data)
        self.watch = watching(self.centre.house)
        self._net, self._typed = Network.UP, ""
        self.wire: Wire
        self.machine: Machine
        self._start()

    # -- its life ------------------------------------------------------------------------------

    def _start(self) -> None:
        state = State(
            screen=Boot(),
            around=Surroundings(language=self._language),
            home_language=self._language,
            house=tickets.House("莲火小馆", "Lotus & Ember", "s1", "k1"),
            undo_s=self._config.redeem.undo_s,
        )
        self.face.shown = self.watch.shown
        self.face.show(state, None)
        self.machine = Machine(
            self._config, state, self.face, self._connect, self.devices.attach, self._wall_s, self._up_s
        )
        self.face.now = self.machine.now
        self.face.touched = lambda what, arg: self.machine.loop.post(Touched(what, arg))
        self.machine.loop.do = partial(self._witness, self.machine.loop.do)
        self.machine.start()
        self.pass_time(0.2)

    def _connect(self, **options: Any) -> Wire:
        self.wire = Wire(self.centre, **options)
        return self.wire

    def _witness(self, do: Callable[[Any], None], effect: Any) -> None:
        self.watch.asked(effect)
        do(effect)

    def close(self) -> None:
        self.face.forget()
        self.machine.stop()
        self.centre.close()

    def _wall_s(self) -> float:
        return BEGINS_S + self._passed_s + self._wrong_clock_s

    def _up_s(self) -> float:
        return self._passed_s

    @property
    def state(self) -> State:
        return self.machine.loop.state

    @property
    def at_home(self) -> bool:
        state = self.state
        return state.screen == Attract() and not state.warning

    def pass_time(self, seconds: float) -> None:
        """Let the hand-turned clock run, and the printer work. What is there in the end is drawn."""
        left_s = seconds
        while left_s > 0:
            step_s = min(STEP_S, left_s)
            left_s -= step_s
            self._passed_s += step_s
            self.devices.printer.turn()
            self.face.ui.step(step_s, draw=left_s <= 0)
            self.watch.look(self.face.ui, self.state)

    # -- what can happen -----------------------------------------------------------------------

    def do(self, act: Act) -> None:
        """One thing happens; what cannot happen here is passed over."""
        getattr(self, f"_{act.kind}")(act)
        if act.kind not in ("wait", "silence"):
            # As often as not the next thing comes before the picture has settled.
            self.pass_time(0.3 if act.late else 0.02)

    def _touch(self, act: Act) -> None:
        self.face.ui.touch(act.x, act.y)

    def _press(self, act: Act) -> None:
        alike = [one for one in self.face.ui.controls() if one.what == act.what and one.enabled]
        if alike:
            one = alike[min(act.number, len(alike) - 1)]
            self.face.ui.press(one.what, one.arg)

    def _key(self, act: Act) -> None:
        self.face.ui.key(act.what)

    def _tap(self, act: Act) -> None:
        if self.devices.works("reader"):
            self.watch.identified(self.state, "nfc", act.what)
        self.devices.tap(act.what)

    def _scan(self, act: Act) -> None:
        if self.devices.works("scanner"):
            self.watch.identified(self.state, "qr", act.what)
        self.devices.scan(act.what)

    def _phone(self, act: Act) -> None:
        """Type a telephone number, where one is asked for."""
        self._typed = act.what
        self.watch.typed(act.what)
        self._press(Act("press", "clear"))
        self._type(act.what)
        self._press(Act("press", "next"))

    def _code(self, _act: Act) -> None:
        """Type the code that was sent to the telephone."""
        self._type(self.centre.code_for(self._typed))

    def _type(self, digits: str) -> None:
        for digit in digits:
            if self.face.ui.press("digit", digit):
                self.pass_time(0.02)

    def _network(self, act: Act) -> None:
        self._net = Network(act.what)
        self.wire.switch(self._net)

    def _printer(self, act: Act) -> None:
        self.devices.printer.fault(Fault(act.what) if act.what else None)

    def _plug(self, act: Act) -> None:
        self.devices.plug(act.what, bool(act.number))

    def _clock(self, act: Act) -> None:
        """Somebody sets the kiosk's clock: the network's time, a summer time, a hand."""
        self._wrong_clock_s = act.seconds

    def _power(self, _act: Act) -> None:
        """The power fails and comes back: only what is on the disk, on the paper and at the centre is left."""
        self.face.forget()
        self.watch.power_failed()
        self.machine.stop()
        self._start()
        self.wire.switch(self._net)

    def _wait(self, act: Act) -> None:
        self.pass_time(act.seconds)

    def _silence(self, _act: Act) -> None:
        """Everybody goes away, and all is well again: the kiosk must find home, owe nobody anything and name nobody."""
        self.watch.silent_from(self.state)
        self._wait_for_home()
        self.watch.nobody_is_left(self.face.ui)
        for act in (Act("network", "up"), Act("printer"), *(Act("plug", device, 1) for device in DEVICES)):
            self.do(act)
        self._wrong_clock_s = 0.0
        self.pass_time(GRACE_S)
        self.watch.settled(self.machine, self.devices.printer.paper)

    def _wait_for_home(self) -> None:
        waited_s = 0.0
        while not self.at_home and waited_s < SILENCE_S:
            self.pass_time(STEP_S)
            waited_s += STEP_S
        if not self.at_home:
            self.watch.wrong(f"silence did not lead home from {type(self.state.screen).__name__}")
        # What was chosen on the resting screen itself is forgotten there.
        self.pass_time(IDLE_CHOICES_S + STEP_S)
