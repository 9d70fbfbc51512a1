"""The till's HTTP server, in a thread of its own."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime

import uvicorn

from server.config import Till
from server.house import House
from server.till.app import build

START_S = 10.0


class TillError(Exception):
    """The till cannot be served; the message says why."""


class TillServer:
    """uvicorn on a socket that is bound here, so that a taken port is one clear sentence."""

    def __init__(self, house: House, config: Till, now: Callable[[], datetime]) -> None:
        self._config = config
        settings = uvicorn.Config(
            build(house, config.tokens, now),
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=2,
        )
        self._server = uvicorn.Server(settings)
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None
        logging.getLogger("uvicorn.error").setLevel(logging.WARNING)

    @property
    def port(self) -> int:
        """The port it listens on; 0 before `start`."""
        return 0 if self._socket is None else int(self._socket.getsockname()[1])

    def start(self) -> None:
        """Listen, and wait until requests are answered. Raises TillError."""
        try:
            self._socket = _listen(self._config.host, self._config.port)
        except OSError as error:
            raise TillError(f"the till cannot listen on {self._config.host}:{self._config.port}: {error}") from error
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name="till", daemon=True)
        self._thread.start()
        deadline = time.monotonic() + START_S
        while not self._server.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                raise TillError("the till did not start")
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
