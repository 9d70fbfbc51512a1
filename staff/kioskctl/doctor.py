"""`kioskctl doctor`: what is wrong, what was seen, what to do about it."""

from __future__ import annotations

from typing import Any

import click

from kiosk.control.client import NotRunning, call
from staff.kioskctl.logfile import last_error
from staff.kioskctl.place import Place
from staff.kioskctl.talk import FINE, NOT_RUNNING, PROBLEM, as_lines, ask, json_option, suggest

MARKS = {"fail": ("[FAIL]", "red"), "warn": ("[WARN]", "yellow"), "ok": ("[ OK ]", "green")}


@click.command()
@click.option("-v", "--verbose", is_flag=True, help="The checks that are fine too.")
@click.option("--only", metavar="PART", default="", help="Only the checks of one part: printer, reader, link, queue …")
@json_option
@click.pass_obj
def doctor(place: Place, verbose: bool, only: str, as_json: bool) -> None:
    """Every check, and what to do about those that fail.

    Each line has a stable code. Exit code 1 when anything is not as it should be.
    """
    checks, running = _checks(place)
    checks = [check for check in checks if check["code"].split(".")[0] == only or not only]
    if only and not checks:
        raise click.UsageError(f"no check is about {only!r}; see them all with  kioskctl doctor -v")
    wrong = [check for check in checks if check["level"] != "ok"]
    if as_json:
        as_lines(checks)
    else:
        _print(checks if verbose else wrong)
        fine = len(checks) - len(wrong)
        if fine and not verbose:
            _line("ok", f"{fine} {'other ' * bool(wrong)}check{'s' * (fine > 1)}   (kioskctl doctor -v)")
    if not running:
        raise click.exceptions.Exit(NOT_RUNNING)
    if wrong:
        suggest("do what it says, then run  kioskctl doctor  again")
    raise click.exceptions.Exit(PROBLEM if wrong else FINE)


def _checks(place: Place) -> tuple[list[dict[str, Any]], bool]:
    """What the kiosk says of itself; where it does not run, what can be seen from outside."""
    try:
        call(place.control, "state", timeout_s=2.0)
    except NotRunning as error:
        if not isinstance(error.__cause__, PermissionError):
            return [_not_running(place)], False
    return [
        {"code": "kiosk.running", "level": "ok", "evidence": "answers on its socket", "fix": ""},
        *ask(place, "doctor"),
    ], True


def _not_running(place: Place) -> dict[str, Any]:
    words = last_error(place.data)
    evidence = f"nobody answers at {place.control}" + (f"; its log ends with: {words}" if words else "")
    fix = "systemctl start regulars-kiosk  (or scripts/demo); why it stopped:  kioskctl logs"
    return {"code": "kiosk.running", "level": "fail", "evidence": evidence, "fix": fix}


def _print(checks: list[dict[str, Any]]) -> None:
    width = max((len(check["code"]) for check in checks), default=0)
    for check in checks:
        _line(check["level"], f"{check['code']:<{width}}  {check['evidence']}")
        if check["fix"]:
            click.echo(f"       do: {check['fix']}")


def _line(level: str, words: str) -> None:
    mark, colour = MARKS[level]
    click.echo(f"{click.style(mark, fg=colour)} {words}")
