"""A picture that is turned in its window: where a finger lands there, and how the picture looks to the diner."""

from __future__ import annotations


def in_window(across: float, up: float, rotation: int) -> tuple[float, float]:
    """Where in the window the place is that lies so far across and up the picture; all are shares from 0 to 1."""
    return {0: (across, up), 90: (1 - up, across), 180: (1 - across, 1 - up), 270: (up, 1 - across)}[rotation]


def upright(pixels: bytes, width: int, height: int, rotation: int) -> tuple[bytes, int, int]:
    """The picture as it is seen, row by row from its top left, with its width and height.

    `pixels` are those of the window, three bytes each, from its bottom left; `width`, `height` are the window's.
    """
    row = width * 3
    if rotation in (0, 180):
        rows = [pixels[at : at + row] for at in range(0, height * row, row)]
        seen = reversed(rows) if rotation == 0 else map(_mirrored, rows)
        return b"".join(seen), width, height
    columns = [_column(pixels, at, row) for at in range(0, row, 3)]
    seen = iter(columns) if rotation == 90 else map(_mirrored, reversed(columns))
    return b"".join(seen), height, width


def _column(pixels: bytes, at: int, row: int) -> bytes:
    found = bytearray(3 * (len(pixels) // row))
    for colour in range(3):
        found[colour::3] = pixels[at + colour :: row]
    return bytes(found)


def _mirrored(row: bytes) -> bytes:
    found = bytearray(len(row))
    for colour in range(3):
        found[colour::3] = row[colour::3][::-1]
    return bytes(found)
