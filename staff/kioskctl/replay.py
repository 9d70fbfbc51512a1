"""`kioskctl replay`: run a journal again and stop where the kiosk stopped."""

from __future__ import annotations

import json
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import click

from staff.kioskctl.events import in_short
from staff.kioskctl.talk import PROBLEM, json_option, leave

if TYPE_CHECKING:
    from kiosk.journal import Replayed


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def replay(file: Path, as_json: bool) -> None:
    """Run the turns of a journal FILE again, one line a turn. Needs no kiosk.

    A defect leaves such a file in the kiosk's data folder. Exit code 1 where a turn raises, with its number.
    """
    from kiosk.journal import BadJournal
    from kiosk.journal import replay as run_again

    number = 0
    try:
        for turn in run_again(file):
            number = turn.number
            _print(turn, as_json)
    except BadJournal as error:
        raise click.UsageError(str(error)) from error
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        last = traceback.format_exception_only(error)[-1].strip()
        place = f"{Path(where.filename).name}:{where.lineno} in {where.name}"
        leave(PROBLEM, f"turn {number + 1} raises {last}  ({place})", "keep the file: it is the bug report")
    click.echo(f"{number} turns, nothing raised", err=True)


def _print(turn: Replayed, as_json: bool) -> None:
    from kiosk.health import screen_name
    from kiosk.journal import to_plain

    screen, effects = screen_name(turn.state), [type(effect).__name__ for effect in turn.effects]
    event = to_plain(turn.event)
    if as_json:
        plain = {"turn": turn.number, "event": event, "screen": screen, "effects": effects}
        click.echo(json.dumps(plain, ensure_ascii=False))
    else:
        asks = f"  [{', '.join(effects)}]" if effects else ""
        click.echo(f"{turn.number:>4}  {screen:<15} {in_short(event)}{asks}")
