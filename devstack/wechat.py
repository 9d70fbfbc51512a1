"""A stand-in for WeChat's two endpoints: who scans here is who the address says, or the one who was set.

Like the real ones: a code is good once and for five minutes, and only for the app that asked; refusals are
`{"errcode": …, "errmsg": …}` with status 200.
"""

from __future__ import annotations

import argparse
import json
import secrets
import signal
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

HOST = "127.0.0.1"
CODE_LIVES_S = 300.0


@dataclass(frozen=True, slots=True)
class Issued:
    """A code that was handed out."""

    app_id: str
    openid: str
    ends_at_s: float


class WeChatStandIn:
    """Serves `/connect/oauth2/authorize` and `/sns/oauth2/access_token` on loopback. `openid`: who scans next."""

    def __init__(self, app_id: str, secret: str, port: int = 0) -> None:
        self.openid = "o-stand-in"
        self._app_id, self._secret = app_id, secret
        self._codes: dict[str, Issued] = {}
        self._used: set[str] = set()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer._answer(self)

            def log_message(self, *_: Any) -> None:
                return

        self._server = ThreadingHTTPServer((HOST, port), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="wechat", daemon=True)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._server.server_address[1]}"

    @property
    def authorize(self) -> str:
        return self.url + "/connect/oauth2/authorize"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        address = urlsplit(request.path)
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        if address.path == "/connect/oauth2/authorize":
            self._authorize(request, asked)
        elif address.path == "/sns/oauth2/access_token":
            _json(request, self._token(asked))
        else:
            request.send_error(404)

    def _authorize(self, request: BaseHTTPRequestHandler, asked: dict[str, str]) -> None:
        if asked.get("appid") != self._app_id or asked.get("response_type") != "code" or "redirect_uri" not in asked:
            request.send_error(400)
            return
        code = secrets.token_hex(16)
        self._codes[code] = Issued(self._app_id, asked.get("as", self.openid), time.monotonic() + CODE_LIVES_S)
        back = f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked.get('state', '')})}"
        request.send_response(302)
        request.send_header("Location", back)
        request.send_header("Content-Length", "0")
        request.end_headers()

    def _token(self, asked: dict[str, str]) -> dict[str, Any]:
        if asked.get("appid") != self._app_id:
            return {"errcode": 40013, "errmsg": "invalid appid"}
        if asked.get("secret") != self._secret:
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        code = asked.get("code", "")
        if code in self._used:
            return {"errcode": 40163, "errmsg": "code been used"}
        issued = self._codes.pop(code, None)
        if issued is None or time.monotonic() >= issued.ends_at_s:
            return {"errcode": 40029, "errmsg": "invalid code"}
        self._used.add(code)
        return {
            "access_token": secrets.token_hex(32),
            "expires_in": 7200,
            "refresh_token": secrets.token_hex(32),
            "openid": issued.openid,
            "scope": "snsapi_base",
        }


def _json(request: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    data = json.dumps(body).encode()
    request.send_response(200)
    # WeChat sends JSON as text, and so do we.
    request.send_header("Content-Type", "text/plain")
    request.send_header("Content-Length", str(len(data)))
    request.end_headers()
    request.wfile.write(data)


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or Ctrl-C; says where on the standard output."""
    parser = argparse.ArgumentParser(prog="python -m devstack.wechat", description="A stand-in for WeChat.")
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    parser.add_argument("--app-id", default="wx-demo")
    parser.add_argument("--secret", default="a-secret-for-the-demo-only")
    given = parser.parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    stand_in = WeChatStandIn(given.app_id, given.secret, given.port)
    stand_in.start()
    print(f"authorize = {stand_in.authorize}\napi = {stand_in.url}", flush=True)
    stop.wait()
    stand_in.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
