"""The till's HTTP API as a point of sale calls it: one method a request, retried with the same key."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
import uuid
from typing import Any, Literal

TIMEOUT_S = 5.0
TRIES = 3


class TillRefused(Exception):
    """The till said no, or nothing. `status` is the HTTP status (0: no answer), `code` the problem's code."""

    def __init__(self, status: int, code: str, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.code = code


class TillClient:
    """A client of one store. Every method raises TillRefused."""

    def __init__(self, url: str, token: str, store: str) -> None:
        self._url, self._token, self.store = url.rstrip("/"), token, store

    def order(self, order: dict[str, Any]) -> dict[str, Any]:
        return self._post("/orders", {"store": self.store} | order)

    def refund(self, order_id: str, refund_id: str, lines: list[dict[str, Any]] | None = None) -> dict[str, Any]:
        """Give back these pieces of an order; None: all that is left."""
        return self._post(f"/orders/{_quoted(order_id)}/refunds", {"refund_id": refund_id, "lines": lines})

    def coupon(self, code: str, action: Literal["reserve", "capture", "void"], asked: dict[str, Any]) -> dict[str, Any]:
        return self._post(f"/coupons/{_quoted(code)}/{action}", asked)

    def member(self, kind: str, value: str) -> dict[str, Any]:
        return self._send("GET", f"/members/{kind}:{_quoted(value)}")

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The same key on every try: an answer lost on its way is fetched again, and nothing happens twice."""
        key = str(uuid.uuid4())
        for _ in range(TRIES - 1):
            try:
                return self._send("POST", path, body, key)
            except TillRefused as refused:
                if 0 < refused.status < 500:
                    raise
        return self._send("POST", path, body, key)

    def _send(self, method: str, path: str, body: dict[str, Any] | None = None, key: str = "") -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self._url}/api/v1{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
                found: dict[str, Any] = json.load(answer)
                return found
        except urllib.error.HTTPError as error:
            with error:
                raise _refused(error) from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise TillRefused(0, "no-answer", f"the till does not answer: {error}") from error


def _quoted(text: str) -> str:
    return urllib.parse.quote(text, safe="")


def _refused(error: urllib.error.HTTPError) -> TillRefused:
    """The code and the sentence of an RFC 9457 problem."""
    try:
        problem = json.load(error)
    except (OSError, ValueError):
        problem = {}
    words = str(problem.get("detail") or problem.get("title") or f"the till said {error.code}")
    return TillRefused(error.code, str(problem.get("code") or "http"), words)
