"""Colours, type scale and motion: the one place where the look is decided."""

from __future__ import annotations

from dataclasses import dataclass

Rgba = tuple[float, float, float, float]


def rgba(code: str, alpha: float = 1.0) -> Rgba:
    """`#RRGGBB` as four floats from 0 to 1."""
    red, green, blue = (int(code[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue, alpha


HEX = {
    "paper": "#F6F0E7",
    "paper2": "#EFE6D9",
    "surface": "#FFFFFF",
    "ink": "#211A15",
    "ink2": "#6A5D52",
    "line": "#E7DCCD",
    "ember": "#BF3417",
    "ember_hi": "#CF4019",
    "ember_soft": "#FBE6DD",
    "gold": "#E7B866",
    "gold_ink": "#80520E",
    "gold_soft": "#FBF0DA",
    "gold_fill": "#FAE8C4",
    "jade": "#0E6E58",
    "jade_soft": "#DDF1EA",
    "plum": "#5B2A6B",
    "plum_soft": "#F0E4F4",
    "night": "#1B120D",
    "night2": "#3D2A1B",
    "cream": "#FFEDD1",
    "cream2": "#D9C4AC",
    "white": "#FFFFFF",
    "ember_lit": "#E2582B",
    "gold_deep": "#B9792A",
    "gold_lit": "#F8DCA0",
    "jade_lit": "#2FA98A",
    "night3": "#4A382B",
    "black": "#0B0705",
    "blush": "#FDF0EA",
    "mist": "#EFF8F5",
}
COLOURS: dict[str, Rgba] = {name: rgba(code) for name, code in HEX.items()}
COLOURS["clear"] = (1.0, 1.0, 1.0, 0.0)
COLOURS["track"] = (0.86, 0.80, 0.72, 0.55)
COLOURS["track_night"] = (1.0, 0.93, 0.82, 0.16)
COLOURS["glass"] = (1.0, 0.93, 0.85, 0.13)
COLOURS["shade"] = rgba("#1B120D", 0.62)


@dataclass(frozen=True, slots=True)
class Surface:
    """A ground: colour at the bottom and at the top, an edge, a soft shadow; colours by name."""

    low: str
    high: str
    border: str = ""
    shadow: bool = False


def _flat(colour: str, border: str = "", shadow: bool = False) -> Surface:
    return Surface(colour, colour, border, shadow)


SURFACES: dict[str, Surface] = {
    "card": _flat("surface", shadow=True),
    "plain": _flat("surface", "line"),
    "well": _flat("paper", "line"),
    "paper2": _flat("paper2"),
    "ink": _flat("ink"),
    "glass": _flat("glass"),
    "night": Surface("night", "night2", shadow=True),
    "shade": _flat("shade"),
    "ember": Surface("ember", "ember_hi"),
    "logo": Surface("ember", "ember_lit"),
    "medal": Surface("gold_deep", "gold_lit"),
    "medal_ember": Surface("ember", "ember_lit"),
    "medal_jade": Surface("jade", "jade_lit"),
    "medal_ink": Surface("ink", "night3"),
    "ember_soft": _flat("ember_soft"),
    "gold_soft": _flat("gold_soft"),
    "gold_fill": _flat("gold_fill"),
    "jade_soft": _flat("jade_soft"),
    "plum_soft": _flat("plum_soft"),
    "hole": _flat("clear", "line"),
    "focus": _flat("surface", "ember"),
    "wrong": _flat("ember_soft", "ember"),
    "medal_warm": Surface("ember_soft", "blush"),
    "medal_calm": Surface("jade_soft", "mist"),
    "phone": Surface("night", "night3", shadow=True),
    "slit": _flat("black"),
    "machine": Surface("night", "night3", shadow=True),
}
# What a coupon or gift of each kind is drawn with: icon, dark and light end of its gradient.
KINDS: dict[str, tuple[str, str, str]] = {
    "amount_off": ("ticket-percent", "#A52A12", "#EE7A3E"),
    "percent_off": ("utensils-crossed", "#0A5646", "#2FA98A"),
    "free_item": ("soup", "#8A5A12", "#E3A84A"),
    "gift": ("gift", "#4C2160", "#A45AB4"),
}
# What a gift for a day is drawn with, whatever it is.
OCCASIONS = {"birthday": "cake-slice", "holiday": "party-popper"}
for _kind, (_, _low, _high) in KINDS.items():
    COLOURS[f"{_kind}_low"], COLOURS[f"{_kind}_high"] = rgba(_low), rgba(_high)
    SURFACES[f"kind_{_kind}"] = Surface(f"{_kind}_low", f"{_kind}_high")

# What a button of each kind is made of: its ground and the colour of its words.
BUTTONS: dict[str, tuple[str, str]] = {
    "primary": ("ember", "white"),
    "soft": ("ember_soft", "ember"),
    "dark": ("ink", "white"),
    "plain": ("plain", "ink"),
    "glass": ("glass", "cream"),
    "off": ("paper2", "ink2"),
}

# The accent of each tier on the dark member card; an unknown tier wears gold.
TIER_ACCENTS: dict[str, Rgba] = {
    "member": rgba("#D8B48F"),
    "bronze": rgba("#D39A68"),
    "silver": rgba("#AEB8C0"),
    "gold": rgba("#E7B866"),
    "platinum": rgba("#9FC4C9"),
    "diamond": rgba("#D9D2FF"),
}
for _tier, _accent in TIER_ACCENTS.items():
    COLOURS[f"tier_{_tier}_low"] = (*(part * 0.82 for part in _accent[:3]), 1.0)  # type: ignore[assignment]
    COLOURS[f"tier_{_tier}"] = _accent
    SURFACES[f"tier_{_tier}"] = Surface(f"tier_{_tier}_low", f"tier_{_tier}")
# Pixels at 1280x800; `metrics` turns them into those of this screen.
TYPE = {
    "display": 84,
    "giant": 60,
    "name": 42,
    "number": 46,
    "h1": 30,
    "h2": 25,
    "lead": 23,
    "body": 20,
    "meta": 17,
    "caption": 15,
}
SMALLEST_PX = 15
LARGE_TEXT = 1.2

# Fingers, in millimetres on the panel: what is drawn, where it answers (beyond its edge, in the room between), where
# the one thing to do next answers, a key of a keypad, and the room between two controls.
TOUCH_MM = 10.0
HIT_MM = 12.0
PRIMARY_MM = 20.0
KEY_MM = 20.0
GAP_MM = 3.0
# On a panel lower than this, as 7" are (92 mm), four rows of 20 mm leave nothing for the top bar (10 mm and its edges):
# a row has what a quarter of the rest gives, and the room between two controls is half, so that the controls are big.
LOW_PANEL_MM = 110.0
LOW_KEY_MM = 17.5
LOW_GAP_MM = 1.4
# What a low panel adds between the parts of a sheet that has room left.
LOOSE_MM = 1.5

PRESS_S = 0.06
RELEASE_S = 0.18
ENTER_S = 0.24
STAGGER_S = 0.035
STAGGER_CAP_S = 0.1
RING_S = 0.9


def contrast(front: Rgba, back: Rgba) -> float:
    """The WCAG contrast ratio of two opaque colours, 1 to 21."""
    lighter, darker = sorted((_luminance(front), _luminance(back)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Rgba) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
