"""An HTTP server in a thread of its own."""

from __future__ import annotations

import logging
import socket
import threading
import time

import uvicorn
from starlette.types import ASGIApp

START_S = 10.0


class ListenError(Exception):
    """It cannot be served; the message says why."""


class HttpServer:
    """uvicorn on a socket that is bound here, so that a taken port is one clear sentence. Port 0: a free one."""

    def __init__(self, name: str, app: ASGIApp, host: str, port: int) -> None:
        self._name, self._host, self._port = name, host, port
        settings = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=2,
        )
        self._server = uvicorn.Server(settings)
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None
        # The addresses that are asked for hold telephone numbers: they are written nowhere.
        for name in ("uvicorn.error", "uvicorn.access"):
            logging.getLogger(name).setLevel(logging.WARNING)

    @property
    def port(self) -> int:
        """The port it listens on; 0 before `start`."""
        return 0 if self._socket is None else int(self._socket.getsockname()[1])

    def start(self) -> None:
        """Listen, and wait until requests are answered. Raises ListenError."""
        try:
            self._socket = _listen(self._host, self._port)
        except OSError as error:
            raise ListenError(f"the {self._name} cannot listen on {self._host}:{self._port}: {error}") from error
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name=self._name, daemon=True)
        self._thread.start()
        deadline = time.monotonic() + START_S
        while not self._server.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                raise ListenError(f"the {self._name} did not start")
            time.sleep(0.01)

    def stop(self) -> None:
        """Finish the requests that run and end."""
        if self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
        if self._socket is not None:
            self._socket.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off (40 ms an answer) only for sockets that say they are TCP.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener
