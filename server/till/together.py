"""Whether a coupon may join an order: with the coupons already on it, and as often as it may be used (D1)."""

from __future__ import annotations

from datetime import datetime

from loyalty import explain, stacking
from loyalty.coupons import CouponTemplate, WrongStore
from loyalty.expiry import start_of_day
from server.house import House
from server.store.coupons import StoredCoupon
from server.till.problems import Problem


def may_join(
    house: House, store: str, stored: StoredCoupon, template: CouponTemplate, order_ref: str, now: datetime
) -> None:
    """Raises Problem 422. Counted inside the caller's transaction: two tills cannot both take the last one."""
    refused: stacking.NotCombined | stacking.LimitReached | WrongStore | None = None
    if template.stores and store not in template.stores:
        refused = WrongStore(store, template.stores)
    if refused is None and template.group:
        refused = stacking.conflict(template, _others(house, stored, order_ref, now))
    if refused is None and (template.per_member, template.per_day, template.total) != (None, None, None):
        zone = house.programme.zone
        today = start_of_day(house.programme.local(now).date(), zone)
        uses = house.store.coupons.uses(template.key, stored.member, today, now, stored.coupon.code)
        refused = stacking.within_limits(template, uses)
    if refused is not None:
        raise Problem(422, "does-not-apply", explain.refusal(refused).en, words=explain.refusal(refused))


def _others(house: House, stored: StoredCoupon, order_ref: str, now: datetime) -> list[CouponTemplate]:
    on_it = house.store.coupons.on_order(order_ref, now)
    templates = [house.programme.template(o.coupon.template) for o in on_it if o.coupon.code != stored.coupon.code]
    return [template for template in templates if template is not None]
