"""How long to wait before the next try to connect: full jitter, so that a thousand kiosks never return at once."""

from __future__ import annotations

import random
from dataclasses import dataclass, field


@dataclass(slots=True)
class Backoff:
    """Waits drawn from `random(0, min(cap_s, base_s * 2^n))`; only a steady connection starts again from zero.

    A link that comes up and falls at once keeps its long waits: `steady_s` of connection forgives it.
    """

    base_s: float = 1.0
    cap_s: float = 60.0
    steady_s: float = 60.0
    draw: random.Random = field(default_factory=random.SystemRandom)
    tries: int = 0

    def next_wait_s(self, connected_for_s: float) -> float:
        """The wait after a connection that lasted `connected_for_s` (0.0: it never came up)."""
        if connected_for_s >= self.steady_s:
            self.tries = 0
        ceiling_s = min(self.cap_s, self.base_s * 2.0 ** min(self.tries, 32))
        self.tries += 1
        return self.draw.uniform(0.0, ceiling_s)
