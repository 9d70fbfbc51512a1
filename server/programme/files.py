"""A programme's file: TOML or JSON, read strictly, refused with the path of what is wrong and the reason."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from loyalty.programme import DEMO, BadProgramme, Programme, load

BUILT_IN = "demo"
LONGEST = 1_000_000


def read(name: str) -> Programme:
    """The programme of this file (`*.toml`, else JSON), or the built-in one for `demo`. Raises BadProgramme."""
    return DEMO if name == BUILT_IN else load(plain_of(Path(name)))


def plain_of(path: Path) -> Any:
    """What stands in the file, not yet checked. Raises BadProgramme."""
    try:
        body = path.read_bytes()
        text = body[: LONGEST + 1].decode()
    except (OSError, UnicodeDecodeError) as error:
        raise BadProgramme("programme", f"{path} cannot be read: {error}") from None
    if len(body) > LONGEST:
        raise BadProgramme("programme", f"{path} has more than {LONGEST} bytes")
    try:
        return tomllib.loads(text) if path.suffix == ".toml" else json.loads(text, object_pairs_hook=_once)
    except (tomllib.TOMLDecodeError, json.JSONDecodeError) as error:
        kind = "TOML" if path.suffix == ".toml" else "JSON"
        raise BadProgramme("programme", f"{path} is no {kind}: {error}") from None
    except RecursionError:
        raise BadProgramme("programme", f"{path} is nested too deeply") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadProgramme(twice[:64], "stands twice in one table")
    return made
