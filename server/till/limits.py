"""Nothing larger than it can be: a body is read up to a limit before anyone looks at it."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.till.problems import Problem

MAX_BYTES = 256 * 1024
MAX_DEPTH = 32


class BodyLimit:
    """Refuses bodies over 256 KiB (413) and ones nested deeper than any of ours (422)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = bytearray()
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > MAX_BYTES:
                await Problem(413, "too-large", f"a body has at most {MAX_BYTES} bytes").response()(
                    scope, receive, send
                )
                return
        if depth(body) > MAX_DEPTH:
            await Problem(422, "bad-request", "nested too deeply").response()(scope, receive, send)
            return
        whole: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

        async def again() -> Message:
            return whole.pop() if whole else await receive()

        await self._app(scope, again, send)


def depth(body: bytes | bytearray) -> int:
    """How deep brackets open at most, counted without building anything; brackets in texts count too."""
    deepest = now = 0
    for byte in body:
        if byte in b"[{":
            now += 1
            deepest = max(deepest, now)
        elif byte in b"]}":
            now -= 1
    return deepest
