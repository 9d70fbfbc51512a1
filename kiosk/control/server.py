"""Listens on the local socket in one thread; each command runs on the screen's thread, one after the other."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

log = logging.getLogger(__name__)

MAX_LINE = 64 * 1024
MAX_SOCKET_PATH = 107  # sockaddr_un holds 108 bytes with the closing NUL

Handler = Callable[[dict[str, Any]], Awaitable[Any]]
T = TypeVar("T")


class OnScreen(Protocol):
    """Runs work on the screen's thread and brings back what it returns."""

    async def __call__(self, work: Callable[[], T]) -> T: ...


class CommandError(Exception):
    """A command that cannot be done; `code` is stable, the message is one sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class ControlServer:
    """`handle` answers one request; it may raise CommandError. start() returns when the socket listens."""

    def __init__(self, path: Path, handle: Handler) -> None:
        if len(os.fsencode(path)) > MAX_SOCKET_PATH:
            raise OSError(f"the path of the control socket is longer than {MAX_SOCKET_PATH} bytes: {path}")
        self._path, self._handle = path, handle
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="control", daemon=True)
        self._ready = threading.Event()
        self._stopped = asyncio.Event()

    def start(self) -> None:
        self._path.unlink(missing_ok=True)
        self._thread.start()
        self._ready.wait(5)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(2)
        self._path.unlink(missing_ok=True)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        server = await asyncio.start_unix_server(self._talk, str(self._path), limit=MAX_LINE)
        os.chmod(self._path, 0o660)
        self._ready.set()
        async with server:
            await self._stopped.wait()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            while True:
                try:
                    line = await reader.readline()
                except ValueError:
                    answer = _no("bad_request", f"a request is at most {MAX_LINE} bytes")
                    writer.write(_encode(answer))
                    break
                if not line:
                    break
                writer.write(_encode(await self._answer(line)))
                await writer.drain()
        writer.close()

    async def _answer(self, line: bytes) -> dict[str, Any]:
        try:
            request = json.loads(line)
            if not isinstance(request, dict) or not isinstance(request.get("do"), str):
                raise ValueError
        except (ValueError, RecursionError):
            return _no("bad_request", 'a request is one JSON object a line, like {"do": "state"}')
        try:
            return {"ok": True, "data": await self._handle(request)}
        except CommandError as error:
            return _no(error.code, str(error))
        except Exception:
            log.exception("control command %s failed", request["do"][:40])
            return _no("failed", "the command failed; see the kiosk's log")


def _no(code: str, message: str) -> dict[str, Any]:
    return {"ok": False, "code": code, "message": message}


def _encode(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer, ensure_ascii=False).encode() + b"\n"
