"""Letters to a gateway of somebody else (SMS, WeChat, app push): one signed POST each.

The gateway gets `{id, kind, to, language, subject, text, values}` and three headers: `Idempotency-Key` (the notice's
id), `Regulars-Timestamp` (seconds since 1970) and `Regulars-Signature: v1=` + hex HMAC-SHA-256 of
`timestamp.body` under the shared secret. It answers 2xx, or the letter comes again.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime
from typing import IO, Any

import msgspec

from server.notices import Letter, Undeliverable

TIMEOUT_S = 10.0
# A signature older than this is refused: a letter that was listened to cannot be sent again later.
FRESH_S = 300
# These say "not now"; every other 4xx says "never".
LATER = (408, 409, 425, 429)


class WebhookChannel:
    """Posts to one address. `now` is the server's clock; redirects are not followed."""

    def __init__(self, url: str, secret: str, now: Callable[[], datetime]) -> None:
        self._url, self._secret, self._now = url, secret.encode(), now
        self._opener = urllib.request.build_opener(_NoRedirects())

    def send(self, letter: Letter) -> None:
        body = msgspec.json.encode(letter)
        timestamp = str(int(self._now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": letter.id,
            "Regulars-Timestamp": timestamp,
            "Regulars-Signature": signature(self._secret, timestamp, body),
        }
        request = urllib.request.Request(self._url, body, headers, method="POST")
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as answer:
                answer.read(1024)
        except urllib.error.HTTPError as error:
            with error:
                status = error.code
            if 400 <= status < 500 and status not in LATER:
                raise Undeliverable(f"the gateway refused it with {status}") from None
            raise OSError(f"the gateway answered {status}") from None
        except http.client.HTTPException as error:
            raise OSError(f"the gateway does not speak HTTP: {type(error).__name__}") from None


def signature(secret: bytes, timestamp: str, body: bytes) -> str:
    """What stands in `Regulars-Signature`."""
    return "v1=" + hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def is_genuine(secret: bytes, timestamp: str, given: str, body: bytes, now: datetime) -> bool:
    """For the gateway's side: whether this came from us, and now."""
    if not (timestamp.isascii() and timestamp.isdigit()) or abs(now.timestamp() - int(timestamp[:15])) > FRESH_S:
        return False
    return hmac.compare_digest(signature(secret, timestamp, body).encode(), given.encode())


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, req: Any, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str) -> None:
        """A letter goes to the configured address or nowhere."""
        return
