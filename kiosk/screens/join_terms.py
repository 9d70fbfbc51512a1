"""Joining, step 3: what is agreed to, in plain words, and what else somebody may want to tell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from kiosk.screens._joining import BROUGHT, BY_PHONE
from kiosk.values import Card, Draft

# The version of the words under `terms.` in kiosk/words: change it with them.
TERMS = "2026-11"


@dataclass(frozen=True, slots=True)
class JoinTerms:
    """Only somebody new sees this; the proof in `draft` was right. `error` is "" or a refusal code."""

    timeout_s: ClassVar[float | None] = 90.0
    draft: Draft
    error: str = ""
    asking: bool = False

    @property
    def card(self) -> Card | None:
        return self.draft.card

    @classmethod
    def examples(cls) -> list[JoinTerms]:
        return [
            cls(BY_PHONE),
            cls(replace(BROUGHT, marketing=True)),
            cls(replace(BROUGHT, friend_name="Maximiliana F*", birthday="L-12-30"), "no_answer"),
            cls(replace(BROUGHT, way="wechat"), asking=True),
        ]
