"""Whether the panel feels a finger everywhere: every cell is to be touched, and what was missed is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

CELLS = 24


@dataclass(frozen=True, slots=True)
class TouchTest:
    """`touched`: the cells a finger was felt in, 1 to 24, row by row from the top left."""

    timeout_s: ClassVar[float | None] = 60.0
    touched: tuple[int, ...] = ()

    @property
    def missed(self) -> tuple[int, ...]:
        return tuple(cell for cell in range(1, CELLS + 1) if cell not in self.touched)

    @classmethod
    def examples(cls) -> list[TouchTest]:
        return [cls(), cls((1, 2, 3, 4, 5, 6, 7, 8, 13, 20))]
