"""`regulars-server verify`: look at all of the ledger and say what does not agree."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import time
from pathlib import Path

from server.config import ConfigError, load
from server.store import Store
from server.store.errors import StoreError
from server.store.migrations import SchemaError


def main(arguments: list[str]) -> int:
    """0 the ledger agrees with itself, 1 it does not or cannot be read, 2 used wrongly."""
    parser = argparse.ArgumentParser(prog="regulars-server verify", description="Does the ledger agree with itself?")
    parser.add_argument("--config", type=Path, required=True, help="server.toml")
    parser.add_argument("--json", action="store_true", help="figures and faults as JSON")
    given = parser.parse_args(arguments)
    began = time.perf_counter()
    try:
        config = load(given.config)
        store = Store(Path(config.data), config.database)
    except ConfigError as error:
        sys.stderr.write(f"regulars-server: {error}\n")
        return 2
    except (SchemaError, StoreError, ValueError, OSError) as error:
        sys.stderr.write(f"regulars-server: {error}\n")
        return 1
    try:
        checked = store.check()
    finally:
        store.close()
    seconds = round(time.perf_counter() - began, 1)
    if given.json:
        sys.stdout.write(json.dumps(dataclasses.asdict(checked) | {"seconds": seconds}, ensure_ascii=False) + "\n")
        return 1 if checked.faults else 0
    sys.stdout.write(
        f"{checked.accounts} accounts, {checked.entries} entries, {checked.lots} lots, {checked.points} points, "
        f"debt {checked.debt}, {checked.witnessed} heads kept apart; {seconds} s\n"
    )
    sys.stdout.write("".join(f"{line}\n" for line in checked.faults) or "the ledger agrees with itself\n")
    return 1 if checked.faults else 0
