"""`kioskctl test`: PASS or FAIL with what was seen."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import click

from kiosk.control.client import ControlError, call
from staff.kioskctl.place import Place
from staff.kioskctl.talk import FINE, PROBLEM, as_lines, give_up, json_option, quiet, suggest

# Those that need nobody first.
DEVICES = ("network", "printer", "screen", "touch", "light", "backlight", "reader", "scanner", "presence")
WAIT_FOR_SOMEBODY = ("reader", "scanner", "presence")
WORDS = {
    "network": "asking the link",
    "printer": "printing a test ticket",
    "screen": "looking at the picture",
    "touch": "pressing a button",
    "light": "sounding the buzzer and the lamp",
    "backlight": "dimming the panel and back",
    "reader": "tap a card on the reader",
    "scanner": "hold a code to the scanner",
    "presence": "walk up to the kiosk",
}
# Beyond what the test itself may take: the printer's is the longest that waits for nobody.
PATIENCE_S = 20.0


@click.command()
@click.argument("device", type=click.Choice((*DEVICES, "all")))
@click.option("--wait", "wait_s", type=click.FloatRange(0.1, 120), default=20.0, show_default=True, metavar="SECONDS",
              help="How long to wait for a tap or a scan.")  # fmt: skip
@json_option
@click.pass_obj
def test(place: Place, device: str, wait_s: float, as_json: bool) -> None:
    """Test one device, or all: PASS or FAIL with what was seen.

    The reader and the scanner need a card and a code within the time of --wait, the presence sensor somebody who
    comes; the printer prints a test ticket; the touch test presses a button of the resting screen and goes back;
    the light's beeps are for your ears. What this kiosk does not have passes.
    """
    results = []
    for name in DEVICES if device == "all" else (device,):
        results.append({"device": name, **_verdict(place, name, wait_s, alone=device != "all")})
        if not as_json:
            _print(results[-1])
    if as_json:
        as_lines(results)
    failed = [result["device"] for result in results if not result["passed"]]
    if failed:
        suggest(f"kioskctl doctor --only {_part(failed[0])}")
    raise click.exceptions.Exit(PROBLEM if failed else FINE)


def _verdict(place: Place, name: str, wait_s: float, alone: bool) -> dict[str, Any]:
    with _waiting(name, wait_s):
        try:
            verdict: dict[str, Any] = call(place.control, "test", wait_s + PATIENCE_S, device=name, wait_s=wait_s)
        except ControlError as error:
            # Among all tests, one that cannot be run now must not keep the others from running.
            if alone or error.code != "busy":
                give_up(place, error)
            verdict = {"passed": False, "evidence": f"refused: {error}"}
    return verdict


@contextlib.contextmanager
def _waiting(name: str, wait_s: float) -> Iterator[None]:
    """Say what is going on, or what to do, while the kiosk tests."""
    words = WORDS[name] + (f" ({wait_s:g} s)" if name in WAIT_FOR_SOMEBODY else "")
    if quiet():
        click.echo(f"{name}: {words} …", err=True)
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{name}: {words}"):
        yield


def _print(result: dict[str, Any]) -> None:
    mark = click.style("[PASS]", fg="green") if result["passed"] else click.style("[FAIL]", fg="red")
    click.echo(f"{mark} {result['device']:<9} {result['evidence']}")


def _part(device: str) -> str:
    return {"network": "link", "touch": "kiosk", "screen": "kiosk"}.get(device, device)
