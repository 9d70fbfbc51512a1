"""Compose the contact sheets of docs/book.md from a screen book: each a few screens side by side, under 400 kB.

scripts/demo --book DIR && .venv/bin/python scripts/contact_sheets.py DIR
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

OUT = Path(__file__).parent.parent / "docs" / "pictures"
GAP_PX = 12
GROUND = "#d8cfc2"
# For each sheet: columns, how wide a picture is, the size of the screen, and the pictures (screen, example, language).
Shot = tuple[str, str, str]
SHEETS: dict[str, tuple[int, int, str, list[Shot]]] = {
    "book_visit": (3, 480, "1280x800", [
        ("Attract", "0", "zh"), ("Reading", "0", "zh"), ("Greeting", "0", "zh"),
        ("Catalogue", "1", "zh"), ("Confirm", "0", "zh"), ("Holding", "0", "zh"),
        ("Printing", "0", "zh"), ("Finished", "0", "zh"), ("CheckedIn", "1", "zh"),
    ]),
    "book_member": (3, 480, "1280x800", [
        ("More", "0", "en"), ("Wallet", "0", "en"), ("CouponCard", "0", "en"),
        ("PastPoints", "1", "en"), ("Leaders", "2", "en"), ("Ladder", "1", "en"),
        ("Moment", "0", "en"), ("Feedback", "3", "en"), ("Refer", "1", "en"),
    ]),
    "book_trouble": (3, 480, "800x480", [
        ("Greeting", "offline", "en"), ("Greeting", "no-paper", "zh"), ("Greeting", "still-there", "en"),
        ("PrinterTrouble", "0", "zh"), ("Trouble", "0", "en"), ("CouponCard", "unprinted", "zh"),
        ("Attract", "no-reader", "zh"), ("OutOfService", "0", "en"), ("Staff", "3", "zh"),
    ]),
    "book_tall": (5, 288, "1080x1920", [
        ("Attract", "0", "en"), ("Greeting", "0", "zh"), ("Greeting", "lowered", "en"),
        ("Ladder", "1", "zh"), ("JoinPhone", "1", "en"),
    ]),
}  # fmt: skip


def sheet(book: Path, columns: int, wide: int, size: str, shots: list[Shot]) -> Image.Image:
    """One sheet. Raises FileNotFoundError for a picture the book does not hold."""
    screen_wide, screen_high = map(int, size.split("x"))
    high = round(wide * screen_high / screen_wide)
    rows = -(-len(shots) // columns)
    whole = Image.new("RGB", (columns * (wide + GAP_PX) + GAP_PX, rows * (high + GAP_PX) + GAP_PX), GROUND)
    for index, (screen, example, language) in enumerate(shots):
        with Image.open(book / f"{screen}-{example}-{language}-{size}-normal.png") as picture:
            small = picture.convert("RGB").resize((wide, high), Image.Resampling.LANCZOS)
        column, row = index % columns, index // columns
        whole.paste(small, (GAP_PX + column * (wide + GAP_PX), GAP_PX + row * (high + GAP_PX)))
    return whole


def main() -> None:
    for name, parts in SHEETS.items():
        path = OUT / f"{name}.jpg"
        sheet(Path(sys.argv[1]), *parts).save(path, quality=84, optimize=True)
        print(f"{path.name}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
