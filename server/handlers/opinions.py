"""What members say of a visit, and what they agree to."""

from __future__ import annotations

from mqtt_bridge.messages import ConsentChanged, FeedbackGiven, Refusal
from server.handlers.call import Call
from server.notices import Notice

WORST, BEST = 0, 10
MOST_TOPICS = 20
LONGEST_TOPIC = 40
# Whom a notice goes to that is for the house and not for a guest: the channel knows the address.
MANAGER = "manager"


def feedback(event: FeedbackGiven, call: Call) -> Refusal | None:
    """Kept as it is; whoever asks for the manager gets one."""
    if not WORST <= event.score <= BEST:
        return Refusal(code="bad_data", message=f"a score is from {WORST} to {BEST}")
    if len(event.topics) > MOST_TOPICS or any(not 0 < len(one) <= LONGEST_TOPIC for one in event.topics):
        return Refusal(code="bad_data", message="too many topics, or too long ones")
    store = call.house.store
    if store.members.get(event.member) is None:
        return Refusal(code="unknown_member")
    store.opinions.feedback(
        *(event.member, event.score, event.topics, event.call_manager, call.kiosk, call.happened_at, call.event_id)
    )
    if event.call_manager:
        said = {"kiosk": call.kiosk, "score": str(event.score), "topics": ", ".join(event.topics)}
        store.notices.add(Notice(f"feedback:{call.event_id}", "call_manager", MANAGER, "zh", said), call.now)
    return None


def consent(event: ConsentChanged, call: Call) -> Refusal | None:
    """Yes or no to messages; the newest answer counts, by when it was given."""
    store = call.house.store
    if store.members.get(event.member) is None:
        return Refusal(code="unknown_member")
    store.opinions.consent(*(event.member, "marketing", event.marketing, call.happened_at, call.source, call.event_id))
    return None
