"""Makes our widgets known to kv files by name."""

from __future__ import annotations

from functools import cache

from kivy.factory import Factory

from kiosk.design import (
    cells,
    choices,
    chrome,
    comfort,
    countdown,
    door,
    feast,
    keyboard,
    keys,
    layout,
    live,
    offers,
    paper,
    parts,
    party,
    progress,
    qr,
    rows,
    shelf,
    skeleton,
    surface,
    text,
    touchable,
    turning,
    veil,
)

_PIECES = {
    layout: ("Stack", "Air", "Pile", "Grid"),
    text: ("Txt", "Icon"),
    surface: ("Box",),
    touchable: ("Touchable",),
    live: ("Ring", "Pulse", "Sheen"),
    turning: ("Turning",),
    keys: (
        "Key",
        "Keypad",
        "Digits",
    ),
    keyboard: ("LetterKey", "KeyboardRow", "Keyboard", "DayKey", "DayKeys", "OptionRow"),
    paper: (
        "PrintScene",
        "Picture",
        "Ticket",
        "MemberCard",
    ),
    shelf: (
        "GiftCard",
        "Shelf",
    ),
    progress: (
        "Steps",
        "PointsRing",
        "Stamps",
        "Bar",
    ),
    parts: (
        "PushButton",
        "LevelKeys",
        "Tile",
        "Chip",
        "Notice",
        "Medal",
        "Pager",
        "Segment",
        "Sheet",
        "Benefit",
        "Amount",
        "Page",
    ),
    choices: ("SquareTile", "ScoreKey", "TopicKey", "FilterKey", "QuestionRow"),
    rows: ("PastLine", "LeaderLine", "Rung", "FriendRung", "DeviceTile"),
    qr: ("Qr",),
    door: ("HiddenDoor",),
    offers: ("OfferLine", "OfferCards"),
    feast: ("FeastChip",),
    countdown: ("SecondsRing",),
    skeleton: ("Waited",),
    cells: ("TouchCell", "TouchCells"),
    party: ("Cheer", "Confetti", "Popping"),
    comfort: ("EaseSwitch", "ComfortCard", "ComfortSheet", "ReachHandle"),
    veil: ("Veil",),
    chrome: ("Backdrop", "TopBar", "StillThere", "Chrome", "Stage"),
}


@cache
def register() -> None:
    """Once per process, before the first kv file is read."""
    text.register_fonts()
    for module, names in _PIECES.items():
        for name in names:
            Factory.register(name, cls=getattr(module, name))
