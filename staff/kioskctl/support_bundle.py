"""`kioskctl support-bundle`: everything a help desk asks for, in one file, and nobody named in it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from kiosk import support
from staff.kioskctl.place import Place
from staff.kioskctl.talk import NEEDS_ROOT, PROBLEM, as_lines, json_option, leave


@click.command("support-bundle")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=False)
@json_option
@click.pass_obj
def support_bundle(place: Place, file: Path | None, as_json: bool) -> None:
    """Save state, configuration, logs and journals in FILE (.tar.gz). Works when the kiosk does not run, too.

    Passwords, cards, codes, telephone numbers and mail addresses are taken out.
    """
    now = datetime.now().astimezone()
    target = file or Path(support.name(now))
    try:
        packed = support.write(target, place.data, place.control, now)
    except PermissionError as error:
        leave(NEEDS_ROOT, f"{error.filename} is not yours to use", "run it with sudo")
    except OSError as error:
        leave(PROBLEM, f"cannot write {target}: {error.strerror}")
    if as_json:
        as_lines({"file": str(target), "bytes": target.stat().st_size, "contents": packed})
        return
    click.echo(f"{target}: {len(packed)} files, {target.stat().st_size} bytes")
