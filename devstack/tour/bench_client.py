"""The bench and the till over HTTP, as any other program would use them."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

TIMEOUT_S = 15.0


class BenchSaidNo(Exception):
    """The answer was an error; `status` is its HTTP status (0: no answer), the message its sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class BenchClient:
    """One bench, one kiosk of it (the first, unless named)."""

    def __init__(self, ready: dict[str, Any], kiosk: str | None = None) -> None:
        self._bench = ready["bench"]
        self._till = ready["till"]
        self._token = ready["till_token"]
        self._kiosk = f"kiosk={kiosk}" if kiosk else ""

    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = self.get("/bench/state")
        return found

    def get(self, path: str) -> Any:
        return json.loads(self.fetch(path))

    def post(self, path: str, **body: Any) -> Any:
        return json.loads(self._send(self._at(path), json.dumps(body).encode()))

    def fetch(self, path: str) -> bytes:
        """Any page or picture of the bench. Raises BenchSaidNo."""
        return self._send(self._at(path))

    def member(self, kind: str, value: str) -> dict[str, Any]:
        """What the till knows of a member: balance, coupons, tier."""
        url = f"{self._till}/api/v1/members/{kind}:{urllib.parse.quote(value, safe='')}"
        found: dict[str, Any] = json.loads(self._send(url, authorization=f"Bearer {self._token}"))
        return found

    def _at(self, path: str) -> str:
        joint = "&" if "?" in path else "?"
        return f"{self._bench}{path}{joint + self._kiosk if self._kiosk else ''}"

    @staticmethod
    def _send(url: str, body: bytes | None = None, authorization: str = "") -> bytes:
        headers = {"Content-Type": "application/json"}
        if authorization:
            headers["Authorization"] = authorization
        request = urllib.request.Request(url, body, headers, method="GET" if body is None else "POST")
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
                said: bytes = answer.read()
                return said
        except urllib.error.HTTPError as error:
            with error:
                text = error.read().decode(errors="replace")
            raise BenchSaidNo(error.code, _sentence(text)) from error
        except (OSError, http.client.HTTPException) as error:
            raise BenchSaidNo(0, f"no answer: {error}") from error


def _sentence(text: str) -> str:
    try:
        return str(json.loads(text)["detail"])
    except (ValueError, KeyError, TypeError):
        return text[:200]
