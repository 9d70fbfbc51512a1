"""The few pictures that move: ring, waves and sheen. They cost nothing while they are still."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle, RenderContext, SmoothLine
from kivy.properties import NumericProperty, StringProperty

from kiosk.design.look import the_look
from kiosk.design.part import Part
from kiosk.design.shaders import HEAD, RING, SHEEN
from kiosk.design.tokens import COLOURS, TIER_ACCENTS

BEATS_A_SECOND = 12
# Where the processor draws while nobody is here.
SPARING_BEATS_A_SECOND = 6
WAVE_S = 2.6
WAVES = 3
BURST = 2
STILL = 0.35
SOFTWARE_REST_S = 150.0


class Live(Part):
    """A shader over the widget's box. `fade` is its opacity: a render context does not inherit one."""

    source: ClassVar[str]
    fade = NumericProperty(1.0)

    def __init__(self, **values: Any) -> None:
        context = RenderContext(use_parent_projection=True, use_parent_modelview=True, use_parent_frag_modelview=True)
        context.shader.fs = HEAD + self.source
        if not context.shader.success:
            raise RuntimeError("the graphics driver refuses one of our shaders")
        self.canvas = context
        super().__init__(**values)
        with self.canvas:
            Color(1, 1, 1, 1)
            self._quad = Rectangle()
        self.fbind("pos", self._place_quad)
        self.fbind("size", self._place_quad)
        for name in self.uniforms():
            if self.property(name, True) is not None:
                self.fbind(name, self._send)
        self.fbind("fade", self._send)
        the_look().fbind("theme", self._send)
        self._place_quad()
        self._send()

    def uniforms(self) -> dict[str, float | tuple[float, ...]]:
        """What the shader is told, by name."""
        raise NotImplementedError

    def _place_quad(self, *_: object) -> None:
        self._quad.pos, self._quad.size = self.pos, self.size
        self.canvas["wh"] = (float(self.width), float(self.height))

    def _send(self, *_: object) -> None:
        self.canvas["fade"] = float(self.fade)
        for name, value in self.uniforms().items():
            self.canvas[name] = value

    def _place(self, *_: object) -> None:
        """Alone, a live picture only fades."""
        self.fade = self.rise


class Ring(Live):
    """A ring filled from 0 to 1. `turn` rotates it, `thick` and `glow` are pixels."""

    source = RING
    value = NumericProperty(0.0)
    turn = NumericProperty(0.0)
    thick = NumericProperty(22)
    glow = NumericProperty(10)
    first = StringProperty("ember_lit")
    last = StringProperty("gold")
    track = StringProperty("track")

    def uniforms(self) -> dict[str, float | tuple[float, ...]]:
        return {
            "value": float(min(1.0, max(0.0, self.value))),
            "turn": float(self.turn),
            "thick": float(self.thick),
            "glow": float(max(0.01, self.glow)),
            "first": COLOURS[self.first],
            "last": COLOURS[self.last],
            "track": COLOURS[self.track],
        }


class Beat:
    """Calls back at a low rate while a screen is shown: fast enough for the eye, a fifth of the work of 60 a second."""

    def __init__(self, step: Callable[[float], None]) -> None:
        self._step = step
        self._event: Any = None

    def start(self, a_second: int = BEATS_A_SECOND) -> None:
        self.stop()
        if the_look().moving:
            self._event = Clock.schedule_interval(self._step, 1 / a_second)

    def stop(self) -> None:
        if self._event is not None:
            self._event.cancel()
            self._event = None


class Pulse(Part):
    """Waves round the reader: three circles of lines, so that only their own pixels cost anything.

    `inner` is where a wave begins, as a share of the radius; `rest_s`: how long they stand still after each burst;
    0: never.
    """

    phase = NumericProperty(STILL)
    inner = NumericProperty(0.34)
    accent = StringProperty("gold")
    rest_s = NumericProperty(0)

    def __init__(self, **values: Any) -> None:
        self._beat = Beat(self._step)
        self._next: Any = None
        self._clock_s = 0.0
        super().__init__(**values)
        with self.canvas:
            self._waves = [(Color(1, 1, 1, 0), SmoothLine(circle=(0, 0, 1), width=1)) for _ in range(WAVES)]
        self._draw = Clock.create_trigger(self._place_waves, -1)
        for name in ("pos", "size", "phase", "inner", "accent"):
            self.fbind(name, self._draw)
        the_look().fbind("theme", self._draw)
        self._draw()

    def play(self) -> None:
        self.rest()
        self._clock_s = 0.0
        self._beat.start(SPARING_BEATS_A_SECOND if self._sparing else BEATS_A_SECOND)

    def rest(self) -> None:
        self._beat.stop()
        if self._next is not None:
            self._next.cancel()
            self._next = None

    @property
    def rhythm_s(self) -> tuple[float, float]:
        """How long a burst of waves takes, and how long they rest after it; without a rest they never end."""
        if self._sparing:
            # Where the processor draws, every wave costs it; one now and then shows where the reader is.
            return WAVE_S, SOFTWARE_REST_S
        return BURST * WAVE_S, self.rest_s

    @property
    def _sparing(self) -> bool:
        return bool(self.rest_s and the_look().software)

    def _step(self, passed_s: float) -> None:
        burst_s, rest_s = self.rhythm_s
        self._clock_s += passed_s
        if rest_s and self._clock_s >= burst_s:
            # A burst begins and ends where the waves stand still, so that nothing jumps.
            self.phase = STILL
            self._beat.stop()
            self._next = Clock.schedule_once(self._again, rest_s)
        else:
            self.phase = (STILL + self._clock_s / WAVE_S) % 1.0

    def _again(self, *_: object) -> None:
        self.play()
        # At once: the clock of a still screen would let half a second pass before the second step.
        self._step(1 / BEATS_A_SECOND)

    def _place_waves(self, *_: object) -> None:
        radius = self.width / 2
        for index, (colour, line) in enumerate(self._waves):
            way = (self.phase + index / WAVES) % 1.0
            strength = min(1.0, (1 - way) * (0.25 + 0.75 * way) * 1.5)
            colour.rgba = (*COLOURS[self.accent][:3], strength)
            line.circle = (self.center_x, self.center_y, radius * (self.inner + (0.98 - self.inner) * way), 0, 360, 96)
            line.width = max(1.2, radius * (0.006 + 0.010 * way))


class Sheen(Live):
    """One streak of light; `at` runs from -0.4 to 1.5."""

    source = SHEEN
    at = NumericProperty(-0.4)
    radius = NumericProperty(28)

    def uniforms(self) -> dict[str, float | tuple[float, ...]]:
        return {"at": float(self.at), "rad": float(self.radius)}


def accent_of(tier: str) -> tuple[float, ...]:
    """The colour of a tier's card."""
    return TIER_ACCENTS.get(tier, TIER_ACCENTS["gold"])
