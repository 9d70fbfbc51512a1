"""Several coupons on one order, and how many times a coupon may be used (D1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from loyalty import checks
from loyalty.coupons import CouponKind, CouponTemplate, NotForThisOrder, applies
from loyalty.earning import OrderLine
from loyalty.words import Words


@dataclass(frozen=True, slots=True)
class Uses:
    """How often coupons of a template were used, reserved ones counted: by this member, by them today, by all."""

    member: int = 0
    today: int = 0
    total: int = 0

    def and_here(self, count: int) -> Uses:
        """With `count` more on this very order."""
        return Uses(self.member + count, self.today + count, self.total + count)


@dataclass(frozen=True, slots=True)
class LimitReached:
    """`most` uses and no more, for this member, for them today, or for everybody."""

    limit: Literal["member", "day", "total"]
    most: int


@dataclass(frozen=True, slots=True)
class NotCombined:
    """Another coupon of the same group is on the order: `other` is its title."""

    other: Words


@dataclass(frozen=True, slots=True)
class Offered:
    """A coupon somebody would like to use on an order."""

    code: str
    template: CouponTemplate
    uses: Uses = Uses()


@dataclass(frozen=True, slots=True)
class Taken:
    code: str
    off_fen: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    code: str
    why: NotForThisOrder | NotCombined | LimitReached


@dataclass(frozen=True, slots=True)
class Combined:
    """Which coupons count and what they take off in all: never more than the order."""

    taken: tuple[Taken, ...]
    left_out: tuple[LeftOut, ...]
    off_fen: int


def within_limits(template: CouponTemplate, uses: Uses) -> LimitReached | None:
    """None: once more is allowed. Count and use in one transaction."""
    if template.total is not None and uses.total >= template.total:
        return LimitReached("total", template.total)
    if template.per_member is not None and uses.member >= template.per_member:
        return LimitReached("member", template.per_member)
    if template.per_day is not None and uses.today >= template.per_day:
        return LimitReached("day", template.per_day)
    return None


def conflict(template: CouponTemplate, others: Iterable[CouponTemplate]) -> NotCombined | None:
    """Whether it may join the coupons that are on the order already."""
    rival = next((other for other in others if template.group and other.group == template.group), None)
    return None if rival is None else NotCombined(rival.title)


def combine(
    offered: Iterable[Offered], order_fen: int, store: str, local: datetime, lines: Iterable[OrderLine] = ()
) -> Combined:
    """The best of these coupons for the order.

    Of every group the one that alone takes off most (ties: by code). Free items first, then percentages of
    what is left, then amounts; conditions look at the order before any coupon.
    """
    checks.fen("order_fen", order_fen)
    bought = tuple(lines)
    fitting: list[tuple[Offered, int]] = []
    left_out: list[LeftOut] = []
    fits: Counter[str] = Counter()
    for one in sorted(offered, key=lambda one: one.code):
        uses = one.uses.and_here(fits[one.template.key])
        off = within_limits(one.template, uses) or applies(one.template, order_fen, store, local, bought)
        if isinstance(off, int):
            fitting.append((one, off))
            fits[one.template.key] += 1
        else:
            left_out.append(LeftOut(one.code, off))
    chosen, beaten = _best_of_groups(fitting)
    taken = _in_turn(chosen, order_fen, store, local, bought)
    return Combined(taken, tuple(left_out + beaten), sum(one.off_fen for one in taken))


_TURN = (CouponKind.FREE_ITEM, CouponKind.PERCENT_OFF, CouponKind.AMOUNT_OFF, CouponKind.GIFT)


def _best_of_groups(fitting: list[tuple[Offered, int]]) -> tuple[list[Offered], list[LeftOut]]:
    chosen: dict[str, Offered] = {}
    beaten: list[LeftOut] = []
    for one, _ in sorted(fitting, key=lambda pair: (-pair[1], pair[0].code)):
        rival = chosen.setdefault(one.template.group or f"\0{one.code}", one)
        if rival is not one:
            beaten.append(LeftOut(one.code, NotCombined(rival.template.title)))
    return list(chosen.values()), beaten


def _in_turn(
    chosen: list[Offered], order_fen: int, store: str, local: datetime, lines: tuple[OrderLine, ...]
) -> tuple[Taken, ...]:
    left, taken = order_fen, []
    for one in sorted(chosen, key=lambda one: (_TURN.index(one.template.kind), one.code)):
        basis = left if one.template.kind is CouponKind.PERCENT_OFF else order_fen
        off = min(left, _off(one.template, basis, store, local, lines))
        taken.append(Taken(one.code, off))
        left -= off
    return tuple(taken)


def _off(template: CouponTemplate, basis_fen: int, store: str, local: datetime, lines: tuple[OrderLine, ...]) -> int:
    if template.kind is CouponKind.PERCENT_OFF:
        off = basis_fen * template.off_basis_points // 10_000
        return min(off, template.value_fen) if template.value_fen else off
    off_or_not = applies(template, basis_fen, store, local, lines)
    return off_or_not if isinstance(off_or_not, int) else 0
