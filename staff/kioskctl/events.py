"""`kioskctl events`: the last things that happened to the kiosk, as its loop took them."""

from __future__ import annotations

from typing import Any

import click

from staff.kioskctl.place import Place
from staff.kioskctl.talk import as_lines, ask, json_option, limit_option

LONGEST = 100


@click.command()
@limit_option(20, "events")
@click.option("--type", "kind", metavar="NAME", default="", help="Only events of this name: CardTapped, Touched …")
@json_option
@click.pass_obj
def events(place: Place, limit: int, kind: str, as_json: bool) -> None:
    """The last events, the oldest first: taps, touches, answers. Cards are shown as hashes."""
    # Those of one name are picked from everything the kiosk keeps.
    found = ask(place, "events", limit=1000 if kind else limit)
    rows = [row for row in found if not kind or row["event"]["is"].lower() == kind.lower()][-limit:]
    if as_json:
        as_lines(rows)
        return
    for row in rows:
        click.echo(f"{row['at'][11:23]}  {in_short(row['event'])}")
    if not rows:
        click.echo("nothing of that kind has happened" if kind else "nothing has happened yet", err=True)


def in_short(plain: Any) -> str:
    """One line for a value of the journal: `Touched(what=done)`."""
    words = _words(plain)
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def _words(plain: Any) -> str:
    match plain:
        case {"is": name, **parts}:
            inside = ", ".join(f"{key}={_words(part)}" for key, part in parts.items() if part not in ("", None, []))
            return f"{name}({inside})" if inside else str(name)
        case list():
            return f"[{', '.join(_words(part) for part in plain)}]"
        case _:
            return str(plain)
