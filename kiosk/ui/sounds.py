"""Plays the four tones, as loud as the house wants and not at all at night."""

from __future__ import annotations

import logging
import tempfile
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.config import Audio
from kiosk.hours import within
from kiosk.screens import Screen
from kiosk.state import State
from kiosk.ui.tones import NOTES, tone

log = logging.getLogger(__name__)

WORKED = frozenset(("CheckedIn", "Finished", "Claimed", "Thanks", "Moment"))
FAILED = frozenset(("Trouble", "PrinterTrouble"))


def tone_of(before: State, after: State) -> str:
    """The tone that goes with this change of the picture; "" for none."""
    if after.warning and not before.warning:
        return "warning"
    kind = _kind(after.screen)
    if getattr(after.screen, "call", "") and not getattr(before.screen, "call", ""):
        return "success"
    if kind == _kind(before.screen):
        refused = getattr(after.screen, "error", "") or getattr(after.screen, "refused", "")
        known = getattr(before.screen, "error", "") or getattr(before.screen, "refused", "")
        return "error" if refused and refused != known and refused != "sent" else ""
    if not getattr(after.screen, "up", True):
        # A tier was lost: nothing to cheer about.
        return ""
    return "success" if kind in WORKED else "error" if kind in FAILED else ""


def _kind(screen: Screen) -> str:
    return type(screen).__name__


class Sounds:
    """Silent until `load`, and for good where there is nothing to play on."""

    def __init__(self, audio: Audio, now: Callable[[], datetime]) -> None:
        self._audio, self._now = audio, now
        self._sounds: dict[str, Any] = {}
        self._state = State()
        self._volume = audio.volume

    def set_volume(self, volume: int) -> None:
        """How loud from now on, 0 to 100."""
        if volume != self._volume:
            self._volume = volume
            for sound in self._sounds.values():
                sound.volume = volume / 100

    def load(self, post: Callable[[Callable[[], None]], None]) -> None:
        """Make the tones in a thread, then open the sound device through `post`, on the Kivy thread."""
        if self._audio.volume and not self._sounds:
            threading.Thread(target=self._make, args=(post,), name="tones", daemon=True).start()

    def _make(self, post: Callable[[Callable[[], None]], None]) -> None:
        tones = {name: tone(name) for name in NOTES}
        post(lambda: self.open(tones))

    def open(self, tones: dict[str, bytes]) -> None:
        """Give the tones to the sound device."""
        from kivy.core.audio import SoundLoader

        with tempfile.TemporaryDirectory(prefix="regulars-tones-") as folder:
            for name, data in tones.items():
                path = Path(folder) / f"{name}.wav"
                path.write_bytes(data)
                sound = SoundLoader.load(str(path))
                if sound is None or sound.length <= 0:
                    log.warning("there is nothing to play sounds on")
                    self._sounds.clear()
                    return
                sound.volume = self._volume / 100
                self._sounds[name] = sound

    def show(self, state: State) -> None:
        """The picture has changed: sound what belongs to it."""
        before, self._state = self._state, state
        name = tone_of(before, state)
        if name:
            self.play(name)

    def play(self, name: str) -> bool:
        """Play one tone; whether it could be heard."""
        sound = self._sounds.get(name)
        if sound is None or within(self._now(), self._audio.quiet_from, self._audio.quiet_to):
            return False
        sound.stop()
        sound.play()
        return True
