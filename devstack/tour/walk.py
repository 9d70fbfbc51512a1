"""One journey as it is walked: every step waits for what it must bring about, and is written down."""

from __future__ import annotations

import base64
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from devstack.tour.bench_client import BenchClient, BenchSaidNo

STEP_S = 20.0
LOOK_S = 0.02
# A picture is taken when the screen has come to rest, or after this long: figures count up for 0.9 s.
REST_S = 0.2
LONGEST_REST_S = 1.4

State = dict[str, Any]


class StepFailed(Exception):
    """A step did not bring about what it should; the message says which and what was there instead."""


@dataclass
class Walk:
    """What a journey is given, and what it leaves behind. `folder` takes its pictures and papers.

    `longest_rest_s`: how long to wait for a screen that still moves before its picture is taken.
    """

    id: str
    name: str
    bench: BenchClient
    data: Path
    folder: Path
    say: Callable[[str], None]
    longest_rest_s: float = LONGEST_REST_S
    steps: list[dict[str, Any]] = field(default_factory=list)
    tickets: list[dict[str, Any]] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def step(
        self,
        step: str,
        action: Callable[[], object],
        screen: str | tuple[str, ...] = (),
        until: Callable[[State], bool] = lambda _state: True,
        deadline_s: float = STEP_S,
    ) -> State:
        """Do it, then wait for the screen (one of them) and the condition. Returns the state. Raises StepFailed."""
        screens = (screen,) if isinstance(screen, str) else screen
        began = time.monotonic()
        self._act(step, action)
        state: State = {}
        while True:
            try:
                state = self.bench.state()
                if (not screens or state["screen"] in screens) and until(state):
                    break
            except BenchSaidNo as error:
                state = {"error": str(error)}
            if time.monotonic() - began > deadline_s:
                wanted = f"screen {' or '.join(screens)}" if screens else "its effect"
                raise StepFailed(f"step {step!r}: no {wanted} after {deadline_s:.0f} s; there was {_brief(state)}")
            time.sleep(LOOK_S)
        self._write_down(step, (time.monotonic() - began) * 1000, state)
        return state

    def check(self, truth: bool, otherwise: str) -> None:
        """Something that must hold now. Raises StepFailed."""
        if not truth:
            raise StepFailed(f"after step {self.steps[-1]['step'] if self.steps else '-'!r}: {otherwise}")

    # -- what a person does ---------------------------------------------------------------------

    def person(self, word: str) -> dict[str, Any]:
        for person in self.bench.get("/bench/people"):
            if person["person"] == word:
                found: dict[str, Any] = person
                return found
        raise StepFailed(f"the demo has no person {word!r}")

    def tap(self, uid: str) -> None:
        self.bench.post("/bench/tap", uid=uid)

    def scan(self, text: str) -> None:
        self.bench.post("/bench/scan", text=text)

    def press(self, button: str, arg: str = "") -> None:
        self.bench.post("/bench/touch", button=button, arg=arg)

    def controls(self, what: str) -> list[dict[str, Any]]:
        """The controls of this word that can be pressed now."""
        return [c for c in self.bench.get("/bench/controls") if c["what"] == what and c.get("enabled", True)]

    def kill(self, process: str) -> None:
        """As a power cut: no goodbye."""
        os.kill(int((self.data / "pids" / f"{process}.pid").read_text()), signal.SIGKILL)

    def go_home(self) -> None:
        """Before and after: well hardware, a network, the first screen."""
        self.bench.post("/bench/network", up=True)
        self.bench.post("/bench/printer", fault=None)
        self.bench.post("/bench/reader", plugged=True)
        if self.bench.state()["screen"] not in ("attract", None):
            self.press("done")
        self.step("home", lambda: None, "attract", lambda state: bool(state["online"]))

    # -- paper ----------------------------------------------------------------------------------

    def fresh_tickets(self) -> list[dict[str, Any]]:
        """The tickets that came out since the last time anyone asked."""
        fresh = [ticket for ticket in self.bench.get("/bench/tickets") if ticket["id"] not in self._seen]
        self._seen.update(ticket["id"] for ticket in fresh)
        for ticket in fresh:
            self._keep(ticket)
        return fresh

    def pass_over_tickets(self) -> None:
        """What came out before this journey is another's: it leaves no file here."""
        self._seen.update(ticket["id"] for ticket in self.bench.get("/bench/tickets"))

    def _keep(self, ticket: dict[str, Any]) -> None:
        name = f"ticket-{ticket['id']}"
        (self.folder / f"{name}.bin").write_bytes(base64.b64decode(ticket["bytes"]))
        (self.folder / f"{name}.png").write_bytes(self.bench.fetch(ticket["picture"]))
        place = self.folder.name
        self.tickets.append(
            {
                "bytes": f"{place}/{name}.bin",
                "picture": f"{place}/{name}.png",
                "text": ticket["text"],
                "codes": ticket["codes"],
            }
        )

    # -- inside ---------------------------------------------------------------------------------

    def _act(self, step: str, action: Callable[[], object]) -> None:
        try:
            action()
        except BenchSaidNo as error:
            raise StepFailed(f"step {step!r}: {error}") from error

    def _write_down(self, step: str, ms: float, state: State) -> None:
        name = f"{len(self.steps) + 1:02}-{step.replace(' ', '-')}.png"
        self.steps.append({"step": step, "ms": round(ms, 1), "screen": state["screen"], "picture": ""})
        if state["running"]:
            (self.folder / name).write_bytes(self._picture())
            self.steps[-1]["picture"] = f"{self.folder.name}/{name}"
        self.say(f"  {step:<34} {ms:7.0f} ms   {state['screen'] or 'no kiosk'}")

    def _picture(self) -> bytes:
        """The screen once nothing moves on it any more."""
        began = time.monotonic()
        frame, since = None, began
        while time.monotonic() - began < self.longest_rest_s and time.monotonic() - since < REST_S:
            now = self.bench.state()["frame"]
            if now != frame:
                frame, since = now, time.monotonic()
            time.sleep(LOOK_S)
        return self.bench.fetch("/bench/screen.png")


def _brief(state: State) -> str:
    keys = ("screen", "online", "queue", "devices", "running", "error")
    return ", ".join(f"{key} {state[key]!r}" for key in keys if key in state) or "nothing"
