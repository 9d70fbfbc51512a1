"""`kioskctl status`: the login banner. One screen, at once, whatever the network does."""

from __future__ import annotations

from typing import Any

import click

from staff.kioskctl.place import Place
from staff.kioskctl.talk import FINE, PROBLEM, as_lines, ask, json_option, span, suggest

GOOD, FAIR, BAD = "green", "yellow", "red"
LINKS = {"online": ("ONLINE", GOOD), "server_down": ("SERVER DOWN", BAD), "offline": ("OFFLINE", BAD)}
DEVICES = {"ok": GOOD, "low": FAIR, "unknown": FAIR}


@click.command()
@json_option
@click.pass_obj
def status(place: Place, as_json: bool) -> None:
    """How the kiosk is, on one screen. Never waits for the network."""
    found = ask(place, "status", timeout_s=2.0)
    if as_json:
        as_lines(found)
    else:
        for line in banner(found):
            click.echo(line)
    problems = len(found["problems"])
    if problems:
        suggest(f"{problems} problem{'s' * (problems > 1)}, see  kioskctl doctor")
    raise click.exceptions.Exit(PROBLEM if problems else FINE)


def banner(found: dict[str, Any]) -> list[str]:
    """The four lines of the banner, with colours."""
    devices = found["devices"]
    parts = [_device(name, devices[name]) for name in ("reader", "scanner", "printer")]
    word, colour = LINKS.get(found["link"], (found["link"].upper(), FAIR))
    tapped = found["last_tap_s"]
    last_tap = "no tap yet" if tapped is None else f"last tap {span(tapped)} ago"
    dead = click.style(f", {found['dead']} dead", fg=BAD) if found["dead"] else ""
    name = click.style(found["kiosk"], bold=True)
    paper = "" if found["paper_left_m"] is None else f"   paper {found['paper_left_m']} m"
    return [
        f"  Regulars kiosk  {name}   store {found['store']}   v{found['version']}   up {span(found['uptime_s'])}",
        f"  Screen {found['screen']}   {'   '.join(parts)}   Server {click.style(word, fg=colour)}",
        f"  Queue {found['queue']} events{dead}   {last_tap}   clock {found['clock']}"
        f"   disk {found['disk_percent']} %   memory {found['memory_mb']} MB{paper}",
    ]


def _device(name: str, state: str) -> str:
    return f"{name.capitalize()} {click.style(state.upper().replace('_', ' '), fg=DEVICES.get(state, BAD))}"
