"""How the kiosk behaves beside the picture: tones, voice, keypad, and what it does when nobody is here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from kivy.clock import Clock

from kiosk.config import Audio, Display
from kiosk.state import State
from kiosk.ui.controls import Control
from kiosk.ui.focus import Focus
from kiosk.ui.resting import Resting
from kiosk.ui.sounds import Sounds
from kiosk.ui.speech import Speaker, installed
from kiosk.ui.stage import Stage
from kiosk.ui.voice import Voice

# How often is looked whether a page has come that is to be read out.
TELL_AGAIN_S = 0.05
# What one step of the diner's is worth, of 100; and what is heard even so.
LOUDER_BY, SOFTEST = 20, 10


class Manners:
    """`touch` is a finger at a pixel from the top left. `audio` None: no tone, no voice."""

    def __init__(
        self,
        stage: Stage,
        display: Display,
        audio: Audio | None,
        now: Callable[[], datetime],
        touch: Callable[[int, int], None],
    ) -> None:
        self._stage, self._touch = stage, touch
        audio = audio or Audio(volume=0)
        self.sounds = Sounds(audio, now)
        self.speaker = Speaker(audio.volume)
        self.voice = Voice(self.speaker, audio.headphones)
        self.resting = Resting(stage.root, display, now, lambda: stage.page)
        self.focus = Focus(stage.root, stage.look, stage.controls, self._press, self.voice.focus)
        # A house whose kiosk is silent has nothing to set.
        self._audible = stage.look.can_sound = audio.volume > 0
        stage.look.can_speak = self._audible and installed()
        self._before = State()
        self._telling = Clock.create_trigger(self._tell, TELL_AGAIN_S)
        self._shown = False

    def show(self, state: State, nobody: bool) -> None:
        """The stage shows this state now."""
        before, self._before = self._before, state
        first, self._shown = not self._shown, True
        # A kiosk that starts when nobody is here dims, too.
        if first or state.screen != before.screen or not nobody:
            self.resting.show(nobody)
        self._set_levels(state)
        self.sounds.show(state)
        self._tell()
        if nobody and state.screen != before.screen:
            self.focus.clear()
        self.focus.follow()

    def _set_levels(self, state: State) -> None:
        """As loud and bright as staff have it, and this diner on top."""
        if self._audible:
            volume = state.around.levels.volume + LOUDER_BY * state.around.comfort.louder
            volume = max(SOFTEST, min(100, volume))
            self.sounds.set_volume(volume)
            self.speaker.set_volume(volume)
        self.resting.bright(state.around.levels.brightness)

    def _tell(self, *_: object) -> None:
        """Say what has come, as soon as it stands there."""
        self._telling.cancel()
        if self._before.around.comfort.voice and self._stage.coming:
            self._telling()
            return
        self.voice.show(self._before, self._stage.look.words, lambda: self._stage.told(self._before))

    def key(self, key: str) -> None:
        """A key of the tactile keypad. Whoever uses one may not see: it brings the voice, where there is one."""
        if self.resting.dark:
            self.resting.stir()
            return
        self.resting.stir()
        if key == "repeat":
            self.voice.repeat()
            return
        if self._stage.look.can_speak and not self._before.around.comfort.voice:
            self._stage.look.send("speak", "")
        self.focus.key(key)

    def close(self) -> None:
        self.speaker.close()

    def _press(self, control: Control) -> None:
        left, top, width, height = control.box_px
        self._touch(left + width // 2, top + height // 2)
