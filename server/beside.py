"""What every command beside the running server begins with: the house of a configuration, or one sentence why not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from server.config import ConfigError, load
from server.house import House
from server.opening import open_house
from server.store.errors import StoreError
from server.store.migrations import SchemaError


class CannotRun(Exception):
    """`code`: 1 it could not be done, 2 the configuration is wrong."""

    def __init__(self, says: str, code: int = 1) -> None:
        super().__init__(says)
        self.code = code


@contextmanager
def opened(config: Path, now: datetime) -> Iterator[House]:
    """The house as it is at `now`, closed at the end. Raises CannotRun, also for a store that fails meanwhile."""
    try:
        house = open_house(load(config), now)
    except ConfigError as error:
        raise CannotRun(str(error), 2) from error
    except (SchemaError, StoreError, ValueError, OSError) as error:
        raise CannotRun(str(error)) from error
    try:
        yield house
    except StoreError as error:
        raise CannotRun(str(error)) from error
    finally:
        house.store.close()


@contextmanager
def clicked(config: Path, now: datetime) -> Iterator[House]:
    """The same for a command of click's, which says it and ends with its code."""
    try:
        with opened(config, now) as house:
            yield house
    except CannotRun as error:
        kind = click.UsageError if error.code == 2 else click.ClickException
        raise kind(str(error)) from error


def run(command: Callable[[], int]) -> int:
    """The command's exit code; what stops it is said on the standard error."""
    try:
        return command()
    except CannotRun as error:
        sys.stderr.write(f"regulars-server: {error}\n")
        return error.code
