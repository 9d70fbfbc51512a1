"""What an order earns, for whoever brings it: the till that took it, or the diner who claims its receipt.

The rules of the programme that was in force when the order was paid, and the facts of that moment, are kept with the
order: a refund reckons with the same, and the number can be worked out again for ever (I14).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal, Protocol

from loyalty import plain
from loyalty.awards import Award, OrderLine
from loyalty.ledger import Origin, available
from loyalty.programme import Programme
from loyalty.refunds import facts_left
from loyalty.rules import Birthday, Cap, Facts, FirstOrder, Given, OnHoliday, RuleVersion, current, evaluate, leaves
from loyalty.rules import points_by_rule as by_rule
from loyalty.tiers import Upgrade, joined, review
from server import birthdays, holidays, referring
from server.house import House
from server.store.visits import Order
from server.views import spend_and_visits


class BoughtLine(Protocol):
    """One line of an order, as a till sent it."""

    sku: str
    category: str
    qty: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Reckoning:
    """An order under the rules of its day: `number` is the programme's version, `facts` all else that counts."""

    number: int
    programme: Programme
    facts: Facts

    def award(self) -> Award:
        return evaluate(self.programme.rule_set, self.facts)

    def without(self, back: Mapping[str, int]) -> Reckoning:
        """As if only what has not gone `back` (pieces by sku) had been bought."""
        return replace(self, facts=facts_left(self.facts, back))

    def kept(self) -> dict[str, Any]:
        """What is written down beside the order: all but its lines, which are there already."""
        context = plain.dump(replace(self.facts, lines=(), spend_fen=0))
        return {"programme": self.number, "facts": context, "by_rule": by_rule(self.programme.rule_set, self.facts)}


def order_lines(lines: Iterable[BoughtLine]) -> tuple[OrderLine, ...]:
    return tuple(OrderLine(line.sku, line.category, line.qty, line.amount_fen) for line in lines)


def bought(order: Order) -> tuple[OrderLine, ...]:
    """The lines of an order as it was taken."""
    lines = json.loads(order.body)["order"]["lines"]
    return tuple(OrderLine(line["sku"], line["category"], line["qty"], line["amount_fen"]) for line in lines)


def reckoning(house: House, member: str, store: str, lines: tuple[OrderLine, ...], paid_at: datetime) -> Reckoning:
    """This order of this member, with the programme and the facts of when it was paid."""
    version = house.version_at(paid_at)
    programme = version.programme
    at = programme.local(paid_at)
    rules = current(programme.rule_set, at)
    tier = programme.tiers.tier(house.tier_of(member))
    joined_at, birthday = _person(house, member, rules, paid_at)
    facts = Facts(
        at=at,
        spend_fen=sum(line.amount_fen for line in lines),
        lines=lines,
        store=store,
        largest_before_fen=_largest_before(house, member, rules),
        tier=tier.key,
        tier_name=tier.name,
        tier_basis_points=tier.basis_points,
        member_days=max(0, (at.date() - programme.local(joined_at).date()).days),
        visits=spend_and_visits(house, member, at.date())[1],
        birthday=_birthday(birthday, at.date()),
        holidays=_holidays(programme, rules, at.date()),
        earned_today=house.store.visits.earned(member, at.date(), at.date()),
        earned_in_period=_in_period(house, member, rules, at.date()),
        balance=available(house.store.ledger.load(member), paid_at),
        given=_given(house, member, rules, at.date()),
    )
    return Reckoning(version.number, programme, facts)


def again(house: House, order: Order) -> Reckoning | None:
    """The order as it was reckoned when it became somebody's; None: it never did."""
    context = json.loads(order.claimed_in) if order.claimed_in else json.loads(order.body)["context"]
    if not context:
        return None
    lines = bought(order)
    if "facts" not in context:
        return _before_rules(house, order, lines, context)
    version = house.version(context["programme"])
    facts = replace(plain.load(Facts, context["facts"]), lines=lines, spend_fen=order.total_fen)
    return Reckoning(version.number, version.programme, facts)


def after_order(
    house: House,
    member: str,
    order: Order,
    now: datetime,
    spend_fen: int | None = None,
    payer: Mapping[str, str] | None = None,
) -> None:
    """What follows once an order is the member's: their tier, and the reward of whoever brought them.

    `spend_fen`: their part of it (None: all); `payer`: by what whoever paid can be told apart.
    """
    house.store.nights.wake(member)
    house.renew(member, Origin(f"here:{order.store}:{order.id}"[:128], f"till/{order.store}", order.paid_at, now))
    promote(house, member, now)
    spent_fen = order.total_fen if spend_fen is None else spend_fen
    referring.paid(house, member, f"{order.store}:{order.id}", spent_fen, order.paid_at, payer or {})


def _before_rules(house: House, order: Order, lines: tuple[OrderLine, ...], context: Mapping[str, Any]) -> Reckoning:
    """An order from before rules and facts were kept: the first programme, and the little that counted then."""
    version = house.version(min(1, house.store.programmes.newest()))
    tier = version.programme.tiers.tier(context["tier"])
    facts = Facts(
        at=version.programme.local(order.paid_at),
        spend_fen=order.total_fen,
        lines=lines,
        first_order=context["first_order"],
        tier=tier.key,
        tier_name=tier.name,
        tier_basis_points=context["basis_points"],
        earned_today=context["earned_today"],
    )
    return Reckoning(version.number, version.programme, facts)


def _largest_before(house: House, member: str, rules: Iterable[RuleVersion]) -> int:
    """The member's largest order so far, -1 with none; where no rule asks for it, it is not looked for."""
    asked = any(isinstance(leaf, FirstOrder) for rule in rules for leaf in leaves(rule.when))
    return house.store.visits.largest_order(member) if asked else -1


def _person(house: House, member: str, rules: Iterable[RuleVersion], paid_at: datetime) -> tuple[datetime, str]:
    """Since when they are a member, and their birthday where a rule asks for it: else it is not written down."""
    found = house.store.members.get(member)
    asked = any(isinstance(leaf, Birthday) for rule in rules for leaf in leaves(rule.when))
    return (paid_at, "") if found is None else (found.joined_at, found.birthday if asked else "")


def _birthday(text: str, on: date) -> Literal["", "day", "month"]:
    kept_on = birthdays.near(text, on)
    if kept_on is None:
        return ""
    if kept_on == on:
        return "day"
    return "month" if kept_on.month == on.month else ""


def _holidays(programme: Programme, rules: Iterable[RuleVersion], on: date) -> tuple[str, ...]:
    """The holidays kept on this day; where no rule asks for one, nobody looks."""
    if not any(isinstance(leaf, OnHoliday) for rule in rules for leaf in leaves(rule.when)):
        return ()
    return tuple(feast.holiday.key for feast in holidays.around(programme, on) if feast.kept(on))


def _in_period(house: House, member: str, rules: Iterable[RuleVersion], today: date) -> int:
    """Points by spend in the period that has a cap; 0 where none has: then nobody asks."""
    days = [rule.give.caps.period_days for rule in rules if isinstance(rule.give, Cap) and rule.give.caps.period]
    return house.store.visits.earned(member, today - timedelta(days=max(days) - 1), today) if days else 0


def _given(house: House, member: str, rules: Iterable[RuleVersion], today: date) -> tuple[Given, ...]:
    """What rules with a cap of their own gave this member before, today and in their period."""
    capped = [rule for rule in rules if (rule.caps.day, rule.caps.period) != (None, None)]
    if not capped:
        return ()
    first = today - timedelta(days=max(rule.caps.period_days for rule in capped) - 1)
    contexts = house.store.visits.contexts(member, first, today)
    return tuple(_given_by(rule, contexts, today) for rule in capped)


def _given_by(rule: RuleVersion, contexts: Iterable[tuple[date, Mapping[str, Any]]], today: date) -> Given:
    first = today - timedelta(days=rule.caps.period_days - 1)
    gave = [(on, context.get("by_rule", {}).get(rule.key, 0)) for on, context in contexts if on >= first]
    return Given(rule.key, sum(points for on, points in gave if on == today), sum(points for _, points in gave))


def promote(house: House, member: str, now: datetime) -> None:
    """Up at once (C2); down only by the nightly review, after its warnings."""
    today = house.programme.local(now).date()
    state = house.store.visits.tier(member) or joined(house.programme.tiers, today)
    decided = review(house.programme.tiers, state, *spend_and_visits(house, member, today), today)
    if isinstance(decided, Upgrade):
        house.store.visits.set_tier(member, decided.state)
