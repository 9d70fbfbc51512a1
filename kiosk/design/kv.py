"""Reads kv files, and works out once what they say that can never change.

Kivy works every expression out anew for every widget, and binds it to whatever it names: half a page's time. A third of
ours only say how large something is on this panel, which is the same for as long as the process lives.
"""

from __future__ import annotations

from pathlib import Path
from types import CodeType

from kivy.lang import Builder
from kivy.lang.parser import ParserRule, global_idmap

# What `look` never changes, and what may be done with it.
_STEADY = frozenset(("look", "px", "mm", "apart", "pick", "wide", "small", "tall", "int", "round", "min", "max"))
# A value of these kinds may be shared: nobody can change it.
_FROZEN = (int, float, str, tuple, type(None))


def load(path: Path) -> None:
    """Make the rules of one file known. There must be a `look`."""
    known = len(Builder.rules)
    Builder.load_file(str(path))
    for _, rule in Builder.rules[known:]:
        _settle(rule)


def _settle(rule: ParserRule) -> None:
    for said in rule.properties.values():
        code = said.co_value
        if isinstance(code, CodeType) and _STEADY.issuperset(code.co_names) and not _has_code(code):
            value = eval(code, dict(global_idmap))  # our own file, as Kivy does
            if isinstance(value, _FROZEN):
                said.co_value = value
    for child in rule.children:
        _settle(child)


def _has_code(code: CodeType) -> bool:
    """Whether there is a function in it, whose names are its own."""
    return any(isinstance(constant, CodeType) for constant in code.co_consts)
