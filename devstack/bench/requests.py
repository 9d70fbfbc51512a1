"""The bodies of the bench's requests: an unknown field is a mistake and is named."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

LONGEST_SCAN = 8192


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Tap(Body):
    """`card` is the word of a card of `/bench/people` (or a person's), `uid` any card's UID in hex.

    `other` is the word or the UID of a second card that is held up with it.
    """

    card: str | None = None
    uid: str | None = None
    other: str | None = None

    @model_validator(mode="after")
    def one_of_them(self) -> Self:
        if (self.card is None) == (self.uid is None):
            raise ValueError("give either card or uid")
        return self


class ScanText(Body):
    text: str = Field(min_length=1, max_length=LONGEST_SCAN)


class Touch(Body):
    """Pixels from the top left corner of the picture, or the word of a button (and which one of several)."""

    x: int | None = Field(default=None, ge=0, le=10_000)
    y: int | None = Field(default=None, ge=0, le=10_000)
    button: str | None = Field(default=None, min_length=1, max_length=64)
    arg: str = Field(default="", max_length=200)

    @model_validator(mode="after")
    def one_way(self) -> Self:
        by_place = self.x is not None and self.y is not None
        if by_place == (self.button is not None) or (self.x is None) != (self.y is None):
            raise ValueError("give either x and y or button")
        return self


class Telephone(Body):
    """`who` opens what the screen shows in WeChat; `confirm`: presses the button of the page that is open."""

    who: str | None = Field(default=None, min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")
    confirm: bool = False


class PrinterFault(Body):
    fault: str | None


class Today(Body):
    """The key of a holiday of the demo's programme; null: an ordinary day."""

    holiday: str | None = Field(max_length=64)


class Plug(Body):
    plugged: bool


class NetworkSwitch(Body):
    """`swallow`: connections stay, but nothing arrives any more."""

    up: bool
    swallow: bool = False


class MemberKey(Body):
    kind: Literal["card", "phone", "code"]
    value: str = Field(min_length=1, max_length=100)


class Order(Body):
    """An order to ring up at the till; member None: a guest who gets a receipt with a code.

    `coupon` is the code of a printed coupon that is used on it.
    """

    member: MemberKey | None = None
    coupon: str | None = Field(default=None, min_length=1, max_length=200)
    total_fen: int = Field(ge=1, le=100_000_00)


class Refund(Body):
    """All that is left of this order goes back."""

    order_id: str = Field(min_length=1, max_length=64)
