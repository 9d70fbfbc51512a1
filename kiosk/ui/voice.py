"""What is said aloud: the screen that has come, and the control that has the focus. Never whose they are, unless
a headphone is all that hears it."""

from __future__ import annotations

from typing import Any

from kiosk.health import screen_name
from kiosk.state import State
from kiosk.ui.controls import Control
from kiosk.ui.speech import Speaker
from kiosk.words import Words

# Controls whose labels name things of the house; any other label is said aloud only if it is a text of ours.
OF_THE_HOUSE = frozenset(("language", "ease", "text_size", "comfort", "join", "scan", "guide", "choose", "done"))


class Voice:
    """`headphones`: nobody but the diner hears it, so names and points may be said."""

    def __init__(self, speaker: Speaker, headphones: bool) -> None:
        self._speaker, self._headphones = speaker, headphones
        self._on = False
        self._title = self._last = ""
        self._words = Words("zh")

    def show(self, state: State, words: Words) -> None:
        """The screen is shown: say what it is, once, if this diner wants to hear it."""
        was_on, self._on, self._words = self._on, state.around.comfort.voice, words
        if not self._on:
            if was_on:
                self._speaker.hush()
            self._title = self._last = ""
            return
        title = self.warning_of(state) or self.title_of(state)
        if title != self._title:
            self._title = title
            self._say(title)

    def focus(self, control: Control) -> None:
        """The focus has come to this control."""
        if self._on:
            self._say(self.label_of(control))

    def repeat(self) -> None:
        if self._on:
            self._say(self._last or self._title)

    def warning_of(self, state: State) -> str:
        return self._words.tr("say.warning") if state.warning else ""

    def title_of(self, state: State) -> str:
        """What the screen is, in one sentence; with the member's name and points where only they hear it."""
        key = f"say.{screen_name(state)}"
        if not getattr(state.screen, "up", True):
            key = "moment.down"
        if getattr(state.screen, "call", ""):
            key = f"guide.{state.screen.call}"  # type: ignore[union-attr]
        title = self._words.tr(key) if self._words.has(key) else self._words.tr("say.other")
        member: Any = getattr(state.screen, "member", None)
        if not self._headphones or member is None:
            return title
        return self._words.tr("say.member", title=title, name=member.display_name, n=member.points)

    def label_of(self, control: Control) -> str:
        """What the control is called; one that may say something of the diner is only called what it is."""
        public = self._headphones or control.what in OF_THE_HOUSE or self._words.spoken_for(control.label)
        label = control.label if public else self._words.tr("say.private")
        return label if control.enabled else self._words.tr("say.off", label=label)

    def _say(self, text: str) -> None:
        self._last = text
        self._speaker.say(text, self._words.language)
