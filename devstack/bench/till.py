"""A small POS: rings up an order at the till's own HTTP API, as any other POS would."""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from datetime import UTC, datetime
from typing import Any

from devstack.bench.refused import Refused
from devstack.bench.requests import Order

TIMEOUT_S = 5.0


class Till:
    """A client of the till of one store."""

    def __init__(self, url: str, token: str, store: str) -> None:
        self._url, self._token, self._store = url.rstrip("/"), token, store

    def ring_up(self, order: Order) -> dict[str, Any]:
        """Pay one order. Returns the till's answer; raises Refused with the till's own words."""
        number = f"bench-{time.time_ns():x}"
        body = {
            "order_id": number,
            "store": self._store,
            "member": {order.member.kind: order.member.value} if order.member else None,
            "lines": [
                {"sku": "set", "name": "套餐 Set menu", "category": "food", "qty": 1, "amount_fen": order.total_fen}
            ],
            "total_fen": order.total_fen,
            "paid_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        return self._send("POST", "/api/v1/orders", body)

    def member(self, kind: str, value: str) -> dict[str, Any]:
        """What the till says of a member. Raises Refused."""
        return self._send("GET", f"/api/v1/members/{kind}:{urllib.parse.quote(value, safe='')}")

    def standing(self, code: str | None) -> dict[str, Any]:
        """Tier and points now of the holder of this code; nothing when nobody holds it or the till does not answer."""
        if code is None:
            return {}
        try:
            found = self.member("code", code)
        except Refused:
            return {}
        return {"tier": found.get("tier"), "points": found.get("available")}

    def _send(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        if method == "POST":
            headers["Idempotency-Key"] = str(uuid.uuid4())
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self._url + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
                found: dict[str, Any] = json.load(answer)
                return found
        except urllib.error.HTTPError as error:
            raise Refused(error.code if error.code < 500 else 502, _words(error)) from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise Refused(502, f"the till does not answer: {error}") from error


def _words(error: urllib.error.HTTPError) -> str:
    """The sentence of an RFC 9457 problem."""
    try:
        problem = json.load(error)
    except ValueError:
        problem = {}
    return str(problem.get("detail") or problem.get("title") or f"the till said {error.code}")
