"""What makes the kiosk easier for one diner: contrast, reach, time, voice. Chosen on a sheet, gone with the visit."""

from __future__ import annotations

from dataclasses import replace

from kiosk.events import Event, TimedOut, Touched
from kiosk.screens import Attract
from kiosk.state import Comfort, State, Surroundings

# Who reads slowly or listens has three times as long, and is asked before any screen is taken away; more time may be
# asked for as often as anybody likes.
SLOW = 3.0
# Steps of volume to either side of what the house has.
LOUDER_MAX = 2


def step(state: State, event: Event) -> State | None:
    """The state with what was chosen; None: the event is about something else."""
    comfort = state.around.comfort
    match event:
        case Touched("comfort"):
            return _with(state, replace(comfort, open=not comfort.open))
        case Touched("ease", ("contrast" | "reach" | "slow" | "still" | "voice") as switch):
            flipped = not getattr(comfort, switch)
            low = flipped if switch == "reach" else comfort.low
            return _with(state, replace(comfort, low=low, **{switch: flipped}))
        case Touched("ease", ("louder" | "softer") as way):
            louder = comfort.louder + (1 if way == "louder" else -1)
            return _with(state, replace(comfort, louder=max(-LOUDER_MAX, min(LOUDER_MAX, louder))))
        case Touched("speak"):
            return _with(state, replace(comfort, voice=True))
        case Touched("lower") if comfort.reach:
            return _with(state, replace(comfort, low=not comfort.low))
        case TimedOut() if isinstance(state.screen, Attract):
            return replace(state, screen=Attract(), around=forgotten(state), warning=False)
        case _:
            return None


def chosen(state: State) -> bool:
    """Whether somebody changed anything."""
    return forgotten(state) != state.around


def unhurried(state: State) -> bool:
    """Whether this diner asked for more time, or listens, which takes longer than reading."""
    return state.around.comfort.slow or state.around.comfort.voice


def forgotten(state: State) -> Surroundings:
    """The surroundings as the next diner finds them."""
    return replace(state.around, language=state.home_language, large_text=False, comfort=Comfort())


def _with(state: State, comfort: Comfort) -> State:
    return replace(state, around=replace(state.around, comfort=comfort), warning=False)
