"""Makes our widgets known to kv files by name."""

from __future__ import annotations

from functools import cache

from kivy.factory import Factory

from kiosk.design import chrome, layout, live, parts, surface, text, touchable

_PIECES = {
    layout: ("Stack", "Pile", "Grid"),
    text: ("Txt", "Icon"),
    surface: ("Box",),
    touchable: ("Touchable",),
    live: ("Ring", "Pulse", "Sheen", "Turning"),
    parts: (
        *("PushButton", "Chip", "Digits", "Key", "Keypad", "MemberCard", "Medal", "Notice", "Page", "Pager"),
        *("Picture", "PointsRing", "Segment", "Stamps", "Ticket", "Tile"),
        *("Amount", "Benefit", "GiftCard", "PrintScene", "Sheet", "Shelf", "Steps"),
    ),
    chrome: ("Backdrop", "TopBar", "StillThere", "Stage"),
}


@cache
def register() -> None:
    """Once per process, before the first kv file is read."""
    text.register_fonts()
    for module, names in _PIECES.items():
        for name in names:
            Factory.register(name, cls=getattr(module, name))
