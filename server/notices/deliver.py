"""Sends what waits in the store, after the commit that put it there."""

from __future__ import annotations

import logging
from datetime import datetime

from server.notices import Channel
from server.store import Store
from server.store.errors import StoreError

log = logging.getLogger(__name__)


def deliver(store: Store, channel: Channel, now: datetime) -> int:
    """Send every waiting notice once more at most; how many went out. One that fails waits for the next time."""
    sent = 0
    for notice in store.notices.waiting():
        try:
            channel.send(notice)
        except OSError as error:
            log.warning("a notice of kind %s could not be sent: %s", notice.kind, error)
            break
        try:
            with store.transaction():
                store.notices.sent(notice.id, now)
        except StoreError as error:
            log.warning("a notice went out and may go out again: %s", error)
            break
        sent += 1
    return sent
