"""Two ways the kiosk can look: its own colours, and three that everybody can tell apart."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from kiosk.design.tokens import COLOURS, KINDS, SURFACES, TIER_ACCENTS, Rgba, Surface, rgba

Theme = Literal["normal", "contrast"]

WHITE, BLACK, YELLOW = rgba("#FFFFFF"), rgba("#000000"), rgba("#FFD400")
# What calls for a touch, or is chosen, is yellow with black words; everything else is black with a white edge.
_YELLOW_GROUNDS = {"ember", "ink", "focus", "medal", "medal_ember", "medal_jade", "medal_ink", "logo", "gold_fill"}
_EDGELESS = {"paper2", "hole", "slit", "shade"}
_YELLOW_TONES = {"ember", "gold", "gold_ink", "jade", "gold_lit", "ember_lit", "jade_lit", "gold_deep"}
_DARK = {"night", "night2", "night3", "black", "surface", "paper", "paper2", "ground"}


@dataclass(frozen=True, slots=True)
class _Tables:
    colours: dict[str, Rgba]
    surfaces: dict[str, Surface]
    kinds: dict[str, tuple[str, str, str]]
    tiers: dict[str, Rgba]


def wear(theme: Theme) -> None:
    """Put the theme's values into the tables of `tokens`, where every widget looks them up when it draws."""
    own = _own()
    tables = own if theme == "normal" else _contrast(own)
    COLOURS.update(tables.colours)
    SURFACES.update(tables.surfaces)
    KINDS.update(tables.kinds)
    TIER_ACCENTS.update(tables.tiers)


def on_yellow(surface: str, theme: str) -> bool:
    """Whether this ground is yellow now: then what stands on it is black, whatever its tone."""
    return theme == "contrast" and (surface in _YELLOW_GROUNDS or surface.startswith(("kind_", "tier_")))


@cache
def _own() -> _Tables:
    return _Tables(dict(COLOURS), dict(SURFACES), dict(KINDS), dict(TIER_ACCENTS))


def _contrast(own: _Tables) -> _Tables:
    colours = {name: BLACK if name in _DARK else YELLOW if name in _YELLOW_TONES else WHITE for name in own.colours}
    colours |= {"clear": own.colours["clear"], "shade": rgba("#000000", 0.85), "track": rgba("#FFFFFF", 0.35)}
    colours |= {"track_night": colours["track"], "ground": BLACK, "action": YELLOW, "edge": WHITE}
    surfaces = {name: _ground(name) for name in own.surfaces}
    kinds = {name: (icon, "#000000", "#000000") for name, (icon, _low, _high) in own.kinds.items()}
    return _Tables(colours, surfaces, kinds, dict.fromkeys(own.tiers, YELLOW))


def _ground(name: str) -> Surface:
    if on_yellow(name, "contrast"):
        return Surface("action", "action")
    edge = "action" if name == "wrong" else "" if name in _EDGELESS else "edge"
    return Surface("ground", "ground", edge)
