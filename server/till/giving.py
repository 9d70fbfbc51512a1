"""Passing things on (D3): a coupon by a link that whoever opens it first has, points as a gift."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any, Literal

from loyalty import explain, sharing
from loyalty.ledger import Origin, available
from loyalty.sharing import Share, ShareOver, ShareState, SharingRefusal
from server.house import House
from server.store.coupons import StoredCoupon
from server.store.giving import Gift
from server.till.models import GiftIn, LinkIn, TakeIn
from server.till.orders import find_member
from server.till.problems import Problem

Action = Literal["take", "withdraw"]


def make_link(house: House, asked: LinkIn, now: datetime) -> dict[str, Any]:
    """A link to a coupon of this member's, inside the caller's transaction. Raises Problem 404 or 409."""
    giver = find_member(house, asked.member)
    stored = house.store.coupons.get(asked.coupon)
    template = None if stored is None else house.programme.template(stored.coupon.template)
    if stored is None or template is None or stored.held or stored.member != giver.id:
        raise Problem(404, "unknown-coupon", "this member has no such coupon")
    until = now + timedelta(hours=house.programme.sharing.link_hours)
    token, passed = secrets.token_urlsafe(24), house.store.giving.passed(asked.coupon)
    made = sharing.share(stored.coupon, template, giver.id, passed, token, now, until)
    if not isinstance(made, Share):
        words = explain.refusal(made)
        raise Problem(409, "share-refused", words.en, words=words)
    house.store.giving.save_link(made)
    return _answer(made)


def use_link(house: House, token: str, action: Action, asked: TakeIn, now: datetime) -> dict[str, Any]:
    """Take the coupon behind a link, or the link back; twice is once. Raises Problem 404 or 409."""
    member = find_member(house, asked.member)
    link = house.store.giving.link(token)
    stored = None if link is None else house.store.coupons.get(link.coupon)
    if link is None or stored is None:
        raise Problem(404, "unknown-share", "there is no such link")
    changed: Share | SharingRefusal
    if action == "withdraw":
        changed = sharing.withdraw(link, member.id, now)
    elif stored.member not in (link.giver, link.taker):
        # Another link to the same coupon was taken first: it is not the giver's to give any more.
        changed = ShareOver(ShareState.TAKEN)
    else:
        changed = sharing.take(link, stored.coupon, member.id, now)
    if not isinstance(changed, Share):
        words = explain.refusal(changed)
        raise Problem(409, "share-refused", words.en, words=words)
    if changed != link:
        house.store.giving.save_link(changed)
        if action == "take":
            _hand_over(house, stored, member.id, token, now)
    return _answer(changed)


def give_points(house: House, store: str, asked: GiftIn, now: datetime) -> dict[str, Any]:
    """Points from one member to another, with their expiry; the same gift again: once. Raises Problem 404, 409, 422."""
    giver, taker = find_member(house, asked.giver), find_member(house, asked.taker)
    digest = house.store.fingerprint(asked.model_dump_json().encode())
    known = house.store.giving.gift(store, asked.gift_id)
    if known is not None and known.digest != digest:
        raise Problem(409, "gift-conflict", "another gift has this gift_id")
    if giver.id == taker.id:
        raise Problem(422, "bad-request", "nobody gives to themselves")
    books = house.store.ledger
    if known is None:
        today = house.programme.local(now).date()
        before, into = books.load(giver.id), books.load(taker.id)
        origin = Origin(f"gift:{store}:{asked.gift_id}"[:128], f"till/{store}", now, now)
        given_today = house.store.giving.given_on(giver.id, today)
        moved = sharing.give_points(house.programme.sharing, before, into, asked.points, given_today, origin)
        if not isinstance(moved, tuple):
            words = explain.refusal(moved)
            raise Problem(409, "gift-refused", words.en, words=words)
        books.save(before, moved[0])
        books.save(into, moved[1])
        house.store.giving.add_gift(Gift(store, asked.gift_id, giver.id, taker.id, asked.points, today, now, digest))
    balances = [available(books.load(member.id), now) for member in (giver, taker)]
    return {"gift_id": asked.gift_id, "points": asked.points, "balances": balances}


def _hand_over(house: House, stored: StoredCoupon, taker: str, token: str, now: datetime) -> None:
    house.store.coupons.hand_over(stored.coupon.code, taker, now, "link", f"share:{token[:8]}")
    house.store.nights.wake(taker)


def _answer(link: Share) -> dict[str, Any]:
    return {
        "token": link.token,
        "coupon": link.coupon,
        "state": link.state.value,
        "expires_at": link.expires_at.isoformat(),
    }
