"""What a person reads when the restaurant is open: where everything is, and what to try first."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from devstack.restaurant import DEMO_PIN

TRY = (
    ("Tap a card", "Click 林晓雨 on the bench page: the kiosk greets her."),
    ("Check in", "Touch 签到 on the kiosk's picture: points, once a day."),
    ("Redeem", "Touch 积分兑换, choose a gift: a coupon comes out of the printer."),
    ("Run out of paper", "On the page: Faults, Out of paper; then redeem again."),
    ("Join", "Tap the blank card, type a phone number; the code arrives on the page's phone."),
    ("Cut the network", "On the page: Faults, Network off; tap and check in all the same."),
    ("Open the hidden door", f"Hold the brand for three seconds, type {DEMO_PIN}: the staff's screen."),
    ("Kill something", "kill -9 any process of pids/: it is started again."),
)


def welcome(ready: dict[str, Any]) -> None:
    """Print the addresses and what to try."""
    console = Console(highlight=False)
    places = Table.grid(padding=(0, 2))
    places.add_row("[bold]Bench page[/]", f"[link={ready['bench']}]{ready['bench']}[/link]")
    places.add_row("Till", f"{ready['till']}   token {ready['till_token']}")
    mqtt = ready["mqtt"]
    places.add_row("MQTT", f"{mqtt['host']}:{mqtt['port']}   {mqtt['username']} / {mqtt['password']}")
    places.add_row("Files and logs", ready["data"])
    console.print()
    console.print(Panel(places, title="Regulars 熟客 · 莲火小馆 is open", border_style="red", expand=False))
    tries = Table.grid(padding=(0, 2))
    for what, how in TRY:
        tries.add_row(f"[bold]{what}[/]", how)
    console.print(tries)
    console.print("\nCtrl-C stops all of it.\n")
