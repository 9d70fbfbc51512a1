"""Sends what waits in the store, after the commit that put it there."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from loyalty.words import Words
from server.notices import Channel, Letter, Notice, Undeliverable, texts
from server.notices.routes import Routes
from server.store import Store
from server.store.errors import StoreError
from server.store.members import Member

log = logging.getLogger(__name__)
# After the first failure it is tried again in 5 s, then 10, 20, … at most an hour apart; ten times in all.
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
TRIES = 10
# Whoever sends one has it to themselves for so long: longer than any channel takes.
LEASE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Manners:
    """When members are left in peace: local times (`quiet_from` may be after midnight), and how often is too often.

    At most `most_marketing` marketing notices to a member within `period`.
    """

    zone: ZoneInfo
    quiet_from: time = time(21, 0)
    quiet_to: time = time(9, 0)
    most_marketing: int = 2
    period: timedelta = timedelta(days=7)

    def quiet_until(self, now: datetime) -> datetime | None:
        """When the quiet hours end that it is in now; None: it is not."""
        local = now.astimezone(self.zone)
        at = local.time()
        over_midnight = self.quiet_from > self.quiet_to
        inside = (
            (at >= self.quiet_from or at < self.quiet_to) if over_midnight else self.quiet_from <= at < self.quiet_to
        )
        if not inside:
            return None
        day = local.date() + timedelta(days=1 if over_midnight and at >= self.quiet_from else 0)
        return datetime.combine(day, self.quiet_to, self.zone)


@dataclass(frozen=True, slots=True)
class Delivery:
    """How the house sends: the ways out, the manners, and the name it signs with."""

    routes: Routes
    manners: Manners
    house: Words

    def run(self, store: Store, now: datetime) -> int:
        """Send every notice that is due, once at most; how many went out. A channel that fails is left alone."""
        sent = 0
        down: set[Channel] = set()
        for notice in store.notices.due(now):
            try:
                sent += self._one(store, notice, now, down)
            except StoreError as error:
                log.warning("notices wait: the database says %s", type(error).__name__)
                break
        return sent

    def _one(self, store: Store, notice: Notice, now: datetime, down: set[Channel]) -> bool:
        member = store.members.get(notice.member) if notice.member else None
        outcome = self._why_not(store, notice, member, now)
        if outcome:
            _settle(store, notice, now, outcome)
            return False
        quiet_until = None if notice.purpose == "service" else self.manners.quiet_until(now)
        if quiet_until is not None:
            with store.transaction():
                store.notices.postpone(notice.id, quiet_until)
            return False
        try:
            to, channel = self._way(notice, member)
            letter = texts.letter(notice, to, self.house)
        except Undeliverable as error:
            log.warning("a notice of kind %s cannot be sent: %s", notice.kind, error)
            _settle(store, notice, now, "undeliverable")
            return False
        if channel in down:
            # So that a channel that is down does not stand in the way of the others.
            with store.transaction():
                store.notices.postpone(notice.id, now + FIRST_WAIT)
            return False
        return self._hand_over(store, notice, letter, channel, now, down)

    def _way(self, notice: Notice, member: Member | None) -> tuple[str, Channel]:
        if not notice.to and member is not None:
            return self.routes.by_member(member)
        return self.routes.by_address(notice.to)

    def _why_not(self, store: Store, notice: Notice, member: Member | None, now: datetime) -> str:
        """Why it must not go out any more; empty: it may. What counts is what is true now, not when it was queued."""
        if notice.expires_at is not None and notice.expires_at <= now:
            return "too-late"
        if notice.member and member is None:
            return "no-member"
        if notice.purpose != "marketing":
            return ""
        if member is None or not member.marketing:
            return "no-consent"
        recent = store.notices.marketing_sent(member.id, now - self.manners.period)
        return "too-often" if recent >= self.manners.most_marketing else ""

    def _hand_over(
        self, store: Store, notice: Notice, letter: Letter, channel: Channel, now: datetime, down: set[Channel]
    ) -> bool:
        with store.transaction():
            tries = store.notices.take(notice.id, now, now + LEASE)
        if tries is None:
            return False
        try:
            channel.send(letter)
        except Undeliverable as error:
            log.warning("a notice of kind %s was refused: %s", notice.kind, error)
            _settle(store, notice, now, "refused")
            return False
        except OSError as error:
            log.warning("a notice of kind %s could not be sent: %s", notice.kind, type(error).__name__)
            down.add(channel)
            if tries >= TRIES:
                _settle(store, notice, now, "given-up")
                return False
            with store.transaction():
                store.notices.postpone(notice.id, now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** (tries - 1)))
            return False
        _settle(store, notice, now, "sent")
        return True


def _settle(store: Store, notice: Notice, now: datetime, outcome: str) -> None:
    with store.transaction():
        store.notices.settle(notice.id, now, outcome)
