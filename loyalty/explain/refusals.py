"""Why something was not done, in words a diner understands."""

from __future__ import annotations

from loyalty.awards import BelowMinimum, NoSuchDish
from loyalty.cash_offset import NothingOff
from loyalty.clearing import NothingToCompensate
from loyalty.coupons import CouponOver, CouponState, InUse, NotReserved, WrongStore
from loyalty.explain.conditions import condition
from loyalty.ledger import HoldClosed, HoldsStand, HoldState, NotEnough, NothingToDo, TooMuch, UnknownHold, UnknownLot
from loyalty.referrals import Rejection
from loyalty.sharing import GiftRefused, NotToPassOn, NotYours, OwnShare, ShareOver, ShareState, SharingRefusal
from loyalty.slots import WrongDay, WrongTime
from loyalty.stacking import LimitReached, NotCombined
from loyalty.words import Words, points_en, yuan

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
    | LimitReached
    | NotCombined
    | SharingRefusal
    | NothingToCompensate
    | NothingOff
    | Rejection
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
        case NothingOff(worth, have, order_fen):
            step = f"{worth.points} 点抵{yuan(worth.fen)}"
            return Words(
                f"每 {step}；可用 {have} 点，订单{yuan(order_fen)}",
                f"{points_en(worth.points)} are {yuan(worth.fen)} and no less; "
                f"you have {have}, the order is {yuan(order_fen)}",
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
        case NothingToCompensate(too_late):
            if too_late:
                return Words("过期太久，不再补偿", "It lapsed too long ago to be made up for")
            return Words("没有可补偿的积分", "There is nothing to make up for")
        case Rejection():
            return REJECTIONS[refused]
        case NotToPassOn() | ShareOver() | OwnShare() | NotYours() | GiftRefused():
            return _sharing_refusal(refused)
        case _:
            return _coupon_refusal(refused)


def _sharing_refusal(refused: NotToPassOn | ShareOver | OwnShare | NotYours | GiftRefused) -> Words:
    match refused:
        case NotToPassOn(passes):
            once = Words("这张券不能再转赠", "This coupon cannot be passed on again")
            return once if passes else Words("这张券仅限本人使用", "This coupon is for its holder only")
        case ShareOver(state):
            return _SHARE_OVER[state]
        case OwnShare():
            return Words("这是您自己分享的券", "You shared this coupon yourself")
        case NotYours():
            return Words("只有赠送人可以撤回", "Only the giver can take it back")
        case GiftRefused(least, most):
            if most < least:
                return Words("今天不能再赠送积分", "No more points can be given today")
            return Words(f"每次可赠送 {least}–{most} 点", f"From {least} to {points_en(most)} can be given now")


def _coupon_refusal(
    refused: InUse
    | CouponOver
    | NotReserved
    | WrongStore
    | WrongDay
    | WrongTime
    | BelowMinimum
    | NoSuchDish
    | LimitReached
    | NotCombined,
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
        case LimitReached(limit, most):
            zh, en = _LIMITS[limit]
            return Words(f"{zh}限用 {most} 次，已用完", f"It can be used {most} times {en}, and was")
        case NotCombined(other):
            return Words(f"不能与{other.zh}同时使用", f"Not together with {other.en}")
        case _:
            return condition(refused)


_OVER = {
    CouponState.REDEEMED: Words("优惠券已使用", "This coupon has been used"),
    CouponState.VOIDED: Words("优惠券已作废", "This coupon was withdrawn"),
    CouponState.EXPIRED: Words("优惠券已过期", "This coupon has expired"),
}

_LIMITS = {"member": ("每人", "by a member"), "day": ("每天", "a day"), "total": ("总共", "in all")}

_SHARE_OVER = {
    ShareState.OPEN: Words("链接仍然有效", "This link is still open"),
    ShareState.TAKEN: Words("已被别人领取", "Somebody else has it already"),
    ShareState.WITHDRAWN: Words("赠送人已撤回", "The giver took it back"),
    ShareState.EXPIRED: Words("链接已过期", "This link has expired"),
}

REJECTIONS = {
    Rejection.SELF: Words("不能推荐自己", "Nobody can refer themselves"),
    Rejection.CYCLE: Words("对方已直接或间接推荐过您", "You were referred by them, or by somebody they referred"),
    Rejection.HAS_REFERRER: Words("已有推荐人", "They have been referred before"),
    Rejection.HAS_ORDERED: Words("对方已是老顾客", "They have ordered here before"),
    Rejection.SAME_DEVICE: Words("与推荐人使用同一设备", "The same device as the one who referred"),
    Rejection.SAME_PHONE: Words("与推荐人使用同一手机号", "The same phone as the one who referred"),
    Rejection.SAME_PAYMENT: Words("与推荐人使用同一支付账户", "The same way to pay as the one who referred"),
    Rejection.TOO_LATE: Words("未在有效期内消费", "No order came in time"),
}
