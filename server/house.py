"""What every handler shares: the store, the programme, and the few settings that shape an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from loyalty.expiry import ExpiryKind
from loyalty.ledger import Origin, Posting, earn, renew
from loyalty.programme import Programme
from mqtt_bridge.codes import CodeKind, new_code
from server.cards import Cards
from server.names import Style
from server.privacy.identity_policy import IdentityPolicy
from server.programme.versions import Version, Versions
from server.signing import KeyRing
from server.store import Store
from server.store.moments import EPOCH


@dataclass(slots=True)
class House:
    """One restaurant's centre. `new_code` makes codes nobody can guess; tests and the demo make their own.

    `programme` is the one in force, `number` its version (0: kept nowhere). A newer one takes its place when a
    transaction begins and never within one; nothing else here ever changes.
    `join_url` is where telephones find the pages of `server.identity`; empty: there are none.
    `ring` signs coupons; None: they are known by their code alone. `cards` says which cards may spend points.
    `identity` says whether documents are kept.
    """

    store: Store
    programme: Programme
    tenant: str = "demo"
    region: str = "CN"
    name_style: Style = "masked"
    new_code: Callable[[CodeKind], str] = new_code
    join_url: str = ""
    ring: KeyRing | None = None
    cards: Cards = field(default_factory=Cards)
    identity: IdentityPolicy = field(default_factory=IdentityPolicy)
    number: int = 0
    versions: Versions = field(init=False)

    def __post_init__(self) -> None:
        self.versions = Versions(self.store.programmes)

    def open(self) -> None:
        """Keep the programme as the first version if none is kept yet, and count its gifts. Safe to call again.

        The version in force is taken by the first `transaction`, `reading` or `follow`.
        """
        with self.store.transaction():
            self.versions.learn()
            if not self.store.programmes.newest():
                self.number = self.versions.keep(self.programme, EPOCH, EPOCH, "at first").number
                self.versions.learn()
                self.count_gifts(self.programme)

    @contextmanager
    def transaction(self, now: datetime) -> Iterator[None]:
        """All or nothing, alone among writers, with the programme in force at `now`."""
        with self.store.transaction():
            self.follow(now)
            yield

    @contextmanager
    def reading(self, now: datetime) -> Iterator[None]:
        """One consistent view, with the programme in force at `now`; waits for nobody but for a new programme."""
        with self.store.reading():
            self.versions.learn()
            is_new = self.versions.number_at(now) > self.number
            if not is_new:
                yield
        if is_new:
            with self.transaction(now):
                pass
            with self.store.reading():
                yield

    def follow(self, now: datetime) -> None:
        """Take the programme in force at `now`; a transaction begins with it. Never an older one than before."""
        self.versions.learn()
        number = self.versions.number_at(now)
        if number > self.number:
            self.programme, self.number = self.versions.get(number), number

    def version_at(self, moment: datetime) -> Version:
        """The programme that was in force at `moment`: by that one is reckoned what was earned then."""
        return self.version(self.versions.number_at(moment) or self.number)

    def version(self, number: int) -> Version:
        """The programme of this number. Raises LookupError."""
        return Version(number, self.programme if number == self.number else self.versions.get(number))

    def count_gifts(self, programme: Programme) -> None:
        """Say how many pieces there are of each gift that nobody has counted yet."""
        for reward in programme.rewards:
            if reward.stock is not None:
                self.store.redemptions.fill(reward.key, reward.stock)

    def tier_of(self, member: str) -> str:
        state = self.store.visits.tier(member)
        return self.programme.tiers.ladder[0].key if state is None else state.tier

    def renew(self, member: str, origin: Origin) -> None:
        """They were here: under sliding expiry, what is open lives on (B8)."""
        programme = self.version_at(origin.occurred_at).programme
        policies = (programme.expiry, *(tier.expiry for tier in programme.tiers.ladder))
        if not any(policy and policy.kind is ExpiryKind.SLIDING for policy in policies):
            return
        tier = self.tier_of(member)
        policy = programme.tiers.tier(tier).expiry or programme.expiry
        until = programme.expires_at(origin.occurred_at, tier)
        if policy.kind is not ExpiryKind.SLIDING or until is None:
            return
        account = self.store.ledger.load(member)
        posting = renew(account, origin, until)
        if isinstance(posting, Posting):
            self.store.ledger.save(account, posting)

    def give(self, member: str, points: int, origin: Origin, reason: str) -> int | None:
        """Earn `points` for the member, with the expiry the programme says; the seq of the lot, None for 0 points."""
        if points <= 0:
            return None
        account, tier = self.store.ledger.load_to_credit(member), self.tier_of(member)
        programme = self.version_at(origin.occurred_at).programme
        activates_at, expires_at = None, programme.expires_at(origin.occurred_at, tier)
        if reason == "order":
            activates_at, expires_at = programme.order_times(origin.occurred_at, tier)
        posting = earn(account, points, origin, expires_at=expires_at, activates_at=activates_at, reason=reason)
        self.store.ledger.save(account, posting)
        return posting.entries[0].seq
