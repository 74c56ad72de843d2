"""How a finished message leaves: by SMTP, or not at all in the demo, whose outbox is a page."""

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from typing import Protocol

from voting.config import Settings

TIMEOUT_SECONDS = 10


class Refused(Exception):
    """The mail server will never take this message (5xx): trying again is no use."""


class Transport(Protocol):
    def send(self, message: EmailMessage, *, to: str) -> None: ...


class DemoTransport:
    """Delivers nowhere: the demo shows the message on a page."""

    def send(self, message: EmailMessage, *, to: str) -> None:
        return None


class SmtpTransport:
    """One connection a message: quiet hours cost nothing, and a dead server is noticed at once."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def send(self, message: EmailMessage, *, to: str) -> None:
        """Send to the one address `to`, whatever the headers say.

        Raises Refused for a permanent error; any OSError or SMTPException may be tried again.
        """
        try:
            server = self._connect()
            try:
                server.send_message(message, from_addr=self.settings.mail_from, to_addrs=[to])
                with suppress(smtplib.SMTPException, OSError):  # taken is taken, however the server says goodbye
                    server.quit()
            finally:
                server.close()
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            if all(code >= 500 for code in codes):
                raise Refused(str(codes[0])) from None
            raise
        except smtplib.SMTPResponseException as error:
            about_us = smtplib.SMTPConnectError | smtplib.SMTPHeloError | smtplib.SMTPAuthenticationError
            if error.smtp_code >= 500 and not isinstance(error, about_us):
                raise Refused(str(error.smtp_code)) from None
            raise

    def _connect(self) -> smtplib.SMTP:
        s = self.settings
        if s.smtp_security == "tls":
            context = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(s.smtp_host, s.smtp_port, timeout=TIMEOUT_SECONDS, context=context)
        else:
            server = smtplib.SMTP(s.smtp_host, s.smtp_port, timeout=TIMEOUT_SECONDS)
        try:
            if s.smtp_security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if s.smtp_user:
                server.login(s.smtp_user, s.smtp_password)
        except BaseException:
            server.close()
            raise
        return server


def transport_for(settings: Settings) -> Transport:
    """No mail leaves a demo, whatever its settings say."""
    return DemoTransport() if settings.demo else SmtpTransport(settings)
