"""The till's HTTP server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from server.config import Till
from server.house import House
from server.listening import HttpServer
from server.till.app import build


class TillServer(HttpServer):
    """The till's API of one house."""

    def __init__(self, house: House, config: Till, now: Callable[[], datetime]) -> None:
        super().__init__("till", build(house, config.tokens, now), config.host, config.port)
