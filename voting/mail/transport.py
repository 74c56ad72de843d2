"""How a finished message leaves: by SMTP, or not at all in the demo, whose outbox is a page."""

import smtplib
import socket
import ssl
import threading
from contextlib import suppress
from email.message import EmailMessage
from typing import Protocol

from voting.config import Settings
from voting.mail.rules import Trouble

TIMEOUT_SECONDS = 10


class Refused(Exception):
    """The mail server will never take this message (5xx): trying again is no use."""

    def __init__(self, code: int, trouble: Trouble) -> None:
        super().__init__(str(code))
        self.trouble = trouble


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
        """Send to the one address `to`, whatever the headers say, from the one that they say.

        Raises Refused for a permanent error; any OSError or SMTPException may be tried again.
        """
        try:
            server = self._connect()
            try:
                server.send_message(message, to_addrs=[to])
                with suppress(smtplib.SMTPException, OSError):  # taken is taken, however the server says goodbye
                    server.quit()
            finally:
                server.close()
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            if all(code >= 500 for code in codes):
                raise Refused(codes[0], Trouble.RECIPIENT) from None
            raise
        except smtplib.SMTPResponseException as error:
            about_us = smtplib.SMTPConnectError | smtplib.SMTPHeloError | smtplib.SMTPAuthenticationError
            if error.smtp_code >= 500 and not isinstance(error, about_us):
                raise Refused(error.smtp_code, trouble_of(error)) from None
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


def send_within(seconds: float, transport: Transport, message: EmailMessage, *, to: str) -> Exception | None:
    """Send, and say what failed. A server that answers each word late is given up; what it does then is not known."""
    outcome: list[Exception | None] = []

    def send() -> None:
        try:
            transport.send(message, to=to)
            outcome.append(None)
        except Exception as failure:  # noqa: BLE001 all that a server and a network can do is told to the person
            outcome.append(failure)

    thread = threading.Thread(target=send, daemon=True)
    thread.start()
    thread.join(seconds)
    return outcome[0] if outcome else TimeoutError()


def trouble_of(error: Exception) -> Trouble:
    """What a failure of `send` is about. Order matters: a failed handshake is an OSError too."""
    if isinstance(error, Refused):
        return error.trouble
    if answer_of(error).startswith("4"):
        return Trouble.LATER
    if isinstance(error, smtplib.SMTPNotSupportedError):  # said of STARTTLS, and of signing in
        return Trouble.ENCRYPTION if "STARTTLS" in str(error) else Trouble.LOGIN
    kinds: tuple[tuple[Trouble, tuple[type[Exception], ...]], ...] = (
        (Trouble.LOGIN, (smtplib.SMTPAuthenticationError,)),
        (Trouble.SENDER, (smtplib.SMTPSenderRefused,)),
        (Trouble.RECIPIENT, (smtplib.SMTPRecipientsRefused,)),
        (Trouble.CONTENT, (smtplib.SMTPDataError,)),
        (Trouble.ENCRYPTION, (ssl.SSLError,)),
        (Trouble.SLOW, (TimeoutError,)),
        (Trouble.UNREACHABLE, (socket.gaierror, ConnectionError)),
        (Trouble.OTHER, (smtplib.SMTPException,)),
        (Trouble.UNREACHABLE, (OSError,)),
    )
    return next((trouble for trouble, errors in kinds if isinstance(error, errors)), Trouble.OTHER)


def answer_of(error: Exception) -> str:
    """The number that the server has answered with, else the name of what has failed: never its words, which may
    quote an address.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return str(next(code for code, _ in error.recipients.values()))
    if isinstance(error, smtplib.SMTPResponseException):
        return str(error.smtp_code)
    return str(error) if isinstance(error, Refused) else type(error).__name__


def transport_for(settings: Settings) -> Transport:
    """No mail leaves a demo, whatever its settings say."""
    return DemoTransport() if settings.demo else SmtpTransport(settings)
