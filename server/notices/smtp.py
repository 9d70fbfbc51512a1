"""Letters as e-mail, through the mail server of the house."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Literal

from server import emails
from server.notices import Letter, Undeliverable

TIMEOUT_S = 10.0
Security = Literal["starttls", "tls", "none"]


class SmtpChannel:
    """One connection a letter. `sender` is the address it comes from; `security` none is for loopback only."""

    def __init__(
        self,
        host: str,
        port: int,
        sender: str,
        now: Callable[[], datetime],
        username: str = "",
        password: str = "",
        security: Security = "starttls",
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._host, self._port, self._sender, self._now = host, port, sender, now
        self._username, self._password = username, password
        self._security, self._context = security, context or ssl.create_default_context()

    def send(self, letter: Letter) -> None:
        """Raises OSError (smtplib's errors are that) or Undeliverable."""
        to = emails.normalise(letter.to)
        if to is None:
            raise Undeliverable("this is no address of a mailbox")
        message = self._message(letter, to)
        try:
            with self._connection() as server:
                if self._username:
                    server.login(self._username, self._password)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code = max((code for code, _ in error.recipients.values()), default=0)
            if code >= 500:
                raise Undeliverable(f"the mail server refused the recipient with {code}") from None
            raise OSError(f"the mail server put the recipient off with {code}") from None
        except smtplib.SMTPResponseException as error:
            # What the server says may repeat addresses; its number says enough.
            raise OSError(f"the mail server answered {error.smtp_code}") from None
        except smtplib.SMTPNotSupportedError as error:
            raise OSError(f"the mail server lacks something: {error}") from None

    def _message(self, letter: Letter, to: str) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = to
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(self._now())
        # Always the same for one notice: a mailbox that gets it twice shows it once.
        message["Message-ID"] = f"<{letter.id}@{self._sender.rpartition('@')[2].strip('> ')}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        return message

    def _connection(self) -> smtplib.SMTP:
        if self._security == "tls":
            return smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT_S, context=self._context)
        server = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_S)
        if self._security == "starttls":
            try:
                server.starttls(context=self._context)
            except BaseException:
                server.close()
                raise
        return server
