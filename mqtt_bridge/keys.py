"""What valid JSON may say and no two readers agree on (RFC 8259 §4, §6): a key named twice, a number beyond 64 bits."""

from __future__ import annotations

import json
from typing import Any

import msgspec

WHOLE_MAX = 2**63 - 1


_TREE = msgspec.json.Decoder()


def surely_once(payload: bytes) -> bool:
    """Whether no key of any object is named twice, nor a number beyond 64 bits; False: look closer.

    At most so many keys are written as there are quotes before colons; if as many are kept, none was named twice.
    """
    try:
        return _kept(_TREE.decode(payload)) == payload.count(b'":') and not _spaced(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False


def repeated(payload: bytes) -> str | None:
    """A key that one object of this valid JSON names twice; None: there is none.

    Only where that is not sure, for a text with such a quote in it or spaces before colons, it is read slowly. Raises
    msgspec.DecodeError for a number that nobody can keep.
    """
    if _kept(_TREE.decode(payload)) == payload.count(b'":') and not _spaced(payload):
        return None
    return _first_twice(_objects(payload))


def repeated_outside(payload: bytes) -> str | None:
    """The same for the object that is the whole text, whatever is inside the values of its keys."""
    values = msgspec.json.decode(payload, type=dict[str, msgspec.Raw])
    kept = len(values) + sum(bytes(value).count(b'":') for value in values.values())
    if kept == payload.count(b'":') and not _spaced(payload):
        return None
    return _first_twice(_objects(payload)[-1:])


def _kept(tree: Any) -> int:
    """How many keys a tree has, in all its objects."""
    count, values = (len(tree), tree.values()) if type(tree) is dict else (0, tree if type(tree) is list else (tree,))
    for value in values:
        kind = type(value)
        if kind is dict or kind is list:
            count += _kept(value)
        elif kind is int and not -WHOLE_MAX <= value <= WHOLE_MAX:
            raise msgspec.DecodeError("a number is beyond 64 bits")
    return count


def _spaced(payload: bytes) -> bool:
    return b'" ' in payload or b'"\n' in payload or b'"\t' in payload or b'"\r' in payload


def _objects(payload: bytes) -> list[list[str]]:
    """The keys of every object, as often as they are named; the outermost object is the last."""
    objects: list[list[str]] = []

    def note(pairs: list[tuple[str, object]]) -> None:
        objects.append([key for key, _ in pairs])

    # What the numbers are is of no matter here, and one of 5,000 digits is none that `int` takes.
    json.loads(payload, object_pairs_hook=note, parse_int=str, parse_float=str)
    return objects


def _first_twice(objects: list[list[str]]) -> str | None:
    for named in objects:
        if len(set(named)) != len(named):
            return next(key for key in named if named.count(key) > 1)
    return None
