"""JSON as RFC 8259 says and no more: a key once, no NaN, no number longer than any of ours."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

LONGEST_NUMBER = 40


def loads(body: bytes) -> Any:
    """The parsed body. Raises json.JSONDecodeError, whose message says what is wrong."""
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise json.JSONDecodeError("not UTF-8", "", error.start) from None
    return json.loads(
        text,
        object_pairs_hook=_object,
        parse_int=_whole,
        parse_float=_fraction,
        parse_constant=_constant,
    )


class StrictRequest(Request):
    """A request whose JSON is read by `loads`."""

    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            self._json = loads(await self.body())
        return self._json


class StrictRoute(APIRoute):
    """A route that hands its function a StrictRequest."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def strict(request: Request) -> Response:
            return await handler(StrictRequest(request.scope, request.receive))

        return strict


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        # Which of the two counts differs from reader to reader: an order must not mean two things.
        raise json.JSONDecodeError("a key stands twice in one object", "", 0)
    return made


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise json.JSONDecodeError("a number is too long", "", 0)
    return int(digits)


def _fraction(digits: str) -> float:
    if len(digits) > LONGEST_NUMBER:
        raise json.JSONDecodeError("a number is too long", "", 0)
    return float(digits)


def _constant(name: str) -> float:
    raise json.JSONDecodeError(f"{name} is no JSON", "", 0)
