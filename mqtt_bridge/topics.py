"""Where each message travels (CONTRACT §2). A kiosk writes only under its own `up`, reads only its own `down`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from msgspec import Struct

ROOT = "rg/v1"
PARTITIONS = 16
# The group every kiosk of a chain belongs to.
EVERYBODY = "all"
# Longer topics of ours there are none; what others make up is not remembered.
KNOWN_LETTERS = 160
ID = re.compile(r"[a-z0-9-]{1,40}\Z")


def partition(kiosk: str) -> int:
    """The partition 0-15 a kiosk belongs to: FNV-1a of its id, so that both ends agree without asking."""
    value = 0xCBF29CE484222325
    for byte in kiosk.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value % PARTITIONS


@dataclass(frozen=True, slots=True)
class KioskTopics:
    """The topics of one kiosk."""

    tenant: str
    kiosk: str

    @property
    def up(self) -> str:
        return f"{ROOT}/{self.tenant}/{self.kiosk}/up"

    @property
    def down(self) -> str:
        return f"{ROOT}/{self.tenant}/{self.kiosk}/down"

    @property
    def presence(self) -> str:
        return f"{self.up}/presence"

    @property
    def birth(self) -> str:
        return f"{self.up}/birth"

    @property
    def health(self) -> str:
        return f"{self.up}/health"

    def reported(self, doc: str) -> str:
        return f"{self.up}/reported/{doc}"

    def event(self, type_: str) -> str:
        return f"{self.up}/event/{partition(self.kiosk)}/{type_}"

    def question(self, method: str) -> str:
        return f"{self.up}/req/{method}"

    def answer(self, method: str) -> str:
        return f"{self.down}/res/{method}"

    @property
    def ack(self) -> str:
        return f"{self.down}/ack"

    @property
    def reads(self) -> tuple[str, ...]:
        return (f"{self.down}/#", server_presence(self.tenant), group_desired(self.tenant, EVERYBODY, "+"))


def server_presence(tenant: str) -> str:
    return f"{ROOT}/{tenant}/_server/presence"


def group_desired(tenant: str, group: str, doc: str) -> str:
    """Where a document for every kiosk of a group is kept."""
    return f"{ROOT}/{tenant}/_group/{group}/desired/{doc}"


ALL_QUESTIONS = f"$share/rpc/{ROOT}/+/+/up/req/#"
ALL_EVENTS = f"{ROOT}/+/+/up/event/+/+"
ALL_PRESENCE = f"{ROOT}/+/+/up/presence"
ALL_BIRTHS = f"{ROOT}/+/+/up/birth"
ALL_HEALTH = f"{ROOT}/+/+/up/health"


class BadTopic(Exception):
    """Not a topic of ours. Log it, count it, drop the message."""


class Address(Struct, frozen=True, gc=False):
    """A topic taken apart: `kind` is event, req, res, ack, presence, birth or health; `name` what follows."""

    tenant: str
    kiosk: str
    direction: str
    kind: str
    name: str = ""


def parse(topic: str) -> Address:
    """Take one of our topics apart. Raises BadTopic."""
    return _known_apart(topic) if len(topic) <= KNOWN_LETTERS else _apart(topic)


def _apart(topic: str) -> Address:
    parts = topic.split("/")
    if topic.count("/") > 7 or parts[:2] != ROOT.split("/") or len(parts) < 6 or parts[4] not in ("up", "down"):
        raise BadTopic(topic[:120])
    tenant, kiosk, direction, kind, *rest = parts[2:]
    if not ID.match(tenant) or not ID.match(kiosk):
        raise BadTopic(topic[:120])
    if kind == "event":
        rest = rest[1:]
    return Address(tenant, kiosk, direction, kind, "/".join(rest))


# A kiosk says everything on a few topics.
_known_apart = lru_cache(maxsize=4096)(_apart)
