"""The words of notices, in both languages. Values are put in as they are; nothing in them is read as a placeholder."""

from __future__ import annotations

from string import Template

from loyalty.words import Words
from server.notices import Letter, Notice, Undeliverable

SUBJECTS = {
    "join_code": Words("您的验证码", "Your code"),
    "call_manager": Words("有客人请经理", "A guest asks for the manager"),
    "call_staff": Words("有客人请店员", "A guest asks for help"),
    "points_expiring": Words("积分即将到期", "Points are about to lapse"),
    "points_open": Words("积分已到账", "Your points are there"),
    "points_expired": Words("积分已过期", "Points have lapsed"),
    "tier_up": Words("恭喜升级", "Welcome to your new tier"),
    "tier_warning": Words("会员等级提醒", "Your tier"),
    "tier_down": Words("会员等级已变化", "Your tier has changed"),
    "tier_near": Words("即将升级", "Close to the next tier"),
    "coupon_expiring": Words("优惠券即将到期", "A coupon is about to end"),
    "birthday": Words("生日快乐", "Happy birthday"),
    "holiday": Words("节日礼物", "A gift for the holiday"),
    "redeemed": Words("积分已使用", "Points were spent"),
    "card_lost": Words("会员卡已挂失", "Your card is blocked"),
    "gift_waiting": Words("有人送您一份礼物", "A gift for you"),
    "gift_sent": Words("您送出了一份礼物", "You gave something away"),
    "erased": Words("您的资料已删除", "Your data is erased"),
}
NEWS = Words("来自餐厅的消息", "News from your restaurant")
BODIES = {
    "join_code": Words(
        "验证码 ${code}，${minutes} 分钟内有效。请勿告诉他人。",
        "${code} is your code. It is good for ${minutes} minutes. Tell it to nobody.",
    ),
    "call_manager": Words("${kiosk}：客人打分 ${score}。${topics}", "${kiosk}: a guest gave ${score}. ${topics}"),
    "call_staff": Words(
        "${kiosk}：有客人在机器旁等店员（界面语言 ${language}）",
        "${kiosk}: a guest waits there for staff (the screen speaks ${language})",
    ),
    "redeemed": Words(
        "您用 ${points} 点兑换了 ${title}。如非本人操作，请告诉我们。",
        "${points} points became: ${title}. If that was not you, tell us.",
    ),
    "card_lost": Words(
        "尾号 ${last4} 的会员卡已停用，积分都在账户里。",
        "The card ending in ${last4} is blocked. Your points are safe.",
    ),
    "gift_waiting": Words(
        "${name}送您：${what}。${until}前在店内机器签到，或用这个手机号入会，即可到账。",
        "${name} gives you: ${what}. Check in, or join with this number, at our kiosk by ${until}.",
    ),
    "gift_sent": Words(
        "您送给${number}：${what}，等对方在${until}前领取。如非本人操作，请告诉我们。",
        "You gave ${number}: ${what}, to be fetched by ${until}. If that was not you, tell us.",
    ),
    "erased": Words("您的资料已按您的要求删除。", "As you asked, your data is erased."),
}


def letter(notice: Notice, to: str, house: Words) -> Letter:
    """The notice in words, for this address. Raises Undeliverable when there are no words for it."""
    language = "en" if notice.language == "en" else "zh"
    body = BODIES.get(notice.kind)
    if body is None and language not in notice.values:
        raise Undeliverable(f"there are no words for a notice of kind {notice.kind}")
    text = notice.values[language] if body is None else Template(getattr(body, language)).safe_substitute(notice.values)
    subject = getattr(SUBJECTS.get(notice.kind, NEWS), language)
    name = getattr(house, language)
    signed = f"【{name}】{text}" if language == "zh" else f"{name}: {text}"
    return Letter(notice.id, notice.kind, to, language, subject, signed, notice.values)
