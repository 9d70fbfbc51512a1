"""What a diner's telephone opens after scanning the kiosk's code: there, to WeChat, back, one button."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import parse_qs

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from server.house import House
from server.identity import pages
from server.identity.visits import Visits
from server.identity.wechat import IdentityError, WeChat
from server.store.errors import StoreError

log = logging.getLogger(__name__)
TICKET = re.compile(r"[0-9a-f]{32}")
LONGEST_CODE = 512
# Whoever confirmed may still read the terms on the kiosk.
CONFIRMED_LIVES = timedelta(minutes=5)
LARGEST_FORM = 1024
GONE = ("这个码已失效，请在屏幕上重新获取", "This code is over. Get a new one on the kiosk's screen.")
LATER = ("暂时无法登录，请稍后再试", "This does not work at the moment. Please try again.")
DONE = ("好了，请看屏幕", "Done. Look at the kiosk.")


def build(house: House, wechat: WeChat, public_url: str, now: Callable[[], datetime]) -> FastAPI:
    """The app. `public_url` is where telephones find it, without a slash at its end."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    door = _Door(house, wechat, public_url, now)
    # Each answers with a page of its own making: there is nothing for FastAPI to check on the way out.
    app.get("/w/{ticket}", response_model=None)(door.begin)
    app.get("/wechat/back", response_model=None)(door.back)
    app.post("/wechat/confirm", response_model=None)(door.confirm)

    @app.exception_handler(StoreError)
    async def disk(_request: Request, error: StoreError) -> Response:
        log.error("nobody can sign in: %s", error)
        return _page(503, *LATER)

    return app


class _Door:
    """The three steps: to WeChat, back with a code, and the button."""

    def __init__(self, house: House, wechat: WeChat, public_url: str, now: Callable[[], datetime]) -> None:
        self._house, self._wechat, self._public_url, self._now = house, wechat, public_url, now
        self._visits = Visits()

    def begin(self, ticket: str) -> Response:
        if not _is_open(self._house, ticket, self._now()):
            return _page(404, *GONE)
        address = self._wechat.address(f"{self._public_url}/wechat/back", ticket)
        return RedirectResponse(address, 302, pages.HEADERS)

    def back(self, state: str = "", code: str = "") -> Response:
        found = self._house.store.tickets.get(state) if TICKET.fullmatch(state) else None
        if found is None or not 0 < len(code) <= LONGEST_CODE or not _is_open(self._house, state, self._now()):
            return _page(404, *GONE)
        try:
            openid = self._wechat.openid(code)
        except IdentityError as error:
            log.warning("nobody could sign in: %s", error)
            return _page(404, *GONE) if error.again else _page(502, *LATER)
        word = self._visits.begin(state, openid, self._now().timestamp())
        with self._house.store.transaction():
            self._house.store.tickets.scan(state, self._now())
        return HTMLResponse(pages.confirm(self._house.programme.name.zh, found.kiosk, word), 200, pages.HEADERS)

    async def confirm(self, request: Request) -> Response:
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > LARGEST_FORM:
                return _page(413, *GONE)
        word = parse_qs(body.decode("ascii", "replace")).get("word", [""])[0]
        return await run_in_threadpool(self._done, word)

    def _done(self, word: str) -> Response:
        visit = self._visits.end(word, self._now().timestamp())
        if visit is None:
            return _page(404, *GONE)
        with self._house.store.transaction():
            now = self._now()
            confirmed = self._house.store.tickets.confirm(visit.ticket, visit.openid, now, now + CONFIRMED_LIVES)
        return _page(200, *DONE) if confirmed else _page(404, *GONE)


def _is_open(house: House, ticket: str, now: datetime) -> bool:
    found = house.store.tickets.get(ticket) if TICKET.fullmatch(ticket) else None
    return found is not None and not found.subject and found.member is None and now < found.expires_at


def _page(status: int, zh: str, en: str) -> Response:
    return HTMLResponse(pages.said(zh, en), status, pages.HEADERS)
