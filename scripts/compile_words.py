"""Compile the words: `kiosk/words/*.po` to the `.mo` files the kiosk reads. Run it after each change of a `.po`."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = Path(__file__).parent.parent / "kiosk" / "words"


def compiled(po: Path) -> bytes:
    """The `.mo` of one `.po`; refuses a catalogue with a fault in it."""
    with po.open("rb") as file:
        catalogue = read_po(file, locale=po.stem, abort_invalid=True)
    # Else the moment of compiling is in the file, and the same words differ every time.
    catalogue.creation_date = catalogue.revision_date = MOMENT
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def main() -> None:
    for po in sorted(WORDS.glob("*.po")):
        po.with_suffix(".mo").write_bytes(compiled(po))
        print(f"{po.stem}: {po.with_suffix('.mo').stat().st_size} bytes")


if __name__ == "__main__":
    main()
