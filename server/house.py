"""What every handler shares: the store, the programme, and the few settings that shape an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from loyalty.ledger import Origin, earn
from loyalty.programme import Programme
from mqtt_bridge.codes import CodeKind, new_code
from server.names import Style
from server.signing import KeyRing
from server.store import Store


@dataclass(frozen=True, slots=True)
class House:
    """One restaurant's centre. `new_code` makes codes nobody can guess; tests and the demo make their own.

    `join_url` is where telephones find the pages of `server.identity`; empty: there are none.
    `ring` signs coupons; None: they are known by their code alone.
    """

    store: Store
    programme: Programme
    tenant: str = "demo"
    region: str = "CN"
    name_style: Style = "masked"
    new_code: Callable[[CodeKind], str] = new_code
    join_url: str = ""
    ring: KeyRing | None = None

    def open(self) -> None:
        """Prepare the store for this programme: how many pieces there are of each gift. Safe to call again."""
        with self.store.transaction():
            for reward in self.programme.rewards:
                if reward.stock is not None:
                    self.store.redemptions.fill(reward.key, reward.stock)

    def tier_of(self, member: str) -> str:
        state = self.store.visits.tier(member)
        return self.programme.tiers.ladder[0].key if state is None else state.tier

    def give(self, member: str, points: int, origin: Origin, reason: str) -> int | None:
        """Earn `points` for the member, with the expiry the programme says; the seq of the lot, None for 0 points."""
        if points <= 0:
            return None
        account, tier = self.store.ledger.load(member), self.tier_of(member)
        activates_at, expires_at = None, self.programme.expires_at(origin.occurred_at, tier)
        if reason == "order":
            activates_at, expires_at = self.programme.order_times(origin.occurred_at, tier)
        posting = earn(account, points, origin, expires_at=expires_at, activates_at=activates_at, reason=reason)
        self.store.ledger.save(account, posting)
        return posting.entries[0].seq
