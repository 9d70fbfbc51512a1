"""Cutting an ESC/POS byte stream into commands, as a printer's own parser does."""

from __future__ import annotations

from dataclasses import dataclass

DLE, ESC, FS, GS = 0x10, 0x1B, 0x1C, 0x1D
# Limits of GS v 0 in Epson's command reference; a header beyond them is junk, not a 4 GB picture.
WIDEST_RASTER_BYTES, TALLEST_RASTER = 255, 4095
LONGEST_BARCODE = 255

# How many bytes follow each two-byte command.
_FIXED = {
    ESC: dict.fromkeys(b"@2SLim", 0)
    | dict.fromkeys(b"!aEdJGtMR3 -{V=rTeu%", 1)
    | dict.fromkeys(b"$\\", 2)
    | {ord("c"): 2, ord("p"): 3, ord("W"): 8},
    GS: dict.fromkeys(b"!aBbfhwHrI/", 1) | dict.fromkeys(b"LWPc$\\", 2) | {ord(":"): 0, ord("^"): 3},
    FS: dict.fromkeys(b"&.", 0) | dict.fromkeys(b"!CW-", 1) | dict.fromkeys(b"Sp", 2),
    DLE: {0x04: 1, 0x05: 1, 0x14: 3},
}


@dataclass(frozen=True, slots=True)
class Token:
    """One command (`name` is its fixed bytes, `data` its arguments), or a run of text (`name` is empty)."""

    name: bytes
    data: bytes = b""


UNKNOWN = b"?"
TEXT = b""


class Tokenizer:
    """Takes bytes in any pieces; a command cut in two waits for its rest."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[tuple[Token, bytes]]:
        """The commands completed by `data` in order, each with the very bytes it was made of."""
        buffer, at, tokens = self._rest + data, 0, []
        while at < len(buffer):
            token, size = _next(buffer, at)
            if size == 0:
                break
            tokens.append((token, buffer[at : at + size]))
            at += size
        self._rest = buffer[at:]
        return tokens

    def clear(self) -> None:
        """Forget a command that was cut off."""
        self._rest = b""


_WAIT = (Token(UNKNOWN), 0)


def _next(buffer: bytes, at: int) -> tuple[Token, int]:
    """The token at `at` and its size; size 0 when more bytes are needed."""
    first = buffer[at]
    if first not in _FIXED:
        return _plain(buffer, at)
    if at + 1 >= len(buffer):
        return _WAIT
    second = buffer[at + 1]
    length = _FIXED[first].get(second)
    if length is not None:
        return _take(buffer, at, 2, 2 + length)
    if first == GS and second in _VARIABLE_GS:
        return _VARIABLE_GS[second](buffer, at)
    if first == ESC and second == ord("D"):
        return _until_nul(buffer, at, 2, 32)
    if first == ESC and second == ord("*"):
        return _column_image(buffer, at)
    return Token(UNKNOWN, buffer[at : at + 2]), 1


def _plain(buffer: bytes, at: int) -> tuple[Token, int]:
    if buffer[at] < 0x20:
        return Token(buffer[at : at + 1]), 1
    end = at
    while end < len(buffer) and buffer[end] >= 0x20:
        end += 1
    return Token(TEXT, buffer[at:end]), end - at


def _take(buffer: bytes, at: int, name: int, size: int) -> tuple[Token, int]:
    if at + size > len(buffer):
        return _WAIT
    return Token(buffer[at : at + name], buffer[at + name : at + size]), size


def _until_nul(buffer: bytes, at: int, name: int, limit: int) -> tuple[Token, int]:
    end = buffer.find(0, at + name, at + name + limit)
    if end >= 0:
        return Token(buffer[at : at + name], buffer[at + name : end]), end + 1 - at
    return (Token(UNKNOWN), 1) if len(buffer) - at - name >= limit else _WAIT


def _raster(buffer: bytes, at: int) -> tuple[Token, int]:
    if at + 8 > len(buffer):
        return _WAIT
    width = int.from_bytes(buffer[at + 4 : at + 6], "little")
    height = int.from_bytes(buffer[at + 6 : at + 8], "little")
    if buffer[at + 2] != ord("0") or width > WIDEST_RASTER_BYTES or height > TALLEST_RASTER:
        return Token(UNKNOWN, buffer[at : at + 8]), 1
    return _take(buffer, at, 3, 8 + width * height)


def _group(buffer: bytes, at: int) -> tuple[Token, int]:
    """GS ( fn pL pH data: every command of this family says its own length."""
    if at + 5 > len(buffer):
        return _WAIT
    return _take(buffer, at, 3, 5 + int.from_bytes(buffer[at + 3 : at + 5], "little"))


def _barcode(buffer: bytes, at: int) -> tuple[Token, int]:
    if at + 4 > len(buffer):
        return _WAIT
    if buffer[at + 2] >= 65:
        return _take(buffer, at, 2, 4 + buffer[at + 3])
    return _until_nul(buffer, at, 3, LONGEST_BARCODE)


def _cut(buffer: bytes, at: int) -> tuple[Token, int]:
    if at + 3 > len(buffer):
        return _WAIT
    return _take(buffer, at, 2, 3 if buffer[at + 2] in (0, 1, 48, 49) else 4)


def _downloaded_image(buffer: bytes, at: int) -> tuple[Token, int]:
    if at + 4 > len(buffer):
        return _WAIT
    return _take(buffer, at, 2, 4 + buffer[at + 2] * buffer[at + 3] * 8)


def _column_image(buffer: bytes, at: int) -> tuple[Token, int]:
    if at + 5 > len(buffer):
        return _WAIT
    columns = int.from_bytes(buffer[at + 3 : at + 5], "little")
    return _take(buffer, at, 2, 5 + columns * (3 if buffer[at + 2] in (32, 33) else 1))


_VARIABLE_GS = {
    ord("v"): _raster,
    ord("("): _group,
    ord("k"): _barcode,
    ord("V"): _cut,
    ord("*"): _downloaded_image,
}
