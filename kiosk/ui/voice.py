"""What is said aloud: the screen that has come, and the control that has the focus. Never whose they are, unless
a headphone is all that hears it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from kiosk.health import screen_name
from kiosk.screens import StaffPin
from kiosk.state import State
from kiosk.ui.controls import Control
from kiosk.ui.speech import Speaker
from kiosk.ui.told import Told
from kiosk.words import Words

# Controls whose labels name things of the house; any other label is said aloud only if it is a text of ours.
OF_THE_HOUSE = frozenset(
    ("language", "ease", "text_size", "comfort", "join", "scan", "guide", "choose", "done", "domain", "amount", "pick")
)
# Keys of a kind are named together when a page is read out: nobody waits for the end of an alphabet.
OF_A_KIND = frozenset(("digit", "key", "month", "day", "cell", "score"))
# What stands for a character that is not shown.
_MASK = re.compile("[•*]")
# After these no stop is said.
_ENDS = "?!？！"
_NOTHING = Told()


class Voice:
    """`headphones`: nobody but the diner hears it, so names and points may be said."""

    def __init__(self, speaker: Speaker, headphones: bool) -> None:
        self._speaker, self._headphones = speaker, headphones
        self._on = self._repeated = False
        self._title = self._last = self._whole = self._error = self._outcome = ""
        self._typed = 0
        self._words = Words("zh")

    def show(self, state: State, words: Words, told: Callable[[], Told] = lambda: _NOTHING) -> None:
        """The screen is shown: say what it is and what stands on it, once, if this diner wants to hear it."""
        was_on, self._on, self._words = self._on, state.around.comfort.voice, words
        if not self._on:
            if was_on:
                self._speaker.hush()
            self._title = self._last = self._whole = self._error = self._outcome = ""
            return
        title = self.warning_of(state) or self.title_of(state)
        error, outcome = (str(getattr(state.screen, name, "")) for name in ("error", "outcome"))
        typed, before = len(typed_on(state)), self._typed
        changed = title != self._title, error != self._error, outcome != self._outcome, typed != before
        self._title, self._error, self._outcome, self._typed = title, error, outcome, typed
        match changed:
            case True, _, _, _:
                self._whole = self._all_of(title, told())
                self._say(self._whole)
            case _, True, _, _ if error:
                self._say(words.error(error))
            case _, _, True, _ if outcome:
                self._say(self._all_of("", told()))
            case _, _, _, True:
                self._say(self._character(state) if typed > before else words.tr("keypad.erase"))

    def focus(self, control: Control) -> None:
        """The focus has come to this control."""
        if self._on:
            self._say(self.label_of(control))

    def repeat(self) -> None:
        """Once more what was said last; asked again, all of the screen."""
        if self._on:
            again = self._repeated
            self._say((self._whole if again else self._last) or self._title)
            self._repeated = True

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
        name = member.display_name or self._words.tr("greeting.nameless")
        return self._words.tr("say.member", title=title, name=self.spelled(name), n=member.points)

    def label_of(self, control: Control) -> str:
        """What the control is called, what else stands on it and its state; what may be the diner's is left out."""
        public = control.what in OF_THE_HOUSE or self._may_say(control.label)
        said = [self.spelled(control.label) if public else self._what(control)]
        said += [self.spelled(text) for text in control.texts if control.what in OF_THE_HOUSE or self._may_say(text)]
        if control.on and control.role == "choice":
            said.append(self._words.tr("say.chosen"))
        if control.on is not None and control.role == "switch":
            said.append(self._words.tr("ease.on" if control.on else "ease.off"))
        label = self._words.tr("say.pause").join(map(_bare, said))
        return label if control.enabled else self._words.tr("say.off", label=label)

    def _what(self, control: Control) -> str:
        """What it is, where nobody else may hear which."""
        kind = f"say.private.{control.what}"
        return self._words.tr(kind if self._words.has(kind) else "say.private")

    def spelled(self, text: str) -> str:
        """With a word for each character that is not shown."""
        return " ".join(_MASK.sub(f" {self._words.tr('say.asterisk')} ", text).split()) if _MASK.search(text) else text

    def _may_say(self, text: str) -> bool:
        return self._headphones or self._words.spoken_for(text)

    def _all_of(self, title: str, told: Told) -> str:
        """The title, what stands there, what is on the paper, and what can be touched, as Tab goes."""
        facts = [self.spelled(text) for text in told.facts if self._may_say(text)]
        paper = [self.spelled(text) for text in told.paper if self._headphones and text]
        if paper:
            facts.append(self._words.tr("say.on_paper", text=self._sentences(paper)))
        return self._sentences(_once([title, *facts, *self._labels(told.controls)]))

    def _labels(self, controls: Sequence[Control]) -> Iterator[str]:
        for what, run in groupby(controls, key=lambda one: one.what if one.what in OF_A_KIND else ""):
            alike = list(run)
            if not what or len(alike) < 3:
                yield from map(self.label_of, alike)
                continue
            chosen = [self.label_of(one) for one in alike if one.on]
            kind = self._words.tr("say.pause").join([self._words.tr(f"say.keys.{what}"), *chosen])
            yield kind if any(one.enabled for one in alike) else self._words.tr("say.off", label=kind)

    def _sentences(self, texts: Iterable[str]) -> str:
        stop = self._words.tr("say.stop")
        return "".join(bare + (" " if bare[-1] in _ENDS else stop) for bare in map(_bare, texts) if bare).rstrip()

    def _character(self, state: State) -> str:
        """What was typed last, where only the diner hears it and it is no secret."""
        secret = not self._headphones or isinstance(state.screen, StaffPin)
        return self._words.tr("say.asterisk") if secret else typed_on(state)[-1]

    def _say(self, text: str) -> None:
        self._last, self._repeated = text, False
        self._speaker.say(text, self._words.language)


def typed_on(state: State) -> str:
    """What has been typed on this screen."""
    return str(getattr(state.screen, "digits", "") or getattr(state.screen, "text", ""))


def _bare(text: str) -> str:
    """Without the marks that a pause or a stop would double."""
    return text.strip(" \n,，;；:：.。…") or text


def _once(texts: Iterable[str]) -> list[str]:
    """Without what was said just before: a page often names itself as its title does."""
    said: list[str] = []
    for text in texts:
        if text and (not said or text != said[-1]):
            said.append(text)
    return said
