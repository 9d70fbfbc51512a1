"""Where a referral stands, and its reward, in words."""

from __future__ import annotations

from datetime import tzinfo

from loyalty.expiry import local_date
from loyalty.explain.reasons import Why, given, said
from loyalty.explain.refusals import REJECTIONS
from loyalty.referrals import Referral, ReferralPolicy, ReferralState, Reward
from loyalty.words import Words, day, yuan


def referral(policy: ReferralPolicy, one: Referral, zone: tzinfo) -> Words:
    """What the referrer is told: what is waited for, until when, or why it counts for nothing."""
    match one.state:
        case ReferralState.PENDING:
            least = yuan(policy.min_order_fen)
            return Words(f"等待好友首单满{least}", f"Waiting for your friend's first order of {least}")
        case ReferralState.QUALIFIED if one.due_at is not None:
            when = day(local_date(one.due_at, zone))
            return Words(f"好友已消费，奖励将于{when.zh}到账", f"Your friend ordered: the reward comes on {when.en}")
        case ReferralState.REJECTED if one.reason is not None:
            return REJECTIONS[one.reason]
        case _:
            return Words("奖励已发放", "The reward was given")


def referrer_reward(reward: Reward, policy: ReferralPolicy) -> tuple[Why, ...]:
    """The reason for the one who referred; 0 points when the month's cap was reached."""
    if reward.referral.capped and policy.month_cap is not None:
        cap = policy.month_cap
        return (said(0, Words(f"本月推荐奖励已满 {cap} 次", f"The month's {cap} referral rewards were reached")),)
    return given(reward.referrer_points, Words("推荐好友奖励", "For bringing a friend"))


def friend_reward(reward: Reward) -> tuple[Why, ...]:
    return given(reward.friend_points, Words("受邀首单奖励", "For coming on a friend's word"))
