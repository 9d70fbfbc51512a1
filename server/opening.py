"""From the configuration to a house whose database is open: for the process, and for commands beside it."""

from __future__ import annotations

from pathlib import Path

from loyalty.programme import DEMO
from server.cards import open_cards
from server.config import Config
from server.house import House
from server.signing import open_ring
from server.store import Store


def open_house(config: Config) -> House:
    """Whoever opens it closes its store. Raises SchemaError, StoreError, ValueError, OSError."""
    join_url = config.wechat.public_url.rstrip("/") if config.wechat.app_id else ""
    store = Store(Path(config.data), config.database)
    try:
        ring = open_ring(Path(config.data) / "coupon.keys")
        cards = open_cards(config.cards.spend, config.cards.keys)
        house = House(
            *(store, DEMO, config.tenant, config.region, config.name_style),
            join_url=join_url,
            ring=ring,
            cards=cards,
        )
        house.open()
    except BaseException:
        store.close()
        raise
    return house
