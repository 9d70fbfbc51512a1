"""The demo's people as the bench shows them: the server's own list, with a note in both languages."""

from __future__ import annotations

from typing import Any

from server.demo import people

NOTES = {
    "lin": ("有三张券", "Three coupons"),
    "wang": ("已连续签到六天", "Six days in a row"),
    "chen": ("本周刚入会", "Joined this week"),
    "nil": ("什么都还没有", "Has nothing yet"),
    "long": ("什么都很多", "Plenty of all"),
    "emily": ("说英文", "Speaks English"),
    "sun": ("卡已挂失", "Her card is blocked"),
    "zhou": ("欠着积分", "Owes points"),
    "nobody": ("还不是会员", "Not a member yet"),
}
NAMELESS = {"nil": ("（没留名字）", "(gave no name)"), "nobody": ("新卡", "A new card")}


def demo_people() -> list[dict[str, Any]]:
    """For each: person (a word), member (id or null), name and note {zh, en}, cards, code, phone."""
    found = []
    for someone in people():
        word = someone.id.removeprefix("m-demo-") or "nobody"
        zh, en = NAMELESS.get(word, (someone.name, someone.name))
        note_zh, note_en = NOTES.get(word, (someone.what, someone.what))
        found.append(
            {
                "person": word,
                "member": someone.id or None,
                "name": {"zh": zh, "en": en},
                "note": {"zh": note_zh, "en": note_en},
                "cards": [{"card": f"card-{word}", "uid": someone.card}],
                "code": someone.qr or None,
                "phone": someone.phone,
                "language": someone.language,
            }
        )
    return found
