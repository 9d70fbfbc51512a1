"""Whether the house lets points go to whoever holds this card."""

from __future__ import annotations

from datetime import timedelta

from drivers.nfc.sun import BadSeal
from mqtt_bridge.messages import Refusal, RewardHold
from server.handlers.call import Call
from server.store.card_reads import CardReads

# How long a sign-in, or one tap of a card, lasts at the kiosk at which it happened.
A_VISIT = timedelta(minutes=15)
NEEDED = Refusal(code="proof_needed", message="this card can be copied: sign in by telephone, or ask the staff")


def refused(question: RewardHold, call: Call) -> Refusal | None:
    """None: the points may be spent. Else why not, and what the diner can do."""
    least = call.house.cards.least
    if least == "any" or question.proof == "challenged":
        return None
    if CardReads(call.house.store.database).signed_in(question.member, call.kiosk, call.now - A_VISIT):
        return None
    if least == "sun" and question.sun:
        return _used(question, call)
    return NEEDED


def recorded(uid: str, sun: str, call: Call) -> Refusal | None:
    """None: the address was sealed by this card, and by no older tap than the newest one that was used here."""
    try:
        seal = call.house.cards.opened(sun)
    except BadSeal as error:
        return Refusal(code="card_copied", message=str(error))
    members = call.house.store.members
    last = CardReads(call.house.store.database).last(members.hash("nfc", uid))
    if members.hash("nfc", seal.uid.hex()) != members.hash("nfc", uid):
        return Refusal(code="card_copied", message="another card sealed this address")
    if last is not None and seal.reads < last.reads:
        return Refusal(code="card_copied", message="this address is older than the card's last one")
    return None


def _used(question: RewardHold, call: Call) -> Refusal | None:
    """Spend with a sealed address: once, or several times in one visit. It must be this member's card."""
    try:
        seal = call.house.cards.opened(question.sun)
    except BadSeal as error:
        return Refusal(code="card_copied", message=str(error))
    reads = CardReads(call.house.store.database)
    card = call.house.store.members.hash("nfc", seal.uid.hex())
    last = reads.last(card)
    if reads.owner(card) != question.member:
        return Refusal(code="card_copied", message="another card sealed this address")
    same_visit = last is not None and (last.reads, last.kiosk) == (seal.reads, call.kiosk)
    if last is not None and seal.reads <= last.reads and not (same_visit and call.now <= last.at + A_VISIT):
        return Refusal(code="card_copied", message="this address was used before")
    reads.note(card, seal.reads, call.kiosk, call.now)
    return None
