"""What points buy."""

from __future__ import annotations

from mqtt_bridge.messages import RewardList, RewardsListed
from server.handlers.call import Call
from server.views import reward_views


def rewards(_question: RewardList, call: Call) -> RewardsListed:
    return RewardsListed(rewards=reward_views(call.house, call.now))
