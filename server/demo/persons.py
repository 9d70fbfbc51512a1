"""Who lives in the demo: the people of the bench's tray, and the neighbours who fill the leaderboard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Person:
    """One card of the bench's tray. `id` empty: not a member. `what` says what there is to see."""

    id: str
    name: str
    card: str
    qr: str
    phone: str
    language: Literal["zh", "en"]
    what: str


LIN = Person(
    "m-demo-lin", "林晓雨", "04a1b2c3d4e580", "RGM-DEMO0000000LIN01", "+8613812346688", "zh", "gold, 3 coupons"
)
WANG = Person(
    "m-demo-wang", "王建国", "04b7c80a1f5b80", "RGM-DEMO000000WANG02", "+8613911110002", "zh", "6 days in a row"
)
CHEN = Person(
    "m-demo-chen", "陈静", "04c2d19e3a6c81", "RGM-DEMO000000CHEN03", "+8613722220003", "zh", "joined this week"
)
NOTHING = Person(
    "m-demo-nil", "", "04d45e2b8c7082", "RGM-DEMO0000000NIL04", "+8615033330004", "zh", "has nothing at all"
)
LONG_NAME = "Maximiliana-Aleksandra Featherstonehaugh-Wolfeschlegelsteinhausen"
LONG = Person("m-demo-long", LONG_NAME, "04e6a7b1c2d383", "RGM-DEMO000000LONG05", "+8618644440005", "en", "much of all")
EMILY = Person(
    "m-demo-emily", "Emily Carter", "04f81c2d3e4f84", "RGM-DEMO00000EMILY06", "+8613655550006", "en", "English"
)
SUN = Person(
    "m-demo-sun", "孙丽", "0411a2b3c4d585", "RGM-DEMO0000000SUN07", "+8613566660007", "zh", "her card is blocked"
)
ZHOU = Person("m-demo-zhou", "周文博", "0422b3c4d5e686", "RGM-DEMO000000ZHOU08", "+8613477770008", "zh", "owes points")
NOBODY = Person("", "", "0433c4d5e6f787", "", "13388880009", "zh", "not a member yet: try joining")


def people() -> tuple[Person, ...]:
    """Everyone the bench can tap or scan."""
    return (LIN, WANG, CHEN, NOTHING, LONG, EMILY, SUN, ZHOU, NOBODY)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A member nobody plays: `orders` of this month in fen. `friend`: 林晓雨 brought them, so long ago in days."""

    id: str
    name: str
    phone: str
    orders: tuple[int, ...]
    friend: int | None = None


def _neighbour(number: int, name: str, *orders: int, friend: int | None = None) -> Neighbour:
    return Neighbour(f"m-demo-n{number:02d}", name, f"+861380000{number:04d}", orders, friend)


NEIGHBOURS = (
    _neighbour(1, "赵一鸣", 128_800, 98_600, 61_200, friend=60),
    _neighbour(2, "钱思远", 88_000, 76_500, friend=41),
    _neighbour(3, "李文静", 42_800, friend=5),
    _neighbour(4, "吴桐", 68_800, 61_200),
    _neighbour(5, "郑浩然", 118_000),
    _neighbour(6, "冯雪", 26_800, 38_600, 15_800),
    _neighbour(7, "许嘉禾", 51_200),
    _neighbour(8, "何家辉", 36_000, 12_500),
    _neighbour(9, "吕清", 30_800),
    _neighbour(10, "施然", 21_500),
    _neighbour(11, "Anna Rossi", 158_000, 36_600),
    _neighbour(12, "Tom Becker", 10_000),
)
# Receipts that were printed for nobody yet: the code, and what was paid in fen.
RECEIPTS = (("RGR-DEMO0001RECEIPTS", 61_200), ("RGR-DEMO0002RECEIPTS", 26_800))
