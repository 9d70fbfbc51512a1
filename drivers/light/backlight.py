"""The light behind the panel, by Linux's /sys/class/backlight."""

from __future__ import annotations

from pathlib import Path

from drivers.ports import DeviceError

CLASS = "/sys/class/backlight"
# Below this nobody can read the screen any more: 0 is dark, 1 is this.
DIMMEST = 0.04


class SysfsBacklight:
    """Driver: the panel called `panel` under `folder`; the first one there when `panel` is empty.

    Nothing is kept open; a panel that goes away is a DeviceError at the next call.
    """

    def __init__(self, panel: str = "", folder: str = CLASS) -> None:
        if "/" in panel:
            raise ValueError(f"panel: {panel!r} is the name of a panel, not a path")
        self._name, self._root = panel, Path(folder)

    def get(self) -> int:
        """How bright it is now, 0 to 100. Raises DeviceError when there is no panel."""
        panel = self._panel()
        brightest = _number(panel / "max_brightness")
        return round(100 * _number(panel / "brightness") / brightest) if brightest else 0

    def set(self, percent: int) -> None:
        """Make it `percent` bright: 0 is dark, from 1 on it can be read. Raises DeviceError, ValueError."""
        if not 0 <= percent <= 100:
            raise ValueError(f"percent: {percent} is not between 0 and 100")
        panel = self._panel()
        brightest = _number(panel / "max_brightness")
        least = max(1, round(brightest * DIMMEST))
        wanted = 0 if percent == 0 else max(least, round(brightest * percent / 100))
        try:
            (panel / "brightness").write_text(str(wanted))
        except OSError as error:
            raise DeviceError(f"the backlight cannot be set: {error.strerror}") from error

    def _panel(self) -> Path:
        panels = sorted(self._root.glob(self._name or "*")) if self._root.is_dir() else []
        if not panels:
            which = f"there is no panel {self._name!r}: " if self._name else ""
            raise DeviceError(f"{which}this screen's backlight cannot be dimmed")
        return panels[0]


def _number(file: Path) -> int:
    try:
        return int(file.read_text())
    except (OSError, ValueError) as error:
        raise DeviceError(f"{file.name} of the backlight cannot be read") from error
