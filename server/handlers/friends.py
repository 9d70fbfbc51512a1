"""A member brings a friend: the code to hand on, and what became of it."""

from __future__ import annotations

from loyalty.referrals import ReferralState
from mqtt_bridge.codes import CodeKind, read_code
from mqtt_bridge.messages import FriendFound, FriendLookup, Referral, ReferralShared, ReferralView, Refusal
from server import names
from server.handlers.call import Call
from server.referring import ladder_in_words, rewards_for_the_friend, rewards_in_words


def referral(question: Referral, call: Call) -> ReferralView | Refusal:
    """The member's own code for friends, made when it is first asked for."""
    house = call.house
    store = house.store.referrals
    if house.store.members.get(question.member) is None:
        return Refusal(code="unknown_member")
    policy = house.programme.referral
    if policy is None:
        return Refusal(code="not_offered", message="this programme has no reward for friends")
    code = store.code_of(question.member)
    if code is None:
        code = house.new_code(CodeKind.FRIEND)
        store.set_code(question.member, code)
    known = [one for one in store.of_referrer(question.member) if one.state is not ReferralState.REJECTED]
    mine, friends = rewards_in_words(policy)
    return ReferralView(
        code=code,
        reward_me=mine,
        reward_friend=friends,
        joined=len(known),
        rewarded=sum(one.state is ReferralState.REWARDED for one in known),
        ladder=ladder_in_words(house, policy, question.member),
    )


def lookup(question: FriendLookup, call: Call) -> FriendFound | Refusal:
    """Whose code for friends this is, as the friend may read it."""
    house = call.house
    policy = house.programme.referral
    if policy is None:
        return Refusal(code="not_offered", message="this programme has no reward for friends")
    read = read_code(question.code)
    code = read.text if read is not None and read.kind is CodeKind.FRIEND else ""
    member = house.store.members.get(house.store.referrals.holder(code) or "")
    if member is None:
        return Refusal(code="unknown_code", message="nobody's code for friends")
    referrers, friends = rewards_for_the_friend(policy)
    # Masked in every house: a slip may be found by anybody.
    return FriendFound(name=names.shown(member.name, "masked"), reward_me=referrers, reward_friend=friends)


def shared(event: ReferralShared, call: Call) -> Refusal | None:
    """They took the code along; how many do is worth knowing."""
    store = call.house.store
    if store.members.get(event.member) is None:
        return Refusal(code="unknown_member")
    store.referrals.shared(event.member, event.how, call.kiosk, call.happened_at, call.event_id)
    return None
