"""The few pictures that move: ring, waves and sheen. Each has a shader of its own and costs nothing while it is still."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle, RenderContext
from kivy.properties import NumericProperty, StringProperty

from kiosk.design.look import the_look
from kiosk.design.part import Part
from kiosk.design.shaders import HEAD, PULSE, RING, SHEEN
from kiosk.design.tokens import COLOURS, TIER_ACCENTS


BEATS_A_SECOND = 15
WAVE_S = 2.6
TURN_S = 1.1


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
    """Calls back at a low rate while a screen is shown. Fast enough for the eye, a quarter of the work of 60 a second."""

    def __init__(self, step: Callable[[float], None]) -> None:
        self._step = step
        self._event: Any = None

    def start(self) -> None:
        self.stop()
        if the_look().moving:
            self._event = Clock.schedule_interval(self._step, 1 / BEATS_A_SECOND)

    def stop(self) -> None:
        if self._event is not None:
            self._event.cancel()
            self._event = None


class Pulse(Live):
    """Waves round the reader. `phase` runs from 0 to 1; `inner` is where a wave begins, as a share of the radius.

    `rest_s`: how long the waves stand still after every two; 0: never.
    """

    source = PULSE
    phase = NumericProperty(0.35)
    inner = NumericProperty(0.34)
    accent = StringProperty("gold")
    rest_s = NumericProperty(0)

    def __init__(self, **values: Any) -> None:
        self._beat = Beat(self._step)
        self._clock_s = 0.0
        super().__init__(**values)

    def uniforms(self) -> dict[str, float | tuple[float, ...]]:
        return {"phase": float(self.phase), "inner": float(self.inner), "accent": COLOURS[self.accent]}

    def play(self) -> None:
        self._clock_s = 0.0
        self._beat.start()

    def rest(self) -> None:
        self._beat.stop()

    def _step(self, passed_s: float) -> None:
        self._clock_s = (self._clock_s + passed_s) % (2 * WAVE_S + self.rest_s)
        if self._clock_s < 2 * WAVE_S:
            # Begins and ends where it stood still, so that nothing jumps.
            self.phase = (0.35 + self._clock_s / WAVE_S) % 1.0
        elif self.phase != 0.35:
            self.phase = 0.35


class Spinner(Ring):
    """A short arc that goes round while something is awaited."""

    def __init__(self, **values: Any) -> None:
        self._beat = Beat(self._step)
        super().__init__(value=0.3, glow=0, **values)

    def play(self) -> None:
        self._beat.start()

    def rest(self) -> None:
        self._beat.stop()

    def _step(self, passed_s: float) -> None:
        self.turn = (self.turn + passed_s / TURN_S) % 1.0


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
