"""The server that telephones reach: apart from the till's, because the whole internet may knock here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from server.config import ConfigError
from server.config import WeChat as Settings
from server.house import House
from server.identity.app import build
from server.identity.wechat import WeChat
from server.listening import HttpServer


def identity_server(house: House, config: Settings, now: Callable[[], datetime]) -> HttpServer:
    """Raises ConfigError for what cannot be."""
    if not config.secret:
        raise ConfigError("wechat.secret is missing: it belongs to wechat.app_id")
    if not config.public_url.startswith(("https://", "http://127.0.0.1:")):
        raise ConfigError("wechat.public_url must begin with https:// (http:// only on this machine)")
    wechat = WeChat(config.app_id, config.secret, config.authorize, config.api)
    app = build(house, wechat, config.public_url.rstrip("/"), now)
    return HttpServer("sign-in pages", app, config.host, config.port)
