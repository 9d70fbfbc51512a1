"""The picture and the touch: shows a state, sends back what was touched. The only way to Kivy, with `kiosk.design`.

Kivy opens its window when it is imported, so nothing of it is imported before `Ui` is made.
"""

from __future__ import annotations

from kiosk.ui.controls import Control
from kiosk.ui.ui import Ui, local_now

__all__ = ["Control", "Ui", "local_now"]
