"""The rules of signing in, without an application: addresses, codes, times and who may do what."""

from datetime import UTC, datetime, timedelta

import pytest

from voting.accounts import rules
from voting.accounts.rules import BadAddress, DisposableAddress, Permission, Role

NOW = datetime(2026, 12, 3, 20, 0, tzinfo=UTC)

ONE_MAILBOX = {
    "the case of letters": ("Anna@Demo.Example", "anna@demo.example"),
    "gmail's dots": ("an.na@gmail.com", "anna@gmail.com"),
    "gmail's tags": ("anna+vote@gmail.com", "anna@gmail.com"),
    "gmail's other name": ("A.n.n.a+1@googlemail.com", "anna@gmail.com"),
    "outlook's tags": ("anna+vote@outlook.com", "anna@outlook.com"),
    "icloud's tags": ("anna+vote@icloud.com", "anna@icloud.com"),
    "proton's tags": ("anna+vote@proton.me", "anna@proton.me"),
    "fastmail's tags": ("anna+vote@fastmail.com", "anna@fastmail.com"),
    "yahoo's minus": ("anna-vote@yahoo.com", "anna@yahoo.com"),
    "a domain in full width": ("anna@ｄｅｍｏ.example", "anna@demo.example"),
    "a domain in Swedish letters": ("anna@räksmörgås.se", "anna@xn--rksmrgs-5wao1o.se"),
    "spaces around it": ("  anna@demo.example\r\n", "anna@demo.example"),
}
TWO_MAILBOXES = {
    "a plus at an unknown domain": ("anna+b@demo.example", "anna@demo.example"),
    "dots at an unknown domain": ("an.na@demo.example", "anna@demo.example"),
    "dots at outlook": ("an.na@outlook.com", "anna@outlook.com"),
    "a minus at gmail": ("anna-b@gmail.com", "anna@gmail.com"),
    "a plus at yahoo": ("anna+b@yahoo.com", "anna@yahoo.com"),
    "a Cyrillic letter in the domain": ("anna@gm\N{CYRILLIC SMALL LETTER A}il.com", "anna@gmail.com"),
    "another domain of the same provider": ("anna@hotmail.com", "anna@outlook.com"),
}
REFUSED = {
    "a Cyrillic letter": "\N{CYRILLIC SMALL LETTER A}nna@demo.example",
    "a letter in full width": "\N{FULLWIDTH LATIN SMALL LETTER A}nna@demo.example",
    "an at sign in full width": "anna\N{FULLWIDTH COMMERCIAL AT}demo.example",
    "a zero-width space": "an\N{ZERO WIDTH SPACE}na@demo.example",
    "a zero-width space in the domain": "anna@de\N{ZERO WIDTH SPACE}mo.example",
    "right to left": "\N{RIGHT-TO-LEFT OVERRIDE}anna@demo.example",
    "right to left at the end": "anna@demo.example\N{RIGHT-TO-LEFT OVERRIDE}",
    "320 characters": "a" * 64 + "@" + ".".join(["b" * 63] * 4),
    "65 characters before the at sign": "a" * 65 + "@demo.example",
    "quotation marks": '"anna b"@demo.example',
    "an IPv4 literal": "anna@[127.0.0.1]",
    "an IPv6 literal": "anna@[IPv6:::1]",
    "a bare IP address": "anna@127.0.0.1",
    "a line break": "anna@demo.example\nBcc: eve@demo.example",
    "a line break and another header": "anna\r\nBcc: eve@demo.example",
    "a zero byte": "anna\0@demo.example",
    "a name in front": "Anna <anna@demo.example>",
    "two addresses": "anna@demo.example, eve@demo.example",
    "two at signs": "anna@demo@example",
    "no domain": "anna@",
    "nothing before the at sign": "@demo.example",
    "only a tag": "+vote@gmail.com",
    "only a yahoo tag": "-vote@yahoo.com",
    "only dots": "...@gmail.com",
    "a host without a dot": "anna@localhost",
    "nothing": "",
}
RELAYS = ("anna@duck.com", "x7k2@privaterelay.appleid.com", "anna@mozmail.com")


@pytest.mark.parametrize(("typed", "same_as"), ONE_MAILBOX.values(), ids=ONE_MAILBOX)
def test_spellings_of_one_mailbox(typed: str, same_as: str) -> None:
    assert rules.read_address(typed).mailbox == rules.read_address(same_as).mailbox


@pytest.mark.parametrize(("one", "other"), TWO_MAILBOXES.values(), ids=TWO_MAILBOXES)
def test_spellings_of_two_mailboxes(one: str, other: str) -> None:
    assert rules.read_address(one).mailbox != rules.read_address(other).mailbox


@pytest.mark.parametrize("typed", REFUSED.values(), ids=REFUSED)
def test_what_is_no_address(typed: str) -> None:
    with pytest.raises(BadAddress):
        rules.read_address(typed)


def test_mail_goes_to_the_address_as_typed() -> None:
    assert rules.read_address(" An.Na+vote@GMail.com ").mail_to == "An.Na+vote@gmail.com"


@pytest.mark.parametrize("typed", ["anna@mailinator.com", "anna@MAILINATOR.com", "anna+x@yopmail.com"])
def test_a_disposable_address(typed: str) -> None:
    with pytest.raises(DisposableAddress):
        rules.read_address(typed)


@pytest.mark.parametrize("typed", RELAYS)
def test_a_private_relay_is_an_address(typed: str) -> None:
    assert rules.read_address(typed) == rules.Address(mail_to=typed, mailbox=typed)


DASHES = "-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}\N{MINUS SIGN}"
SPACES = " \t\r\n\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{IDEOGRAPHIC SPACE}"


@pytest.mark.parametrize("between", ["", *DASHES, *SPACES, " \N{EN DASH} "], ids=ascii)
def test_a_code_with_something_in_between(between: str) -> None:
    assert rules.clean_code(f"1234{between}5678") == "12345678"


NO_CODES = [
    "",
    "1234567",
    "123456789",
    "1234_5678",
    "1234.5678",
    "1234x5678",
    "１２３４５６７８",
    "٠١٢٣٤٥٦٧",
    "1e345678",
]


@pytest.mark.parametrize("typed", NO_CODES)
def test_what_is_no_code(typed: str) -> None:
    assert rules.clean_code(typed) is None


def test_a_code_is_shown_in_two_halves() -> None:
    assert rules.show_code("01234567") == "0123 4567"


@pytest.mark.parametrize(
    ("sent_after", "runs_out_after"),
    [
        (timedelta(0), timedelta(minutes=10)),
        (timedelta(hours=3), timedelta(hours=3, minutes=10)),
        (timedelta(hours=23, minutes=55), timedelta(days=1)),
        (None, timedelta(days=1)),
    ],
)
def test_a_code_runs_out_ten_minutes_after_sending(sent_after: timedelta | None, runs_out_after: timedelta) -> None:
    sent_at = None if sent_after is None else NOW + sent_after
    assert rules.code_runs_out(written_at=NOW, sent_at=sent_at) == NOW + runs_out_after


@pytest.mark.parametrize(("seconds", "wait"), [(0, 30), (29.5, 1), (30, 0), (3600, 0)])
def test_another_code_may_be_asked_for_after_half_a_minute(seconds: float, wait: int) -> None:
    assert rules.resend_wait(written_at=NOW, now=NOW + timedelta(seconds=seconds)) == wait


def test_a_code_is_remembered_for_one_browser_mailbox_and_key() -> None:
    def mac(key: bytes = b"k" * 32, browser: bytes = b"b" * 32, mailbox: str = "a@x.se", code: str = "1" * 8) -> bytes:
        return rules.code_mac(key, browser=browser, mailbox=mailbox, code=code)

    others = [mac(key=b"j" * 32), mac(browser=b"c" * 32), mac(mailbox="b@x.se"), mac(code="1" * 7 + "2")]
    assert len({mac(), *others}) == 5
    assert mac() == mac()


OF_THE_JURY = {Permission.FOLLOW_COUNT, Permission.KEEP_MINUTES, Permission.SETTLE_TIE, Permission.CITE}


@pytest.mark.parametrize(
    ("roles", "permissions"),
    [
        (set(), {Permission.VOTE}),
        ({Role.JUROR}, {Permission.VOTE, Permission.HOLD_FACTORS} | OF_THE_JURY),
        ({Role.ADMIN}, set(Permission) - OF_THE_JURY),
        ({Role.ADMIN, Role.JUROR}, set(Permission)),
    ],
)
def test_what_a_role_may_do(roles: set[Role], permissions: set[Permission]) -> None:
    assert rules.permissions_of(frozenset(roles)) == permissions


@pytest.mark.parametrize("roles", [{Role.JUROR}, {Role.ADMIN}, set(Role)])
def test_staff_sessions_are_short(roles: set[Role]) -> None:
    assert rules.session_length(frozenset(roles)) == (timedelta(hours=12), timedelta(minutes=30))


def test_a_voters_session_lasts_a_month() -> None:
    assert rules.session_length(frozenset()) == (timedelta(days=30), None)
