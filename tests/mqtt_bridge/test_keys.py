"""A key named twice is found however it is written, and no text is taken for a key."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from mqtt_bridge.keys import repeated, repeated_outside, surely_once

NAME = st.sampled_from(["a", "b", ":", '":', "a b", "\\", 'a":', "\u00e9", ""])
TREE = st.recursive(
    NAME | st.integers(-9, 9) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.lists(st.tuples(NAME, inner), max_size=3).map(tuple),
    max_leaves=10,
)
SPACE = st.sampled_from(["", " ", "\n"])


def text(tree: object, space: str) -> str:
    """JSON of a tree whose objects are tuples of pairs, so that they can name a key twice."""
    if isinstance(tree, tuple):
        return "{" + ",".join(f"{json.dumps(k)}{space}:{space}{text(v, space)}" for k, v in tree) + "}"
    if isinstance(tree, list):
        return "[" + ",".join(text(value, space) for value in tree) + "]"
    return json.dumps(tree)


def named_twice(tree: object) -> set[str]:
    if isinstance(tree, list):
        return set[str]().union(*map(named_twice, tree))
    if not isinstance(tree, tuple):
        return set()
    names = [key for key, _ in tree]
    return {key for key in names if names.count(key) > 1}.union(*(named_twice(value) for _, value in tree))


@given(TREE, SPACE)
def test_a_key_named_twice_anywhere_is_found_and_nothing_else(tree: object, space: str) -> None:
    found, twice = repeated(text(tree, space).encode()), named_twice(tree)

    assert found in twice if twice else found is None
    assert not (twice and surely_once(text(tree, space).encode()))


@given(st.lists(st.tuples(NAME, TREE), max_size=4).map(tuple), SPACE)
def test_outside_only_the_outermost_object_is_asked(tree: tuple[tuple[str, object], ...], space: str) -> None:
    names = [key for key, _ in tree]
    twice = {key for key in names if names.count(key) > 1}
    found = repeated_outside(text(tree, space).encode())

    assert found in twice if twice else found is None


def test_what_our_kiosks_write_is_sure_at_the_first_look() -> None:
    assert surely_once(b'{"id":"e-1","seq":5,"data":{"member":"m-1","on":"2026-11-22"}}')
    assert not surely_once(b'{"seq":9223372036854775808}')
    assert not surely_once(b'{"id":')
