"""`regulars-till`: what a till can do without our server, and what it needs from us to do it.

Exit codes: 0 the coupon is genuine and counts here and now, 1 it is not, 2 usage.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from mqtt_bridge.signed_coupon import WORDS, Refused, verify
from server.signing import open_ring, read_public, rotate

KEYS = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group()
def main() -> None:
    """Check printed coupons without a network, and look after the keys they are signed with."""


@main.command()
@click.argument("code")
@click.option(
    "--keys", type=KEYS, required=True, help="The public keys: `regulars-till keys`, or GET /api/v1/coupon-keys."
)
@click.option("--store", required=True, help="Where it is to be used.")
@click.option("--at", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]), help="When, instead of now.")
@click.option("--json", "as_json", is_flag=True)
def check(code: str, keys: Path, store: str, at: datetime | None, as_json: bool) -> None:
    """Whether we made this coupon (the text of its QR code), and whether it counts in this store now.

    That it was not used before only the server knows: reserve it there as soon as there is a network.
    """
    try:
        public = read_public(keys.read_text("utf-8"))
    except (ValueError, OSError) as error:
        raise click.UsageError(f"{keys}: {error}") from error
    found = verify(code, public, at or datetime.now(UTC), store)
    said = _said(found)
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False))
    elif isinstance(found, Refused):
        click.echo(f"{said['zh']}  {said['en']}", err=True)
    else:
        click.echo(f"{found.code}  ¥{found.value_fen / 100:.2f}  {said['expires_at'] or '-'}")
    sys.exit(1 if isinstance(found, Refused) else 0)


@main.command("keys")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def public_keys(folder: Path) -> None:
    """The public keys of the server whose data folder this is, as the file `check` wants."""
    click.echo(json.dumps(open_ring(folder / "coupon.keys").published(), indent=2))


@main.command("rotate")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def rotate_keys(folder: Path) -> None:
    """Add a signing key; the server uses it from its next start on, and old coupons stay good."""
    click.echo(f"key {rotate(folder / 'coupon.keys')} signs from the next start on; give the tills the new public keys")


def _said(found: Any) -> dict[str, Any]:
    if isinstance(found, Refused):
        return {"valid": False, "why": found.value, "zh": WORDS[found].zh, "en": WORDS[found].en}
    ends = None if found.expires_at is None else found.expires_at.isoformat()
    return {"valid": True, "code": found.code, "value_fen": found.value_fen, "expires_at": ends, "once": found.once}


if __name__ == "__main__":
    main(prog_name="regulars-till")
