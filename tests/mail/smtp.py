"""A real mail server on loopback, which keeps what it gets and can be told to refuse, to dawdle or to be down."""

import asyncio
import random
import socket
import threading
import time
from collections import deque
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

HOST = "127.0.0.1"
PATIENCE_SECONDS = 20


class MailServer:
    """`messages` in the order in which they came. `replies` are used up one a message, then everything is accepted.

    A reply beginning with `RCPT ` is given to the recipient, any other to the whole message.
    """

    def __init__(self, **options: object) -> None:
        self.messages: list[EmailMessage] = []
        self.replies: deque[str] = deque()
        self.tried = 0
        self.open = threading.Event()  # while it is clear, messages wait after they have been received
        self.open.set()
        self.goodbye = "221 Bye"
        self.options = options
        self.port = free_port()
        self.up()

    @property
    def settings(self) -> dict[str, str]:
        """What makes a site send its mail here."""
        return {"SMTP_HOST": HOST, "SMTP_PORT": str(self.port), "SMTP_SECURITY": "none"}

    def up(self) -> None:
        self.controller: Controller | None = Controller(self, hostname=HOST, port=self.port, **self.options)
        self.controller.start()

    def down(self) -> None:
        if self.controller:
            self.controller.stop()
        self.controller = None

    def wait_for(self, tries: int) -> None:
        """Until so many messages have been begun."""
        patience = time.monotonic() + PATIENCE_SECONDS
        while self.tried < tries:
            assert time.monotonic() < patience, f"{self.tried} of {tries} messages came"
            time.sleep(0.01)

    def __enter__(self) -> "MailServer":
        return self

    def __exit__(self, *_: object) -> None:
        self.open.set()
        self.down()

    async def handle_RCPT(  # noqa: N802 aiosmtpd's own name for it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.tried += 1
        if self.replies and self.replies[0].startswith("RCPT "):
            return self.replies.popleft().removeprefix("RCPT ")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.to_thread(self.open.wait, PATIENCE_SECONDS)
        if self.replies:
            return self.replies.popleft()
        content = envelope.original_content or b""
        self.messages.append(message_from_bytes(content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"

    async def handle_QUIT(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        return self.goodbye


def free_port() -> int:
    """One below those that the system lends out, so that nobody takes it while a server is down."""
    for port in random.sample(range(20_000, 32_000), 50):
        with socket.socket() as probe, suppress(OSError):
            probe.bind((HOST, port))
            return port
    raise OSError("no free port")


def nobody_may_sign_in(*_: object) -> AuthResult:
    return AuthResult(success=False, handled=False)
