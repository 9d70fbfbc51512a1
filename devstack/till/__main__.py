"""`python -m devstack.till`: a till at the command line. Exit codes: 0 fine, 1 the till refused, 2 usage."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from devstack.till.client import TillClient, TillRefused
from devstack.till.menu import MENU
from devstack.till.paper import as_escpos, as_png, as_text
from devstack.till.receipt import receipt, refund_slip, yuan
from devstack.till.sale import Piece, ring_up
from drivers.ports import DeviceError
from drivers.printer.simulated import SimulatedPrinter
from drivers.printer.ticket import Ticket

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group()
@click.option("--url", envvar="REGULARS_TILL_URL", required=True, help="The till's address, as `ready` says it.")
@click.option("--token", envvar="REGULARS_TILL_TOKEN", required=True, help="The store's bearer token.")
@click.option("--store", default="lotus", show_default=True, help="Whose till this is.")
@click.pass_context
def main(context: click.Context, url: str, token: str, store: str) -> None:
    """Ring orders up, print receipts, take printed coupons, give money back."""
    context.obj = TillClient(url, token, store)


def paper(command: Command) -> Command:
    """The options of every command that prints."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="The till's answer instead of the paper."),
        click.option("--png", type=click.Path(path_type=Path), help="Draw the paper into this file."),
        click.option("--escpos", type=click.Path(path_type=Path), help="Write the printer's bytes into this file."),
        click.option("--printer", help="Print on the simulated printer that listens at this socket."),
    ):
        command = option(command)
    return command


@main.command()
def menu() -> None:
    """What there is to order."""
    for dish in MENU.values():
        click.echo(f"{dish.sku:14} {yuan(dish.fen):>9}  {dish.zh} {dish.en}")


@main.command()
@click.argument("dishes", nargs=-1, required=True, metavar="DISH[=HOW_MANY]…")
@click.option("--member", metavar="KIND:VALUE", help="card:UID, phone:NUMBER or code:RGM-…; without: a guest.")
@click.option("--coupon", "coupons", multiple=True, metavar="CODE", help="A printed coupon; may be given again.")
@paper
@click.pass_obj
def order(
    till: TillClient, /, dishes: tuple[str, ...], member: str | None, coupons: tuple[str, ...], **printing: Any
) -> None:
    """Pay for dishes; a guest's receipt carries the code that claims the points."""
    now = datetime.now().astimezone()
    pieces = [Piece(MENU[sku], qty) for sku, qty in _counted(dishes)]
    try:
        sale = ring_up(till, _fresh("t", now), pieces, now, _who(member), coupons)
    except TillRefused as refused:
        _refuse(refused)
    _print(receipt(sale, till.store), asdict(sale) | {"total_fen": sale.total_fen}, **printing)


@main.command()
@click.argument("order_id")
@click.argument("dishes", nargs=-1, metavar="DISH[=HOW_MANY]…")
@paper
@click.pass_obj
def refund(till: TillClient, /, order_id: str, dishes: tuple[str, ...], **printing: Any) -> None:
    """Give back some dishes of an order, or without dishes all that is left of it."""
    lines = [{"sku": sku, "qty": qty} for sku, qty in _counted(dishes)] or None
    try:
        answer = till.refund(order_id, _fresh("r", datetime.now().astimezone()), lines)
    except TillRefused as refused:
        _refuse(refused)
    _print(refund_slip(order_id, answer, till.store), answer, **printing)


@main.command()
@click.argument("who", metavar="KIND:VALUE")
@click.pass_obj
def member(till: TillClient, /, who: str) -> None:
    """What the till may know of a member, as JSON."""
    found = _who(who)
    if found is None:
        raise click.UsageError("say who: card:UID, phone:NUMBER or code:RGM-…")
    try:
        click.echo(json.dumps(till.member(*found), ensure_ascii=False, indent=2))
    except TillRefused as refused:
        _refuse(refused)


def _counted(dishes: tuple[str, ...]) -> list[tuple[str, int]]:
    """`duck` is one of it, `tea=2` two. Raises click.UsageError."""
    counted = []
    for dish in dishes:
        sku, _, many = dish.partition("=")
        if sku not in MENU:
            raise click.UsageError(f"there is no {sku!r}; see: menu")
        if many and not (many.isascii() and many.isdigit() and int(many) > 0):
            raise click.UsageError(f"{many!r} is no number of dishes")
        counted.append((sku, int(many or 1)))
    return counted


def _who(member: str | None) -> tuple[str, str] | None:
    if member is None:
        return None
    kind, colon, value = member.partition(":")
    if kind not in ("card", "phone", "code") or not colon or not value:
        raise click.UsageError(f"{member!r} is nobody; say card:UID, phone:NUMBER or code:RGM-…")
    return kind, value


def _fresh(letter: str, now: datetime) -> str:
    return f"{letter}{now:%y%m%d-%H%M%S}-{secrets.token_hex(2)}"


def _print(
    ticket: Ticket, answer: dict[str, Any], as_json: bool, png: Path | None, escpos: Path | None, printer: str | None
) -> None:
    job = as_escpos(ticket)
    if png is not None:
        png.write_bytes(as_png(job))
    if escpos is not None:
        escpos.write_bytes(job)
    if printer is not None:
        _print_on(printer, job)
    click.echo(json.dumps(answer, ensure_ascii=False, default=str) if as_json else as_text(ticket))


def _print_on(socket: str, job: bytes) -> None:
    device = SimulatedPrinter(socket)
    try:
        device.open()
        device.print(job)
    except DeviceError as error:
        click.echo(f"the receipt is not on paper: {error}", err=True)
        sys.exit(1)
    finally:
        device.close()


def _refuse(refused: TillRefused) -> None:
    click.echo(f"{refused.code}: {refused}", err=True)
    sys.exit(1)


if __name__ == "__main__":
    main(prog_name="python -m devstack.till")
