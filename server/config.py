"""What an operator may set: one TOML file, checked once, every unknown key refused by name."""

from __future__ import annotations

import difflib
import re
import ssl
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Struct

from mqtt_bridge.messages import JoinWay
from server.cards import Least


class ConfigError(Exception):
    """The file cannot be used; the message names the key and, where there is one, the likely spelling."""


class Broker(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the messages go. Two users, because a broker may allow one connection a user (CONTRACT §2)."""

    host: str = "127.0.0.1"
    port: int = 1883
    username: str = "server-events"
    password: str = ""
    questions_username: str = "server-questions"
    questions_password: str = ""
    ca_file: str = ""
    certificate_file: str = ""
    key_file: str = ""
    reconnect_base_s: float = 1.0
    reconnect_cap_s: float = 60.0

    def tls(self) -> ssl.SSLContext | None:
        """The TLS settings; None: no `ca_file`, so the broker is spoken to in clear (loopback only)."""
        if not self.ca_file:
            return None
        context = ssl.create_default_context(cafile=self.ca_file)
        if self.certificate_file:
            context.load_cert_chain(self.certificate_file, self.key_file or None)
        return context


class Till(Struct, frozen=True, forbid_unknown_fields=True):
    """The HTTP API of the POS. `tokens` maps a store's id to its bearer token; port 0: a free one."""

    host: str = "127.0.0.1"
    port: int = 8081
    tokens: dict[str, str] = {}


class Smtp(Struct, frozen=True, forbid_unknown_fields=True):
    """The mail server of the house; an empty `host`: no e-mail. `security` none is for loopback only."""

    host: str = ""
    port: int = 587
    sender: str = ""
    username: str = ""
    password: str = ""
    security: Literal["starttls", "tls", "none"] = "starttls"


class Webhook(Struct, frozen=True, forbid_unknown_fields=True):
    """A gateway that takes letters as signed POSTs (docs/server.md); an empty `url`: there is none."""

    url: str = ""
    secret: str = ""


class Notices(Struct, frozen=True, forbid_unknown_fields=True):
    """How members are reached. `manager` is the address of whoever a guest asks for. Hours are local, HH:MM.

    `log` True: what no channel takes is written to `notices.log`, codes and all, for its owner's eyes only.
    """

    smtp: Smtp = Smtp()
    sms: Webhook = Webhook()
    wechat: Webhook = Webhook()
    push: Webhook = Webhook()
    manager: str = ""
    quiet_from: str = "21:00"
    quiet_to: str = "09:00"
    marketing_a_week: int = 2
    log: bool = True


class Nightly(Struct, frozen=True, forbid_unknown_fields=True):
    """`at`: when the server does the nightly work, HH:MM of the programme's time zone; empty: a timer of yours does."""

    at: str = "03:30"


class WeChat(Struct, frozen=True, forbid_unknown_fields=True):
    """Joining by WeChat; an empty `app_id`: not offered. Telephones find `host`:`port` at `public_url`.

    `authorize` and `api` are WeChat's own addresses, or those of a stand-in.
    """

    app_id: str = ""
    secret: str = ""
    public_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8082
    authorize: str = "https://open.weixin.qq.com/connect/oauth2/authorize"
    api: str = "https://api.weixin.qq.com"


class Cards(Struct, frozen=True, forbid_unknown_fields=True):
    """What a card must show before points are spent: nothing (any), a sealed address (sun), an answer (challenge).

    "" is challenge: a UID is copied for a few yuan, and who signs in by telephone may spend with any card. In the
    demo, whose cards are UIDs and nothing else, it is any.
    `keys` is the key file with the masters `sun` and `meta` (docs/hardware.md), to open sealed addresses with.
    """

    spend: Literal["", "any", "sun", "challenge"] = ""
    keys: str = ""


class IdentityCheck(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether staff may attach identity documents to members, and for how many days each is kept (docs/privacy.md)."""

    enabled: bool = False
    retention_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 30


class Config(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole configuration. `data` is the folder of the database, the keys and the notices.

    `database` is empty (a file in `data`) or the URL of a PostgreSQL database (`postgresql://user@host/name`).
    `programme` is what the house begins with: `demo`, the built-in one, or a file. What is published later counts.
    """

    data: str
    database: str = ""
    tenant: str = "demo"
    programme: str = "demo"
    region: str = "CN"
    name_style: Literal["masked", "surname"] = "masked"
    demo: bool = False
    broker: Broker = Broker()
    till: Till = Till()
    notices: Notices = Notices()
    wechat: WeChat = WeChat()
    cards: Cards = Cards()
    nightly: Nightly = Nightly()
    identity_check: IdentityCheck = IdentityCheck()

    @property
    def spend(self) -> Least:
        """What a card must show here before points are spent."""
        return self.cards.spend or ("any" if self.demo else "challenge")

    @property
    def joins(self) -> tuple[JoinWay, ...]:
        """The ways this house can reach somebody who joins; the log takes what no channel does."""
        notices = self.notices
        ways: dict[JoinWay, object] = {
            "phone": notices.sms.url or notices.log,
            "wechat": self.wechat.app_id,
            "email": notices.smtp.host or notices.log,
        }
        return tuple(way for way, there in ways.items() if there)


def load(path: Path) -> Config:
    """Read and check the file. Raises ConfigError with one clear sentence."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not TOML: {error}") from error
    return check(raw, str(path))


def check(raw: dict[str, Any], where: str = "config") -> Config:
    """Turn the parsed file into a Config. Raises ConfigError."""
    try:
        config = msgspec.convert(raw, Config)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{where}: {error}{_did_you_mean(str(error))}") from error
    if config.database and not config.database.startswith(("postgresql://", "postgres://")):
        raise ConfigError(f"{where}: `database` is empty for a file in `data`, or begins with postgresql://")
    if config.programme != "demo" and not config.programme.endswith((".toml", ".json")):
        raise ConfigError(f"{where}: `programme` is demo or a file *.toml or *.json, not {config.programme!r}")
    if config.cards.spend == "sun" and not config.cards.keys:
        raise ConfigError(f"{where}: `cards.spend` is sun, so `cards.keys` must name the file with the keys")
    return config


def _did_you_mean(message: str) -> str:
    unknown = re.search(r"unknown field `(.+?)`", message)
    if unknown is None:
        return ""
    section = {
        "`$.broker`": Broker,
        "`$.till`": Till,
        "`$.notices`": Notices,
        "`$.notices.smtp`": Smtp,
        "`$.cards`": Cards,
        "`$.identity_check`": IdentityCheck,
    }.get(message.rsplit(" ", 1)[-1], Config)
    near = difflib.get_close_matches(unknown[1], section.__struct_fields__, n=1)
    return f" (did you mean `{near[0]}`?)" if near else f" (known: {', '.join(section.__struct_fields__)})"
