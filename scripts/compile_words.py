"""Compile the words: `kiosk/words/*.po` to the `.mo` files the kiosk reads. Run it after each change of a `.po`.

    scripts/compile_words.py [FOLDER]

How a language writes numbers, money and dates is not translated but known (Unicode CLDR): the entry `locale` of the
`.po` names it, `en_GB` or `fr_FR`, and the answer goes into the `.mo` under `locale.*`.
"""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
NO_BREAK = "\u00a0"
WORDS = Path(__file__).parent.parent / "kiosk" / "words"


def compiled(po: Path) -> bytes:
    """The `.mo` of one `.po`; refuses a catalogue with a fault in it."""
    catalogue = _read(po)
    _compare(po, catalogue)
    for key, value in _written(catalogue).items():
        catalogue.add(f"locale.{key}", value)
    # Else the moment of compiling is in the file, and the same words differ every time.
    catalogue.creation_date = catalogue.revision_date = MOMENT
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def _read(po: Path) -> Catalog:
    with po.open("rb") as file:
        return read_po(file, locale=po.stem, abort_invalid=True)


def _compare(po: Path, catalogue: Catalog) -> None:
    """Say what is not translated; refuse a text that asks for a value nobody gives: it would stop the kiosk."""
    english = {_key(message): _values(message) for message in _read(WORDS / "en.po") if message.id}
    found = {_key(message): _values(message) for message in catalogue if message.id and any(_texts(message))}
    never = {key: sorted(found[key] - english[key]) for key in found.keys() & english.keys()}
    if wrong := [f"{key}: {names}" for key, names in sorted(never.items()) if names]:
        sys.exit(f"{po.name}: values that are never given: {'; '.join(wrong)}")
    if missing := sorted(english.keys() - found.keys()):
        print(f"{po.stem}: said in English: {', '.join(missing)}")


def _key(message: Message) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])


def _texts(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _values(message: Message) -> set[str]:
    """The values a text asks for, in any of its plural forms. A brace that is not closed is refused here."""
    return {name for text in _texts(message) for _, name, _, _ in Formatter().parse(text) if name is not None}


def _written(catalogue: Catalog) -> dict[str, str]:
    """How this language writes numbers, money and dates."""
    locale = Locale.parse(str(catalogue["locale"].string))
    money = locale.currency_formats["standard"].pattern.split(";")[0]
    written = {
        "group": locale.number_symbols["latn"]["group"],
        "point": locale.number_symbols["latn"]["decimal"],
        "money": re.sub(r"[#,.0]+", "{amount}", money).replace("¤", "¥"),
        "months": "|".join(locale.months["format"]["abbreviated"][month] for month in range(1, 13)),
        "day": _day(str(locale.datetime_skeletons["MMMd"])).replace(" ", NO_BREAK),
    }
    return {key: value.replace("\u202f", NO_BREAK) for key, value in written.items()}


def _day(pattern: str) -> str:
    """A date pattern of CLDR (UTS #35, part 4) as a format of `d`, `m`, `month`: letters are fields, quotes are not."""

    def field(match: re.Match[str]) -> str:
        found = match[0]
        if found.startswith("'"):
            return found[1:-1] or "'"
        return "{d}" if found[0] == "d" else "{m}" if len(found) < 3 else "{month}"

    return re.sub(r"'[^']*'|d+|[ML]+", field, pattern)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else WORDS
    for po in sorted(folder.glob("*.po")):
        po.with_suffix(".mo").write_bytes(compiled(po))
        print(f"{po.stem}: {po.with_suffix('.mo').stat().st_size} bytes")


if __name__ == "__main__":
    main()
