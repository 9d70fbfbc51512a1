"""Errors as RFC 9457 problems: a code for programs, a sentence for people."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from loyalty.words import Words
from server.store.errors import StoreError

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """Refused. `code` is stable (docs/contract.md), `detail` is one sentence; `words` are for the guest (B13)."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        headers: Mapping[str, str] | None = None,
        words: Words | None = None,
    ) -> None:
        super().__init__(detail)
        self.words = words
        self.status = status
        self.code = code
        self.detail = detail
        self._headers = {"WWW-Authenticate": "Bearer"} if status == 401 else dict(headers or {})

    def body(self) -> dict[str, Any]:
        return {
            "type": f"/problems/{self.code}",
            "title": self.code.replace("-", " "),
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
        } | ({} if self.words is None else {"why": {"zh": self.words.zh, "en": self.words.en}})

    def response(self) -> JSONResponse:
        return JSONResponse(self.body(), self.status, headers=self._headers, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Turn every error of the app into a problem."""

    @app.exception_handler(Problem)
    async def ours(_request: Request, problem: Problem) -> JSONResponse:
        return problem.response()

    @app.exception_handler(RequestValidationError)
    async def malformed(_request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"] if part != "body")
        what = first.get("ctx", {}).get("error", first["msg"])
        return Problem(422, "bad-request", f"{where or 'body'}: {what}"[:300]).response()

    @app.exception_handler(StoreError)
    async def disk(_request: Request, error: StoreError) -> JSONResponse:
        log.error("a till's request could not be served: %s", error)
        return Problem(503, "unavailable", "the database could not be used; ask again").response()

    @app.exception_handler(Exception)
    async def mistake(_request: Request, _error: Exception) -> JSONResponse:
        return Problem(500, "internal", "this is our mistake; it is written down").response()

    @app.exception_handler(HTTPException)
    async def plain(_request: Request, error: HTTPException) -> JSONResponse:
        return Problem(error.status_code, "http", str(error.detail), error.headers).response()
