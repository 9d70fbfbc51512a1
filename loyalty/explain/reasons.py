"""A reason: what it gave and its words, on the screen, as one receipt line, and as the ledger keeps it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from loyalty.words import Words, points_en


@dataclass(frozen=True, slots=True)
class Why:
    """One reason: what it gave (0: nothing) and its words."""

    points: int
    zh: str
    en: str


def line(reasons: Iterable[Why], language: Literal["zh", "en"]) -> str:
    """The reasons as one line of a receipt."""
    return "；".join(one.zh for one in reasons) if language == "zh" else "; ".join(one.en for one in reasons)


def dumps(reasons: Iterable[Why]) -> str:
    return json.dumps([[one.points, one.zh, one.en] for one in reasons], ensure_ascii=False, separators=(",", ":"))


def loads(kept: str) -> tuple[Why, ...]:
    """The reasons of a trace made by `trace` or `dumps`; an empty one has none."""
    return tuple(Why(points, zh, en) for points, zh, en in json.loads(kept)) if kept else ()


def given(points: int, title: Words) -> tuple[Why, ...]:
    """The reason of points given for one thing: joining, a campaign, an adjustment."""
    return (Why(points, f"{title.zh} +{points} 点", f"{title.en}: +{points_en(points)}"),)


def said(points: int, words: Words) -> Why:
    return Why(points, words.zh, words.en)
