"""Card readers that speak PC/SC: the ACS ACR1252U and its kin, by way of pcscd.

pcscd pushes every change, so nothing is polled. The service may restart, be killed or start later; readers may be
unplugged, replugged, and be several; a card may leave in the middle of a word. All of that is normal here.
"""

from __future__ import annotations

import logging
import math
import time
from collections import deque
from pathlib import Path

from drivers.nfc import apdu
from drivers.nfc.apdu import CardSays, Transmit
from drivers.nfc.identify import identify
from drivers.nfc.keys import BadKeys, KeyBook, load
from drivers.nfc.power import Power
from drivers.nfc.scard import PRESENT, CardGone, Context
from drivers.nfc.together import Together
from drivers.nfc.watch import CardCame, CardWent, Watch
from drivers.ports import CardTapped, DeviceError, TwoCards

# How long `open` waits for a reader to appear before it says that there is none.
APPEAR_S = 0.7
# A card that was not held still is asked again while it lies there.
TRIES, TRY_AGAIN_S, TRY_SLOWLY_S = 4, 0.03, 0.5
# The USB class of card readers.
SMART_CARD = "0b"
# The readers that can be asked how many cards they see.
COUNTING = "ACR122"

log = logging.getLogger(__name__)


class Several(Exception):
    """The reader says that more than one card lies on it."""


class PcscReader:
    """Driver: every PC/SC reader whose name contains `only` (all when empty).

    `keys` is the path of a key file (docs/hardware.md): cards whose key is in it are challenged. `sun`: of the others
    the sealed address is read, for the server to check. `silent` keeps ACS readers from beeping by themselves;
    `blink` lights their green LED when a card was read. `counts` asks an ACR122U how many cards it sees. `hangs` is
    the path of a file that is made when pcscd hangs: whoever may (deploy/raspberrypi/systemd) starts it anew then and
    takes the file away. `revive` takes the power of an ACS reader that is plugged in and that pcscd does not list.
    """

    # pcscd answers within half a second, or never; and lists a reader some milliseconds after it was plugged in.
    patience_s = 3.0
    notice_s = 5.0

    def __init__(
        self,
        only: str = "",
        keys: str = "",
        sun: bool = False,
        silent: bool = False,
        blink: bool = False,
        counts: bool = False,
        hangs: str = "",
        revive: bool = False,
    ) -> None:
        try:
            self._keys = load(keys) if keys else KeyBook()
        except BadKeys as error:
            raise ValueError(f"keys: {error}") from error
        self._only, self._sun, self._silent, self._blink = only, sun, silent, blink
        self._counts, self._power = counts, Power() if revive else None
        self._hangs = Path(hangs) if hangs else None
        self._context: Context | None = None
        self._watch = Watch()
        self._taps: deque[CardTapped | TwoCards] = deque()
        self._unread: dict[str, int] = {}
        self._together = Together()
        # The readers that count several cards.
        self._several: set[str] = set()
        # When a reader was plugged in that pcscd has not listed yet, and when its list last changed.
        self._came_s: float | None = None
        self._changed_s = -math.inf
        # What lay on which reader when it was last seen: the same card is not tapped again by a restart of pcscd.
        self._lying: dict[str, str] = {}

    def open(self) -> None:
        """Attach to pcscd and find a reader. Raises DeviceError when there is none within 0.7 s."""
        self.close()
        self._watch, self._unread, self._together, self._several = Watch(), {}, Together(), set()
        self._context = Context()
        deadline = time.monotonic() + APPEAR_S
        while not self._find_readers():
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                self._nobody()
                which = f" whose name holds {self._only!r}" if self._only else ""
                raise DeviceError(f"no card reader{which} is plugged in")
            self._watch.take(self._context.wait(self._watch.known(), left_s))
        if self._power is not None:
            self._power.listed()

    def read(self, timeout_s: float) -> CardTapped | TwoCards | None:
        """One card, or that there are several at once; None after `timeout_s` of silence.

        Raises DeviceError when pcscd or the last reader is gone.
        """
        if self._context is None:
            raise DeviceError("the card reader is not open")
        deadline = time.monotonic() + timeout_s
        self._watch.doubt()
        while not self._taps:
            if not self._find_readers():
                raise DeviceError("the card reader was unplugged")
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                return None
            self._look(min(left_s, self._try_again_s(), self._together.wait_s(time.monotonic())))
        return self._taps.popleft()

    def came(self, usb_class: str) -> None:
        """udev says that a USB device of this class was plugged in. From any thread."""
        now_s = time.monotonic()
        if usb_class == SMART_CARD and self._came_s is None and now_s - self._changed_s > self.notice_s / 2:
            self._came_s = now_s

    def rescue(self) -> None:
        """Ask for a new pcscd, because a call to this one hangs. From any thread; the call ends when pcscd does.

        pcscd 1.9 ends the thread of a reader that is unplugged while it may hold the lock on the list of clients;
        from then on nobody who waits for a card is ever answered (docs/hardware.md).
        """
        if self._hangs is None:
            log.error("pcscd hangs; start it anew:  systemctl kill -s KILL pcscd")
            return
        try:
            self._hangs.touch()
        except OSError as error:
            log.error("pcscd hangs, and nobody can be told: %s: %s", self._hangs, error.strerror)
        else:
            log.error("pcscd hangs; asked for a new one by %s", self._hangs)

    def close(self) -> None:
        if self._context is not None:
            self._context.close()
            self._context = None

    def _nobody(self) -> None:
        """There is no reader of ours. Raises DeviceError when one that hung was helped just now."""
        if self._power is not None and not self._attached.readers() and self._power.missing(time.monotonic()):
            raise DeviceError("the card reader hung; it was switched off and on")

    @property
    def _attached(self) -> Context:
        assert self._context is not None
        return self._context

    def _try_again_s(self) -> float:
        """How long to wait before a card that could not be read is asked again: it may be held better by then."""
        tries = min(self._unread.values(), default=None)
        return math.inf if tries is None else TRY_AGAIN_S if tries < TRIES else TRY_SLOWLY_S

    def _find_readers(self) -> bool:
        """Take note of readers that came and went; False when none is left."""
        came, went = self._watch.plugged(name for name in self._attached.readers() if self._only in name)
        if came or went:
            self._came_s, self._changed_s = None, time.monotonic()
        elif self._came_s is not None and time.monotonic() - self._came_s > self.notice_s:
            # The other half of the same deadlock: clients are answered, and readers that come and go are not noticed.
            self._came_s = None
            self.rescue()
            raise DeviceError("a card reader was plugged in, and pcscd does not notice")
        for reader in went:
            log.info("card reader gone: %s", reader)
            self._empty(reader)
        for reader in came:
            log.info("card reader found: %s", reader)
            if self._silent:
                self._attached.escape(reader, apdu.SILENT)
        return bool(self._watch.readers)

    def _look(self, timeout_s: float) -> None:
        looks = self._attached.wait(self._watch.known(), timeout_s)
        for look in looks:
            if not look.state & PRESENT:
                self._lying.pop(look.reader, None)
        for change in self._watch.take(looks):
            match change:
                case CardWent(reader):
                    self._lying.pop(reader, None)
                    self._empty(reader)
                case CardCame(reader):
                    self._unread[reader] = 0
        for reader in self._together.freed(time.monotonic()):
            self._unread[reader] = 0
        for reader in list(self._unread):
            self._try(reader)

    def _empty(self, reader: str) -> None:
        self._unread.pop(reader, None)
        self._several.discard(reader)
        self._together.went(reader, time.monotonic())

    def _try(self, reader: str) -> None:
        try:
            tap = self._ask(reader)
        except Several:
            # Asked again, slowly, until one was taken away.
            self._unread[reader] = TRIES
            if reader not in self._several:
                self._several.add(reader)
                self._refuse()
            return
        except (CardGone, CardSays) as error:
            self._unread[reader] += 1
            if self._unread[reader] == TRIES:
                # Without the card's number: that is a member's.
                log.info("a card on %s cannot be read: %s", reader, error)
            return
        del self._unread[reader]
        self._several.discard(reader)
        if self._lying.get(reader) != tap.uid:
            self._take(reader, tap)

    def _take(self, reader: str, tap: CardTapped) -> None:
        match self._together.came(reader, tap.uid, time.monotonic()):
            case "alone":
                self._lying[reader] = tap.uid
                self._taps.append(tap)
                if self._blink:
                    self._attached.escape(reader, apdu.GREEN)
            case "together":
                self._refuse()

    def _refuse(self) -> None:
        """More than one card: what was read and not told yet is no tap. Whichever remains is read as a new one."""
        self._taps.clear()
        self._taps.append(TwoCards())
        self._lying.clear()

    def _ask(self, reader: str) -> CardTapped:
        card = self._attached.connect(reader)
        try:
            tap = identify(card, self._keys, self._sun)
            if self._counts and COUNTING in reader and _several(card):
                raise Several
            return tap
        finally:
            card.close()


def _several(card: Transmit) -> bool:
    try:
        return apdu.count_cards(card) > 1
    except CardSays:
        # A reader that does not say: one card was read.
        return False
