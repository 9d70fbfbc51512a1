"""Reading what an ESC/POS printer says of itself: the answers to `DLE EOT n` and `GS r 1`.

A library that takes silence for "paper is fine" is worse than none, so everything here is tri-state:
an answer that lacks the fixed bits of its kind is no answer.
"""

from __future__ import annotations

from drivers.ports import Paper, PrinterStatus, PrintFault

ASK_PRINTER, ASK_CAUSE, ASK_PAPER = 1, 2, 4
# GS r 1 is answered only when everything before it has been printed: a job's end, said by the printer itself.
BARRIER = b"\x1dr\x01"
# Automatic status back (GS a) would mix unasked bytes into the answers.
QUIET = b"\x1da\x00"
_BARRIER_ANSWERS = frozenset((0x00, 0x03, 0x0C, 0x0F))


def question(kind: int) -> bytes:
    """`DLE EOT n`, answered at once with one byte even by a printer that is offline."""
    return bytes((0x10, 0x04, kind))


def is_status(byte: int) -> bool:
    """Whether `byte` has the fixed bits of a DLE EOT answer (0xx1xx10)."""
    return byte & 0x93 == 0x12


def is_barrier(byte: int) -> bool:
    """Whether `byte` can be the answer to GS r 1."""
    return byte in _BARRIER_ANSWERS


def parse(printer: int | None, cause: int | None, paper: int | None) -> PrinterStatus:
    """The answers to DLE EOT 1, 2 and 4; None, or a byte without the fixed bits, leaves its part unknown."""
    online = None if printer is None or not is_status(printer) else not printer & 0x08
    cover_open = None if cause is None or not is_status(cause) else bool(cause & 0x04)
    return PrinterStatus(online, _paper(paper), cover_open)


def fault_of(status: PrinterStatus) -> PrintFault | None:
    """Why this printer would not print now; None when it surely would."""
    if status.paper is Paper.OUT:
        return PrintFault.PAPER_OUT
    if status.cover_open:
        return PrintFault.COVER_OPEN
    if status.online is None:
        return PrintFault.UNKNOWN
    return None if status.online else PrintFault.OFFLINE


def _paper(byte: int | None) -> Paper:
    if byte is None or not is_status(byte):
        return Paper.UNKNOWN
    if byte & 0x60:
        return Paper.OUT
    return Paper.LOW if byte & 0x0C else Paper.OK
