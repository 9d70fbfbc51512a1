"""Speech out of the kiosk: espeak-ng in a thread of its own, so that no picture ever waits for a word."""

from __future__ import annotations

import contextlib
import logging
import shutil
import subprocess
import threading

from kiosk.values import Language

PROGRAM = "espeak-ng"
# A language that was added is called what espeak-ng calls it: fr, ja, pt-br.
VOICES: dict[Language, str] = {"zh": "cmn", "en": "en-gb"}
WORDS_A_MINUTE = 165
# espeak-ng's own scale: 100 is as loud as it was recorded.
FULL_AMPLITUDE = 150

log = logging.getLogger(__name__)


def installed(program: str = PROGRAM) -> bool:
    """Whether this machine can speak."""
    return shutil.which(program) is not None


class Speaker:
    """Says the newest thing only: what is being said is cut off. `volume` is 0 to 100. Any thread may call it.

    The words go to the program's input, never to its command line, where others could read them.
    """

    def __init__(self, volume: int, program: str = PROGRAM) -> None:
        self._program = program
        self._amplitude = round(FULL_AMPLITUDE * volume / 100)
        self._changed = threading.Condition()
        self._next: tuple[str, Language] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._thread: threading.Thread | None = None

    def set_volume(self, volume: int) -> None:
        """From the next words on."""
        self._amplitude = round(FULL_AMPLITUDE * volume / 100)

    def say(self, text: str, language: Language) -> None:
        """Begin to say this, in place of anything else; returns at once."""
        with self._changed:
            if self._closed:
                return
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="speech", daemon=True)
                self._thread.start()
            self._next = (text, language)
            self._interrupt()
            self._changed.notify()

    def hush(self) -> None:
        """Say no more."""
        with self._changed:
            self._next = None
            self._interrupt()

    def close(self) -> None:
        with self._changed:
            self._closed, self._next = True, None
            self._interrupt()
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(2.0)

    def _interrupt(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._next is not None)
                if self._closed or self._next is None:
                    return
                (text, language), self._next = self._next, None
                self._process = self._start(language)
            if self._process is not None:
                # Cut off, it has closed its ears before we have finished.
                with contextlib.suppress(BrokenPipeError):
                    self._process.communicate(text.encode())
            with self._changed:
                self._process = None

    def _start(self, language: Language) -> subprocess.Popen[bytes] | None:
        voice = VOICES.get(language, language.replace("_", "-").lower())
        command = [self._program, "-v", voice, "-s", str(WORDS_A_MINUTE), "-a", str(self._amplitude)]
        quiet = subprocess.DEVNULL
        try:
            return subprocess.Popen([*command, "--stdin"], stdin=subprocess.PIPE, stdout=quiet, stderr=quiet)
        except OSError as error:
            log.warning("cannot speak: %s", error)
            return None
