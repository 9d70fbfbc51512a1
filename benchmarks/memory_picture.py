"""picture_memory_1000_visits: how much the kiosk's face grows over a thousand visits, after a first hundred."""

from __future__ import annotations

from benchmarks.many_visits import TENTHS
from benchmarks.processes import child
from benchmarks.rows import Goal, Row, Say

VISITS = 1000
A_TENTH_S = 300.0


def run(say: Say) -> list[Row]:
    sizes = []
    with child("benchmarks.many_visits", str(VISITS)) as face:
        for tenth in range(TENTHS + 1):
            say(f"visit {tenth * VISITS // TENTHS} of {VISITS + VISITS // TENTHS}")
            sizes.append(float(face.wait_for("size ", A_TENTH_S)[1].split()[1]))
    growth = [size - sizes[0] for size in sizes[1:]]
    name = f"picture_memory_{VISITS}_visits"
    baseline = f"its size after the first {VISITS // TENTHS} visits"
    return [Row(name, "MB", growth[-1], max(growth), baseline, sizes[0], Goal("median", 5.0))]
