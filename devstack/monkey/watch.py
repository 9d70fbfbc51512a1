"""What must never happen, whatever the monkey does. Each rule that is broken is one sentence."""

from __future__ import annotations

from collections import Counter
from typing import Any

from kiosk.effects import OpenRedemption, Record
from kiosk.flow.visit import BUSY
from kiosk.machine import Machine
from kiosk.screens import Attract, LinkCard, Printing, ReadTest
from kiosk.state import Comfort, State
from kiosk.ui import Ui
from mqtt_bridge.codes import read_code
from mqtt_bridge.messages import MemberView, RedemptionCommitted, RedemptionVoided
from server.house import House
from server.store.members import Kind


class Wrong(Exception):
    """A rule is broken; the message says which."""


class Watch:
    """Told of everything; raises Wrong. `seen` counts the screens, `left` the screens that silence led home from."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.seen: Counter[str] = Counter()
        self.left: Counter[str] = Counter()
        self.redemptions: dict[str, list[str]] = {}
        self._members: dict[str, MemberView] = {}
        self._typed: set[str] = set()
        self._codes: dict[str, str] = {}
        # The card or code last held to the kiosk, and the telephones typed since.
        self._keys: list[tuple[Kind, str]] = []
        # Whom these led to: who blocks their card in the middle of a visit came with it all the same.
        self._came: set[str] = set()

    def wrong(self, what: str) -> None:
        raise Wrong(what)

    # -- what it is told -----------------------------------------------------------------------

    def shown(self, state: State) -> None:
        """The kiosk shows this."""
        screen = state.screen
        self.seen[type(screen).__name__] += 1
        member = getattr(screen, "member", None)
        if isinstance(member, MemberView):
            self._members[member.member] = member
            if member.member not in self._who_came():
                self.wrong(f"{member.member} is shown, who did not come")
        if isinstance(screen, Printing) and screen.redemption:
            self._codes[screen.coupon.signed or screen.coupon.code] = screen.redemption

    def identified(self, state: State, kind: Kind, value: str) -> None:
        """A card or a code is held to the kiosk."""
        # A card offered to be one more of the member's own brings nobody else.
        if isinstance(state.screen, (*BUSY, LinkCard, ReadTest)):
            return
        if kind == "nfc" or (read_code(value) is not None and value.startswith("RGM-")):
            self._keys, self._came = [(kind, value)], set()

    def typed(self, phone: str) -> None:
        """A telephone number is typed: its member may be greeted, once the code is right."""
        self._typed.add(phone)
        self._keys.append(("phone", "+86" + phone))

    def asked(self, effect: Any) -> None:
        """The flow asks for this."""
        match effect:
            case OpenRedemption(redemption):
                self.redemptions.setdefault(redemption, [])
            case Record(RedemptionCommitted(redemption=redemption)):
                self._settle(redemption, "committed")
            case Record(RedemptionVoided(redemption=redemption)):
                self._settle(redemption, "voided")

    def _settle(self, redemption: str, how: str) -> None:
        outcomes = self.redemptions.setdefault(redemption, [])
        outcomes.append(how)
        if len(set(outcomes)) > 1:
            self.wrong(f"redemption {redemption} is {' and '.join(outcomes)}")

    def power_failed(self) -> None:
        self._keys.clear()
        self._came.clear()

    def silent_from(self, state: State) -> None:
        self.left[type(state.screen).__name__] += 1

    # -- what it looks at ----------------------------------------------------------------------

    def look(self, ui: Ui, state: State) -> None:
        """After every picture: only who is here is named."""
        if isinstance(state.screen, Attract):
            self._keys.clear()
            self._came.clear()
            shown = " ".join(ui.texts())
            for name in self._names():
                if name in shown:
                    self.wrong("a name stands on the resting screen")

    def nobody_is_left(self, ui: Ui) -> None:
        """At home: no widget, shown or not, holds anything of anybody."""
        held = "\n".join(ui.held())
        for member in self._members.values():
            private = [member.display_name, member.phone_masked, *(coupon.code for coupon in member.coupons)]
            for word in filter(None, private):
                if word in held:
                    self.wrong(f"{member.member}: a widget still holds {word!r}")
        for phone in self._typed:
            if phone in held:
                self.wrong("a widget still holds a telephone number")

    def settled(self, machine: Machine, paper: list[str]) -> None:
        """All is well again and nobody is here: the books agree."""
        around = machine.loop.state.around
        if around.comfort != Comfort() or around.large_text or around.language != machine.config.language:
            self.wrong("what the last diner chose is still there")
        if machine.loop.dropped:
            self.wrong("an event was dropped")
        outbox = machine.memory.outbox
        if waiting := outbox.waiting(3):
            self.wrong(f"events wait although the network is up: {waiting}")
        if dead := outbox.dead(3):
            self.wrong(f"the centre refused: {dead}")
        if open_ := machine.memory.redemptions.unsettled():
            self.wrong(f"open at home: {open_}")
        for redemption, outcomes in self.redemptions.items():
            if len(outcomes) != 1:
                self.wrong(f"redemption {redemption} was settled {len(outcomes)} times: {outcomes}")
            with self._house.store.reading():
                kept = self._house.store.redemptions.get(redemption)
            if kept is None or kept.state != outcomes[0]:
                self.wrong(f"redemption {redemption} is {outcomes[0]} here and {kept} at the centre")
        for code in paper:
            redemption = self._codes.get(code, "")
            if redemption and self.redemptions[redemption] != ["committed"]:
                self.wrong(f"a coupon is on paper, and its redemption {redemption} is not committed")

    def _who_came(self) -> set[str]:
        """The members whose card, code or telephone it was: the centre's own word."""
        with self._house.store.reading():
            found = [self._house.store.members.find(kind, value) for kind, value in self._keys]
        self._came |= {member.id for member in found if member is not None}
        return self._came

    def _names(self) -> set[str]:
        return {member.display_name for member in self._members.values() if member.display_name}
