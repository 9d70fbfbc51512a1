"""What a member told us and chose, and a card that is lost."""

from __future__ import annotations

from dataclasses import replace

from mqtt_bridge.messages import CardLost, Profile, ProfileChanged, ProfileView, Refusal
from server import birthdays, emails
from server.handlers.call import Call
from server.membership import reward_profile
from server.privacy import cards
from server.store.members import Member

LONGEST_ENDING = 4


def profile(question: Profile, call: Call) -> ProfileView | Refusal:
    """As a screen may show it: no year, no address in full, of a card its ending."""
    house = call.house
    member = house.store.members.get(question.member)
    if member is None:
        return Refusal(code="unknown_member")
    return ProfileView(
        birthday=birthdays.shown(member.birthday),
        email_masked=emails.masked(member.email),
        marketing=member.marketing,
        listed=not member.hidden,
        cards=house.store.members.card_endings(member.id),
        points=0 if member.birthday else house.programme.joining.profile_points,
    )


def changed(event: ProfileChanged, call: Call) -> Refusal | None:
    """A birthday is taken once: whoever mistyped it asks the staff, and nobody has two a year."""
    members = call.house.store.members
    member = members.get(event.member)
    if member is None:
        return Refusal(code="unknown_member")
    if event.birthday is not None and not member.birthday:
        today = call.house.programme.local(call.now).date()
        birthday = birthdays.normalise(event.birthday, today)
        if not birthday:
            return Refusal(code="bad_data", message="a birthday is YYYY-MM-DD, MM-DD or L-MM-DD")
        keep_birthday(member, birthday, call)
    if event.language is not None:
        members.set_language(member.id, event.language)
    if event.birthday is not None or event.language is not None or event.checked == "right":
        members.confirm(member.id, call.happened_at)
    elif event.checked == "later":
        members.put_off(member.id, call.happened_at)
    if event.listed is not None:
        members.hide(member.id, not event.listed)
    return None


def keep_birthday(member: Member, birthday: str, call: Call) -> None:
    """Write down the birthday of somebody who had none, and give what the programme gives for it."""
    house = call.house
    house.store.members.set_birthday(member.id, birthday)
    house.store.nights.wake(member.id)
    reward_profile(house, replace(member, birthday=birthday), call.source, call.now)


def lost(event: CardLost, call: Call) -> Refusal | None:
    """From now on the card finds nobody at any kiosk or till. Twice is once."""
    if len(event.last4) > LONGEST_ENDING:
        return Refusal(code="bad_data", message="the ending of a card has four characters")
    if call.house.store.members.get(event.member) is None:
        return Refusal(code="unknown_member")
    cards.block(call.house, event.member, call.now, event.last4)
    return None
