"""Whether the house lets points go to whoever holds this card."""

from __future__ import annotations

from datetime import timedelta

from drivers.nfc.sun import BadSeal, Sun
from mqtt_bridge.messages import CouponShare, GiftSend, Refusal, RewardHold
from server.handlers.call import Call
from server.store.card_reads import CardReads, LastRead

# How long a sign-in, or one tap of a card, lasts at the kiosk at which it happened.
A_VISIT = timedelta(minutes=15)
Spending = RewardHold | CouponShare | GiftSend
NEEDED = Refusal(code="proof_needed", message="this card can be copied: sign in by telephone, or ask the staff")


def refused(question: Spending, call: Call) -> Refusal | None:
    """None: points may be spent, or what they bought passed on. Else why not, and what the diner can do."""
    least = call.house.cards.least
    if least == "any" or question.proof == "challenged":
        return None
    if CardReads(call.house.store.database).signed_in(question.member, call.kiosk, call.now - A_VISIT):
        return None
    if least == "sun" and question.sun:
        return _used(question, call)
    return NEEDED


def recorded(uid: str, sun: str, call: Call) -> Refusal | None:
    """What is wrong with the address that a card of this UID showed; None: nothing, or it is none of ours.

    An address of ours was sealed by this very card, and by no older tap than the newest that was used.
    """
    members = call.house.store.members
    card = members.hash("nfc", uid)
    last = CardReads(call.house.store.database).last(card)
    seal = _opened(sun, call)
    if seal is None:
        # Somebody else's cards seal addresses too. Only one that was sealed by us before must be by us again.
        return None if last is None else _copied("this card's addresses were sealed by us before")
    if members.hash("nfc", seal.uid.hex()) != card:
        return _copied("another card sealed this address")
    if last is not None and seal.reads < last.reads:
        return _copied("this address is older than the card's last one")
    return None


def _used(question: Spending, call: Call) -> Refusal | None:
    """Spend with a sealed address: once, or several times in one visit. It must be this member's card."""
    seal = _opened(question.sun, call)
    if seal is None:
        return NEEDED
    reads = CardReads(call.house.store.database)
    card = call.house.store.members.hash("nfc", seal.uid.hex())
    if reads.owner(card) != question.member:
        return _copied("another card sealed this address")
    last = reads.last(card)
    if last is not None and seal.reads <= last.reads and not _same_visit(last, seal, call):
        return _copied("this address was used before")
    reads.note(card, seal.reads, call.kiosk, call.now)
    return None


def _same_visit(last: LastRead, seal: Sun, call: Call) -> bool:
    return (last.reads, last.kiosk) == (seal.reads, call.kiosk) and call.now <= last.at + A_VISIT


def _opened(address: str, call: Call) -> Sun | None:
    """None: our keys do not open it, or there are none here."""
    try:
        return call.house.cards.opened(address)
    except BadSeal:
        return None


def _copied(why: str) -> Refusal:
    return Refusal(code="card_copied", message=why)
