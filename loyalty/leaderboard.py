"""The leaderboard: masked names, nobody on it who does not want to be (B12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Score:
    """A member's points in the period of the board. `hidden`: they opted out."""

    member: str
    name: str
    points: int
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """`rank` counts from 1; equal points share a rank and the next one skips (1, 2, 2, 4)."""

    rank: int
    member: str
    name: str
    points: int


@dataclass(frozen=True, slots=True)
class Board:
    """The first places, where the member who looks stands (None: not on it, or opted out), and of how many."""

    places: tuple[Place, ...]
    mine: Place | None
    of: int


def board(scores: Iterable[Score], top: int = 10, me: str = "") -> Board:
    """What a kiosk may show: masked names, without those who opted out. Their places close up."""
    shown = [Score(one.member, masked(one.name), one.points) for one in scores if not one.hidden and one.points > 0]
    return _ranked(shown, top, me)


def whole_board(scores: Iterable[Score], top: int = 100) -> Board:
    """What the merchant sees: everybody, by name."""
    return _ranked(list(scores), top, "")


def masked(name: str) -> str:
    """林小雨 -> 林**, Emily Carter -> E****; empty stays empty. Says neither the name nor how long it is in Latin."""
    clean = " ".join("".join(c for c in name if c.isprintable()).split())[:LONGEST_NAME]
    if not clean:
        return ""
    return f"{clean[0]}****" if clean[0].isascii() else clean[0] + "*" * min(max(len(clean) - 1, 1), 2)


def _ranked(scores: list[Score], top: int, me: str) -> Board:
    ordered = sorted(scores, key=lambda one: (-one.points, one.member))
    places: list[Place] = []
    for count, one in enumerate(ordered, 1):
        tied = bool(places) and places[-1].points == one.points
        places.append(Place(places[-1].rank if tied else count, one.member, one.name, one.points))
    mine = next((place for place in places if me and place.member == me), None)
    return Board(tuple(places[:top]), mine, len(places))
