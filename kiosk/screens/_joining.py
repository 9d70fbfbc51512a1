"""What the examples of joining and of the profile show: somebody half-way through, a friend, what members chose."""

from __future__ import annotations

from kiosk.screens._people import CARD
from kiosk.values import Card, Draft
from mqtt_bridge.messages import FriendFound, ProfileView, Words

PHONE = "13812346688"
EMAIL = "lin.xiaoyu@qq.com"
LONG_EMAIL = "maximiliana.konstantinopolitanska-featherstonehaugh@outlook.com"
FRIEND_CODE = "RGF-7QK2M9X4TA3B8C1D"
CODE_CARD = Card("qr", "RGM-7QK2M9X4TA3B8C1D")
BY_PHONE = Draft(card=CARD, phone=PHONE, code="407182")
BROUGHT = Draft(card=CARD, phone=PHONE, code="407182", friend=FRIEND_CODE, friend_name="林*雨", birthday="08-15")
FRIEND = FriendFound(
    name="林*雨",
    reward_me=Words(zh="您首次消费满 ¥100 后，好友得 50 积分", en="50 points after your first order"),
    reward_friend=Words(zh="您首次消费满 ¥100，得 50 积分", en="50 points after your first order from ¥100"),
)
TOLD = ProfileView(birthday="08-15", email_masked="l•••@qq.com", marketing=True, listed=True, cards=("E580", "B2C3"))
UNTOLD = ProfileView(points=20)
MANY_CARDS = ProfileView(birthday="L-08-15", listed=False, cards=("E580", "B2C3", "77AA", "0091", "FFFF"))
