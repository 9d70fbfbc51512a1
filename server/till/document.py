"""The till's OpenAPI as it is published in `docs/contract/openapi.json`; a test says whether that file is current."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from server.till.answers import ProblemOut
from server.till.problems import MEDIA_TYPE

REFUSED = {
    401: "no bearer token of a store",
    403: "the token belongs to another store",
    404: "no such member, order or coupon",
    409: "said before and otherwise, or not possible any more",
    413: "the body is too large",
    422: "not what is expected here; `detail` names the field",
    503: "the database cannot be used at this moment: ask again",
}
RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"description": why, "model": ProblemOut} for status, why in REFUSED.items()
}


def operation_id(route: APIRoute) -> str:
    """The function's name: what a generator calls the method it makes of the route."""
    return route.name


def install(app: FastAPI) -> None:
    """Say in the app's OpenAPI what is true of refusals: they are problems, and never plain JSON."""
    plain = app.openapi

    def corrected() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = plain()
            for operation in _operations(document):
                for status, response in operation["responses"].items():
                    if int(status) >= 400:
                        response["content"] = {MEDIA_TYPE: response["content"].pop("application/json")}
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = corrected  # type: ignore[method-assign]  # FastAPI's own way to extend the document


def published(app: FastAPI) -> str:
    """The file, byte for byte."""
    return json.dumps(app.openapi(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for path in document["paths"].values() for operation in path.values()]
