"""Why something was not done, in words a diner understands."""

from __future__ import annotations

from loyalty.awards import BelowMinimum, NoSuchDish
from loyalty.coupons import CouponOver, CouponState, InUse, NotReserved, WrongStore
from loyalty.explain.conditions import condition
from loyalty.ledger import HoldClosed, HoldsStand, HoldState, NotEnough, NothingToDo, TooMuch, UnknownHold, UnknownLot
from loyalty.slots import WrongDay, WrongTime
from loyalty.words import Words, points_en

Refused = (
    NotEnough
    | UnknownHold
    | HoldClosed
    | UnknownLot
    | TooMuch
    | NothingToDo
    | HoldsStand
    | InUse
    | CouponOver
    | NotReserved
    | WrongStore
    | WrongDay
    | WrongTime
    | BelowMinimum
    | NoSuchDish
)


def refusal(refused: Refused) -> Words:
    """Why it was not done, in words a diner understands."""
    match refused:
        case NotEnough(asked, available):
            short = asked - available
            return Words(
                f"还差 {short} 点（需要 {asked}，可用 {available}）",
                f"{points_en(short)} short: needs {asked}, you have {available}",
            )
        case HoldClosed(state=state):
            done = state is HoldState.CAPTURED
            return (
                Words("已经兑换", "Already redeemed") if done else Words("兑换已取消", "This redemption was cancelled")
            )
        case UnknownHold():
            return Words("找不到这次兑换", "This redemption is not known")
        case TooMuch(asked, left):
            return Words(f"最多退 {left} 点，不能退 {asked} 点", f"At most {points_en(left)} can go back, not {asked}")
        case UnknownLot() | NothingToDo():
            return Words("没有可退的积分", "There are no points to give back")
        case HoldsStand():
            return Words("还有兑换正在打印，请稍后", "A coupon is still being printed, please wait")
        case _:
            return _coupon_refusal(refused)


def _coupon_refusal(
    refused: InUse | CouponOver | NotReserved | WrongStore | WrongDay | WrongTime | BelowMinimum | NoSuchDish,
) -> Words:
    match refused:
        case InUse(state):
            used = state is CouponState.REDEEMED
            return (
                Words("优惠券已使用", "This coupon has been used")
                if used
                else Words("优惠券正被另一单使用", "This coupon is in use for another order")
            )
        case CouponOver(state):
            return _OVER[state]
        case NotReserved():
            return Words("请先核销预留", "Reserve the coupon first")
        case WrongStore():
            return Words("本店不可用", "Not valid in this store")
        case _:
            return condition(refused)


_OVER = {
    CouponState.REDEEMED: Words("优惠券已使用", "This coupon has been used"),
    CouponState.VOIDED: Words("优惠券已作废", "This coupon was withdrawn"),
    CouponState.EXPIRED: Words("优惠券已过期", "This coupon has expired"),
}
