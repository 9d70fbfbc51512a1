"""A thermal printer without the metal: ESC/POS bytes in, answers and paper out. No socket, thread or clock."""

from __future__ import annotations

from collections import deque
from enum import StrEnum

from drivers.printer.press import Cut, Press
from drivers.printer.tokens import Token, Tokenizer

DOTS = {58: 384, 80: 576}
# What a printer that cannot print keeps in its memory; the rest is lost and counted.
HELD_BYTES = 512 * 1024
JUNK = b"\xff\x5a\xa5"
# Talk between driver and printer, not part of any ticket.
TALK = (b"\x10\x04", b"\x10\x05", b"\x1dr", b"\x1da", b"\x1dI")


class Fault(StrEnum):
    """What can be wrong.

    `PAPER_OUT`, `COVER_OPEN` and `OFFLINE` hold the job in memory and print it once cured; `HUNG` does too and
    never answers. `GARBLED` prints and answers junk. `PAPER_LOW` prints and says so.
    """

    PAPER_OUT = "paper_out"
    PAPER_LOW = "paper_low"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    GARBLED = "garbled"
    HUNG = "hung"


HOLDING = frozenset((Fault.PAPER_OUT, Fault.COVER_OPEN, Fault.OFFLINE, Fault.HUNG))


class Emulator:
    """One printer with paper `width_mm` (58 or 80) wide. `cuts` are the tickets so far, the oldest first."""

    def __init__(self, width_mm: int = 80) -> None:
        if width_mm not in DOTS:
            raise ValueError(f"width_mm: the paper is 58 or 80 mm wide, not {width_mm!r}")
        self._press = Press(DOTS[width_mm])
        self.lost_bytes = 0
        # Paper left on the roll, in dots; None is a roll without end. At its end the fault becomes PAPER_OUT.
        self.roll_dots: int | None = None
        self._fault: Fault | None = None
        self._tokens = Tokenizer()
        self._held: deque[tuple[Token, bytes]] = deque()
        self._held_bytes = 0

    @property
    def cuts(self) -> deque[Cut]:
        return self._press.cuts

    @property
    def unknown_commands(self) -> int:
        return self._press.unknown_commands

    @property
    def fault(self) -> Fault | None:
        return self._fault

    def set_fault(self, fault: Fault | None) -> bytes:
        """Break or cure the printer; a cured one prints what it held. Returns the answers that were due."""
        if self._fault is Fault.PAPER_OUT and fault is not Fault.PAPER_OUT:
            self.roll_dots = None
        self._fault = fault
        return self._work()

    def feed(self, data: bytes) -> bytes:
        """Take bytes in any pieces and return the answers, in order."""
        answers = b""
        for token, raw in self._tokens.feed(data):
            if token.name == b"\x10\x04":
                answers += self._say(self._status(token.data[0]))
            elif self._held_bytes + len(raw) > HELD_BYTES:
                self.lost_bytes += len(raw)
            else:
                self._held.append((token, raw))
                self._held_bytes += len(raw)
                answers += self._work()
        return answers

    def hang_up(self) -> None:
        """The connection ended: a command that was cut off is forgotten, or it would swallow the next job's start."""
        self._tokens.clear()

    def _work(self) -> bytes:
        """Print what is held, until the printer cannot."""
        answers = b""
        while self._held and self._fault not in HOLDING:
            token, raw = self._held.popleft()
            self._held_bytes -= len(raw)
            if token.name == b"\x1dr":
                answers += self._say(bytes((0x03 if self._fault is Fault.PAPER_LOW else 0x00,)))
            if token.name not in TALK:
                self._roll(self._press.do(token, raw))
        return answers

    def _roll(self, used_dots: int) -> None:
        if self.roll_dots is None:
            return
        self.roll_dots -= used_dots
        if self.roll_dots <= 0:
            self._fault = Fault.PAPER_OUT

    def _say(self, answer: bytes) -> bytes:
        if self._fault is Fault.HUNG:
            return b""
        return JUNK if self._fault is Fault.GARBLED else answer

    def _status(self, kind: int) -> bytes:
        """The answer to DLE EOT `kind`, as in Epson's tables; no answer to a kind that does not exist."""
        fault = self._fault
        stopped = fault in (Fault.PAPER_OUT, Fault.COVER_OPEN, Fault.OFFLINE)
        bits = {
            1: 0x08 if stopped else 0,
            2: {Fault.COVER_OPEN: 0x04, Fault.PAPER_OUT: 0x20}.get(fault, 0) if fault else 0,
            3: 0,
            4: {Fault.PAPER_LOW: 0x0C, Fault.PAPER_OUT: 0x6C}.get(fault, 0) if fault else 0,
        }
        return bytes((0x12 | bits[kind],)) if kind in bits else b""
