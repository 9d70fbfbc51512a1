"""Why: every award and every refusal in words, zh and en, for the screen and as one receipt line (B13)."""

from loyalty.explain.awards import check_in, trace, why
from loyalty.explain.conditions import condition
from loyalty.explain.notices import (
    birthday,
    cleared,
    compensated,
    coupon_ends,
    expiring,
    holiday,
    near,
    opened,
    opens,
    tier_down,
    tier_up,
    tier_warning,
)
from loyalty.explain.reasons import Why, dumps, given, line, loads
from loyalty.explain.referrals import friend_reward, referral, referrer_reward
from loyalty.explain.refusals import Refused, refusal

__all__ = [
    "Refused",
    "Why",
    "birthday",
    "check_in",
    "cleared",
    "compensated",
    "condition",
    "coupon_ends",
    "dumps",
    "expiring",
    "friend_reward",
    "given",
    "holiday",
    "line",
    "loads",
    "near",
    "opened",
    "opens",
    "referral",
    "referrer_reward",
    "refusal",
    "tier_down",
    "tier_up",
    "tier_warning",
    "trace",
    "why",
]
