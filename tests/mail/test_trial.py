"""A message that is sent while somebody waits: what a mail server can do wrong, and in which words that is told."""

import smtplib
import ssl
import time
from email.message import EmailMessage

import pytest

from tests.mail.smtp import MailServer, nobody_may_sign_in
from tests.page import heading
from tests.production import production
from tests.site import Site
from tests.tables import row_counts
from voting.mail import service
from voting.mail.rules import TROUBLE_WORDS, Kind, Trouble
from voting.mail.service import NotSent, send_now
from voting.mail.transport import Refused, answer_of, send_within, trouble_of

WHAT = {
    "SSL": (ssl.SSLCertVerificationError(), Trouble.ENCRYPTION),
    "no STARTTLS": (smtplib.SMTPNotSupportedError("STARTTLS extension not supported by server."), Trouble.ENCRYPTION),
    "no AUTH": (smtplib.SMTPNotSupportedError("SMTP AUTH extension not supported by server."), Trouble.LOGIN),
    "password": (smtplib.SMTPAuthenticationError(535, b"no"), Trouble.LOGIN),
    "sender": (smtplib.SMTPSenderRefused(550, b"no", "a@b.se"), Trouble.SENDER),
    "recipient": (smtplib.SMTPRecipientsRefused({"a@b.se": (550, b"no")}), Trouble.RECIPIENT),
    "greylisting": (smtplib.SMTPRecipientsRefused({"a@b.se": (450, b"later")}), Trouble.LATER),
    "content": (smtplib.SMTPDataError(554, b"spam"), Trouble.CONTENT),
    "busy": (smtplib.SMTPConnectError(421, b"busy"), Trouble.LATER),
    "hangs up": (smtplib.SMTPServerDisconnected("gone"), Trouble.OTHER),
    "slow": (TimeoutError(), Trouble.SLOW),
    "refused connection": (ConnectionRefusedError(), Trouble.UNREACHABLE),
    "no route": (OSError("no route to host"), Trouble.UNREACHABLE),
    "something else": (ValueError(), Trouble.OTHER),
    "for ever": (Refused(550, Trouble.SENDER), Trouble.SENDER),
}


@pytest.mark.parametrize(("error", "trouble"), WHAT.values(), ids=WHAT)
def test_each_failure_is_about_something(error: Exception, trouble: Trouble) -> None:
    assert trouble_of(error) is trouble
    assert "a@b.se" not in answer_of(error)


def test_every_trouble_has_words() -> None:
    assert set(TROUBLE_WORDS) == set(Trouble)


def trial(site: Site, to: str = "anna@demo.example") -> Trouble | None:
    with site.app.test_request_context():
        try:
            send_now(Kind.TRIAL, to=to, lang="sv", code="", valid_minutes=10)
        except NotSent as failure:
            return failure.trouble
    return None


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_by_the_server_itself(site: Site, server: MailServer) -> None:
    assert trial(site) is None
    for reply, trouble in (
        ("RCPT 550 nobody here", Trouble.RECIPIENT),
        ("RCPT 450 later", Trouble.LATER),
        ("552 too big", Trouble.CONTENT),
        ("421 going down", Trouble.LATER),
    ):
        server.replies.append(reply)
        assert trial(site) is trouble, reply
    assert row_counts(site)["mail"] == 1  # only what was sent is noted
    server.down()
    assert trial(site) is Trouble.UNREACHABLE


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("settings", "trouble"),
    [
        ({"SMTP_SECURITY": "starttls"}, Trouble.ENCRYPTION),
        ({"SMTP_SECURITY": "tls"}, Trouble.ENCRYPTION),
        ({"SMTP_USER": "vote", "SMTP_PASSWORD": "wrong"}, Trouble.LOGIN),
        ({"SMTP_HOST": "no-such-host.invalid"}, Trouble.UNREACHABLE),
    ],
)
def test_what_the_settings_get_wrong(
    database_url: str, tmp_path_factory: pytest.TempPathFactory, settings: dict[str, str], trouble: Trouble
) -> None:
    options = {"auth_require_tls": False, "authenticator": nobody_may_sign_in} if "SMTP_USER" in settings else {}
    with (
        MailServer(**options) as server,
        production(database_url, tmp_path_factory.mktemp("k"), **(server.settings | settings)) as site,
    ):
        assert trial(site) is trouble
        assert "mail" not in row_counts(site)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_server_that_takes_for_ever_is_given_up(
    site: Site, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "LONGEST_TRIAL", 0.5)
    server.open.clear()
    began = time.monotonic()
    assert trial(site) is Trouble.SLOW
    assert time.monotonic() - began < 5
    server.open.set()


def test_a_transport_that_fails_oddly_is_told() -> None:
    class Odd:
        def send(self, message: EmailMessage, *, to: str) -> None:
            raise UnicodeError(to)

    assert isinstance(send_within(5, Odd(), EmailMessage(), to="a@b.se"), UnicodeError)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_in_the_demo_the_message_is_in_its_mailbox(demo_site: Site) -> None:
    assert trial(demo_site) is None
    page = demo_site.browser().get("/demo/outbox")
    assert "Mejlen fungerar" in page.text
    assert heading(page)
