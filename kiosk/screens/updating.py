"""Being updated: it says so, stands still so that the update has the processor, and comes back by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Updating:
    """An update that never says that it ended is not waited for for ever."""

    timeout_s: ClassVar[float | None] = 1800.0

    @classmethod
    def examples(cls) -> list[Updating]:
        return [cls()]
