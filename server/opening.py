"""From the configuration to a house whose database is open: for the process, and for commands beside it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from loyalty.programme import DEMO
from server.cards import open_cards
from server.config import Config
from server.house import House
from server.privacy.identity_policy import IdentityPolicy
from server.programme import files
from server.signing import open_ring
from server.store import Store


def open_house(config: Config, now: datetime) -> House:
    """With the programme in force at `now`. Whoever opens it closes its store.

    Raises SchemaError, StoreError, ValueError (BadProgramme is one), OSError.
    """
    join_url = config.wechat.public_url.rstrip("/") if config.wechat.app_id else ""
    store = Store(Path(config.data), config.database)
    try:
        # Once a programme is kept, the file it began with is read no more.
        programme = DEMO if store.programmes.newest() else files.read(config.programme)
        ring = open_ring(Path(config.data) / "coupon.keys")
        cards = open_cards(config.spend, config.cards.keys)
        house = House(
            *(store, programme, config.tenant, config.region, config.name_style),
            join_url=join_url,
            ring=ring,
            cards=cards,
            identity=IdentityPolicy(config.identity_check.enabled, config.identity_check.retention_days),
        )
        house.open()
        with house.reading(now):
            pass
    except BaseException:
        store.close()
        raise
    return house
