"""What the board says of itself: how hot it is."""

from __future__ import annotations

from pathlib import Path

THERMAL = Path("/sys/class/thermal")
# A Raspberry Pi slows down from 80 °C on.
HOT_C = 75


def temperature_c(root: Path = THERMAL) -> int | None:
    """The hottest part of the board in degrees Celsius; None where the kernel does not say."""
    found = []
    for zone in sorted(root.glob("thermal_zone*")) if root.is_dir() else []:
        try:
            milli = int((zone / "temp").read_text())
        except (OSError, ValueError):
            continue
        # A sensor that is off says 0 or nonsense.
        if 0 < milli < 150_000:
            found.append(round(milli / 1000))
    return max(found, default=None)
