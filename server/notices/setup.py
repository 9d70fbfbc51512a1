"""From the configuration to a Delivery."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path

from loyalty.programme import Programme
from server.config import ConfigError, Notices, Webhook
from server.notices.deliver import Delivery, Manners
from server.notices.log import LogChannel
from server.notices.routes import Routes
from server.notices.smtp import SmtpChannel
from server.notices.webhook import WebhookChannel


def delivery(config: Notices, programme: Programme, folder: Path, now: Callable[[], datetime]) -> Delivery:
    """Raises ConfigError for what cannot be."""
    smtp = config.smtp
    email = None
    if smtp.host:
        if "@" not in smtp.sender:
            raise ConfigError("notices.smtp.sender must be the address that mail comes from")
        email = SmtpChannel(smtp.host, smtp.port, smtp.sender, now, smtp.username, smtp.password, smtp.security)
    routes = Routes(
        email=email,
        sms=_webhook("sms", config.sms, now),
        wechat=_webhook("wechat", config.wechat, now),
        push=_webhook("push", config.push, now),
        fallback=LogChannel(folder / "notices.log") if config.log else None,
        manager=config.manager,
    )
    quiet_from, quiet_to = _hour("quiet_from", config.quiet_from), _hour("quiet_to", config.quiet_to)
    return Delivery(routes, Manners(programme.zone, quiet_from, quiet_to, config.marketing_a_week), programme.name)


def _webhook(name: str, config: Webhook, now: Callable[[], datetime]) -> WebhookChannel | None:
    if not config.url:
        return None
    if not config.url.startswith(("https://", "http://127.0.0.1:", "http://localhost:", "http://[::1]:")):
        raise ConfigError(f"notices.{name}.url must begin with https:// (http:// only to this machine)")
    if len(config.secret) < 16:
        raise ConfigError(f"notices.{name}.secret must have 16 characters at least")
    return WebhookChannel(config.url, config.secret, now)


def _hour(name: str, text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise ConfigError(f"notices.{name} must be a time like 21:00, not {text!r}") from None
