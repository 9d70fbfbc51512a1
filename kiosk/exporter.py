"""Writes the log for the help desk beside everything else the kiosk does: a USB stick may be slow."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from kiosk import support
from kiosk.config import Config
from kiosk.events import Event, LogExported

log = logging.getLogger(__name__)


class Exporter:
    """One at a time, on a thread of its own; `post` hears how it went."""

    def __init__(self, config: Config, post: Callable[[Event], None], now: Callable[[], datetime]) -> None:
        self._config, self._post, self._now = config, post, now
        self._writing: threading.Thread | None = None

    def start(self) -> None:
        """Begin; who asks again meanwhile hears of the one that is being written."""
        if self._writing is not None and self._writing.is_alive():
            return
        self._writing = threading.Thread(target=self._write, args=(self._now(),), name="export", daemon=True)
        self._writing.start()

    def _write(self, now: datetime) -> None:
        config = self._config
        try:
            where, path = support.export(config.support.sticks, config.data, config.control_socket, now)
        except OSError as error:
            log.error("the log could not be exported: %s", error)
            self._post(LogExported("failed"))
        else:
            self._post(LogExported(where, str(path)))
