"""The screen book: every screen, every example, both languages, three sizes, three looks, as pictures.

    python -m devstack.book DIR

`DIR/index.html` shows them all. One child process draws one size: Kivy has one window per process. Ends with 1
when a picture has a fault.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

from PIL import Image

from devstack import contact
from kiosk.config import Brand, Display
from kiosk.screens import Attract, CouponCard, Greeting, More, OutOfService, Refer, Screen, Wallet
from kiosk.screens._people import EVENING, FEAST, LONG_FEAST, OFFERS
from kiosk.state import State, Surroundings
from kiosk.ui import Ui
from kiosk.values import Language, Link, PrinterHealth
from kiosk.words import add_folder, languages

# Width and height in pixels, and pixels per millimetre, of the panels we draw for: 10.1", 7" and 21.5".
SIZES: dict[str, tuple[int, int, float]] = {
    "1280x800": (1280, 800, 5.9),
    "800x480": (800, 480, 5.2),
    "1080x1920": (1080, 1920, 4.0),
}
FINE = Surroundings(link=Link.ONLINE, printer=PrinterHealth.OK, joins=("phone", "wechat", "email"))
# What the loop runs until texts, layouts and pictures have settled.
SETTLED = 4
THEMES = ("normal", "large", "high_contrast")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One picture of the book."""

    example: str
    language: Language
    theme: str
    state: State

    @property
    def screen(self) -> str:
        return type(self.state.screen).__name__


def leaves(themes: Sequence[str] = THEMES) -> Iterator[Leaf]:
    """Every picture of these themes, in the order of the journey."""
    for theme in themes:
        for language in languages():
            around = dressed(replace(FINE, language=language), theme)
            for kind in get_args(Screen):
                for number, screen in enumerate(kind.examples()):
                    yield Leaf(str(number), language, theme, State(screen=screen, around=around))
            for name, state in special(around).items():
                yield Leaf(name, language, theme, state)


def dressed(around: Surroundings, theme: str) -> Surroundings:
    """These surroundings as somebody sees them who chose the theme."""
    return replace(
        around, large_text=theme == "large", comfort=replace(around.comfort, contrast=theme == "high_contrast")
    )


def special(around: Surroundings) -> dict[str, State]:
    """What surroundings do to a screen: no network, no paper, no reader, and the question whether anybody is there."""
    hub = Greeting.examples()[0]
    cached = replace(hub, confirmed=False)
    return {
        "offline": State(screen=cached, around=replace(around, link=Link.OFFLINE)),
        "server-down": State(screen=cached, around=replace(around, link=Link.SERVER_DOWN)),
        "no-paper": State(screen=hub, around=replace(around, printer=PrinterHealth.PAPER_OUT)),
        "low-paper": State(screen=hub, around=replace(around, printer=PrinterHealth.LOW)),
        "cover-open": State(screen=hub, around=replace(around, printer=PrinterHealth.COVER_OPEN)),
        "printer-gone": State(screen=hub, around=replace(around, printer=PrinterHealth.OFFLINE)),
        "wallet-offline": State(screen=Wallet.examples()[0], around=replace(around, link=Link.OFFLINE)),
        "everything": State(
            screen=replace(Greeting.examples()[2], confirmed=False),
            around=replace(around, link=Link.OFFLINE, printer=PrinterHealth.COVER_OPEN),
        ),
        "still-there": State(screen=hub, around=around, warning=True),
        "easier": State(screen=hub, around=replace(around, comfort=replace(around.comfort, open=True, slow=True))),
        "lowered": State(screen=hub, around=replace(around, comfort=replace(around.comfort, reach=True, low=True))),
        "raised": State(screen=hub, around=replace(around, comfort=replace(around.comfort, reach=True))),
        "no-reader": State(screen=Attract(), around=replace(around, reader=False, link=Link.OFFLINE)),
        "offers": State(screen=Attract(), around=replace(around, offers=OFFERS)),
        "long-offer": State(screen=Attract("not_our_code"), around=replace(around, offers=OFFERS[1:])),
        "long-offer-offline": State(screen=Attract(), around=replace(around, offers=OFFERS[1:], link=Link.OFFLINE)),
        "holiday": State(screen=Attract(), around=replace(around, offers=OFFERS, holidays=(FEAST,))),
        "long-holiday": State(
            screen=Attract(), around=replace(around, offers=OFFERS, holidays=(LONG_FEAST,), link=Link.OFFLINE)
        ),
        "holiday-greeting": State(screen=Greeting.examples()[6], around=replace(around, holidays=(FEAST,))),
        "long-holiday-greeting": State(
            screen=replace(Greeting.examples()[2], confirmed=False),
            around=replace(around, holidays=(LONG_FEAST,), link=Link.OFFLINE),
        ),
        "birthday-on-holiday": State(screen=Greeting.examples()[4], around=replace(around, holidays=(FEAST,))),
        "new-dish": State(
            screen=Greeting.examples()[-1],
            around=replace(around, offers=OFFERS[1:]),
        ),
        "more-offline": State(screen=More.examples()[0], around=replace(around, link=Link.OFFLINE)),
        "unprinted": State(screen=CouponCard.examples()[0], around=replace(around, printer=PrinterHealth.PAPER_OUT)),
        "unprinted-slip": State(screen=Refer.examples()[1], around=replace(around, printer=PrinterHealth.OFFLINE)),
        "closed-offline": State(screen=OutOfService("K-901"), around=replace(around, link=Link.OFFLINE)),
    }


def draw(
    size: str, folder: Path | None, themes: Sequence[str] = THEMES, contrast: bool = True
) -> list[dict[str, object]]:
    """Draw every leaf at one size; pictures go to `folder`, faults into each entry. One call per process.

    Without a folder and without `contrast` nothing is drawn: a look at the layout alone takes a third of the time.
    """
    width, height, px_per_mm = SIZES[size]
    display = Display(width=width, height=height, window="offscreen", px_per_mm=px_per_mm)
    ui = Ui(display, Brand(), lambda what, arg: None, now=lambda: EVENING, moving=False)
    equip()
    entries: list[dict[str, object]] = []
    for leaf in leaves(themes):
        timeout_s = 20.0 if leaf.state.warning else leaf.state.screen.timeout_s
        ui.show(leaf.state, timeout_s)
        for _ in range(SETTLED):
            ui.step(draw=False)
        name = f"{leaf.screen}-{leaf.example}-{leaf.language}-{size}-{leaf.theme}.png"
        if folder is not None:
            pixels, wide, high = ui.grab()
            Image.frombytes("RGB", (wide, high), pixels).save(folder / name, compress_level=1)
        entries.append(
            {
                "screen": leaf.screen,
                "example": leaf.example,
                "language": leaf.language,
                "size": size,
                "theme": leaf.theme,
                "picture": name if folder is not None else "",
                "faults": ui.faults(contrast),
            }
        )
    return entries


def equip() -> None:
    """A kiosk with a loudspeaker, a voice and a panel whose light can be set: there is most to show."""
    from kiosk.design.look import the_look

    look = the_look()
    look.can_sound = look.can_speak = look.can_dim = True


def make(folder: Path) -> list[dict[str, object]]:
    """Draw the whole book into `folder`, one child process per size; returns the index."""
    folder.mkdir(parents=True, exist_ok=True)
    index: list[dict[str, object]] = []
    for size in SIZES:
        command = [sys.executable, "-m", "devstack.book", str(folder), "--size", size]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
        index += json.loads(done.stdout)
        print(f"{size}: {len(index)} pictures", file=sys.stderr)
    (folder / "index.json").write_text(json.dumps(index, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return index


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="devstack.book", description="Draw every screen of the kiosk.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", choices=SIZES, help="draw only this size and print its index")
    parser.add_argument("--check", action="store_true", help="with --size: look for faults, write no pictures")
    parser.add_argument("--layout", action="store_true", help="with --check: leave out how texts stand out")
    parser.add_argument("--words", type=Path, help="with --size: speak the languages of this folder too (*.mo)")
    parser.add_argument("--theme", choices=THEMES, help="with --size: only this theme")
    chosen = parser.parse_args(arguments)
    if chosen.words:
        add_folder(chosen.words)
    if chosen.size:
        chosen.folder.mkdir(parents=True, exist_ok=True)
        themes = (chosen.theme,) if chosen.theme else THEMES
        folder = None if chosen.check else chosen.folder
        print(json.dumps(draw(chosen.size, folder, themes, contrast=not chosen.layout), ensure_ascii=False))
        return 0
    index = make(chosen.folder)
    print(f"open {contact.write(chosen.folder, index)}", file=sys.stderr)
    faulty = [entry for entry in index if entry["faults"]]
    for entry in faulty:
        print(f"{entry['picture']}: {entry['faults']}", file=sys.stderr)
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main())
