"""Who may do what, what a sign-in code is worth, and which spellings of an address are the same mailbox.

`ROLE_PERMISSIONS` is the whole truth about rights: screens ask for a permission, never for a role.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from disposable_email_domains import blocklist
from email_validator import EmailNotValidError, validate_email
from publicsuffixlist import PublicSuffixList

from voting.errors import N_, DomainError

CODE_DIGITS = 8
CODE_MINUTES = 10
CODE_TRIES = 5
RESEND_SECONDS = 30
INVITATION_DAYS = 14
VOTER_LIFETIME = timedelta(days=30)
STAFF_LIFETIME = timedelta(hours=12)
STAFF_IDLE = timedelta(minutes=30)
FRESH = timedelta(minutes=10)  # how old a second factor may be before a dangerous act


class Role(StrEnum):
    """What an invitation can make of an account. Voting needs no role: every account may vote."""

    ADMIN = "admin"
    JUROR = "juror"


class Refusal(StrEnum):
    """Why a sign-in did not come about, as staff may know it: counted, never with whom."""

    ADDRESS = "address"
    THROWAWAY = "throwaway"
    CODE = "code"
    LIMIT = "limit"
    DISABLED = "disabled"


class Permission(StrEnum):
    """One thing that a screen can let a person do."""

    VOTE = "vote"
    HOLD_FACTORS = "hold a second factor"
    FOLLOW_COUNT = "follow the count"
    RUN_CONTEST = "run a contest"
    READ_AUDIT = "read the audit log"
    READ_MAIL = "read the mail queue"
    INVITE = "invite staff"
    SETTINGS = "change the site's settings"
    KEEP_MINUTES = "keep the jury's minutes"
    SETTLE_TIE = "choose for the jury between equals"
    CITE = "write the jury's citation"
    ANSWER_PEOPLE = "answer people about their data"


ROLE_NAMES = {Role.ADMIN: N_("Administrator"), Role.JUROR: N_("Jury")}
EVERY_ACCOUNT = frozenset({Permission.VOTE})
OWN = EVERY_ACCOUNT | {Permission.HOLD_FACTORS}  # about the account itself: no second factor is asked for
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.JUROR: OWN | {Permission.FOLLOW_COUNT, Permission.KEEP_MINUTES, Permission.SETTLE_TIE, Permission.CITE},
    Role.ADMIN: OWN
    | {Permission.RUN_CONTEST, Permission.READ_AUDIT, Permission.READ_MAIL}
    | {Permission.INVITE, Permission.SETTINGS, Permission.ANSWER_PEOPLE},
}
# All that is left of a role which covers a part of the installation; a new permission is not, unless it is named here.
WITHIN_SCOPE = OWN | ROLE_PERMISSIONS[Role.JUROR] | {Permission.RUN_CONTEST}


class RolesApart(DomainError):
    status = 422
    message = N_(
        "That person has the other role. Whoever runs the vote must not follow the count, and the other "
        "way round. Invite somebody else."
    )


def check_roles(held: frozenset[Role], offered: Role) -> None:
    """An admin who was also a juror would see the count that is kept from admins. Raises RolesApart."""
    if held - {offered}:
        raise RolesApart


def permissions_of(roles: frozenset[Role], *, scoped: bool = False) -> frozenset[Permission]:
    """What an account with these roles may do. `scoped`: they cover only a part of the installation."""
    every = EVERY_ACCOUNT.union(*(ROLE_PERMISSIONS[role] for role in roles))
    return every & WITHIN_SCOPE if scoped else every


def session_length(roles: frozenset[Role]) -> tuple[timedelta, timedelta | None]:
    """(lifetime, idle limit) of a session: short for staff, a month for a voter."""
    return (STAFF_LIFETIME, STAFF_IDLE) if roles else (VOTER_LIFETIME, None)


class BadAddress(DomainError):
    status = 422
    message = N_("Write an e-mail address like this: name@example.se")


class DisposableAddress(DomainError):
    status = 422
    message = N_(
        "That is a throwaway address. Use an address that you keep. One that forwards mail to your own mailbox is fine."
    )


class WrongCode(DomainError):
    """Wrong, expired, used up, replaced, or asked for by another browser: never said which."""

    status = 422
    message = N_("That code does not work, or no longer does. Check the eight digits, or ask for a new code.")


class AccountDisabled(DomainError):
    status = 403
    title = N_("This account has been closed")
    message = N_("You cannot sign in with this address.")
    todo = N_("Write to us if you think that is wrong.")


@dataclass(frozen=True)
class Address:
    """A valid address: `mail_to` as typed (its domain in lower case), `mailbox` the same for every spelling of it."""

    mail_to: str
    mailbox: str


# Narrower than the mail standards: `=?utf-8?q?anna?=` is a valid local part that mail programs read as `anna`.
PLAIN_LOCAL = re.compile(r"[A-Za-z0-9._%+'&/-]+")
DOTS_IGNORED = frozenset({"gmail.com", "googlemail.com"})
PLUS_IGNORED = DOTS_IGNORED | {
    "outlook.com", "hotmail.com", "live.com", "live.se", "hotmail.se", "outlook.se", "msn.com",
    "icloud.com", "me.com", "mac.com", "proton.me", "protonmail.com", "pm.me", "fastmail.com", "fastmail.fm",
}  # fmt: skip
MINUS_IGNORED = frozenset({"yahoo.com", "yahoo.se", "ymail.com", "rocketmail.com"})
PRIVATE_RELAYS = frozenset(
    {"duck.com", "privaterelay.appleid.com", "mozmail.com", "relay.firefox.com", "simplelogin.com"}
)
# Where half a country has its mailbox: that votes share such a domain says nothing.
PROVIDERS = PLUS_IGNORED | MINUS_IGNORED | {
    "telia.com", "comhem.se", "bredband.net", "bahnhof.se", "spray.se", "tele2.se", "passagen.se", "home.se",
    "swipnet.se", "glocalnet.net", "ownit.nu", "live.no", "live.dk", "live.fi", "live.co.uk", "hotmail.no",
    "hotmail.dk", "hotmail.fi", "hotmail.co.uk", "hotmail.de", "hotmail.fr", "outlook.dk", "outlook.com.br",
    "yahoo.co.uk", "yahoo.de", "yahoo.fr", "yahoo.no", "yahoo.dk", "gmx.com", "gmx.net", "gmx.de", "web.de",
    "t-online.de", "orange.fr", "free.fr", "laposte.net", "mail.com", "aol.com", "zoho.com", "tuta.com",
    "tutanota.com", "hey.com", "seznam.cz", "wp.pl", "onet.pl", "o2.pl", "mail.ru", "yandex.ru", "qq.com", "163.com",
}  # fmt: skip
_SUFFIXES = PublicSuffixList()


class DomainKind(StrEnum):
    """What a mail domain says by itself about its addresses."""

    PROVIDER = "provider"  # many people who do not know each other
    RELAY = "relay"  # passes mail on to an address that it hides
    THROWAWAY = "throwaway"
    OTHER = "other"


@dataclass(frozen=True)
class Traits:
    """What an address may share with others that one person made up. For the review of votes, which keeps it keyed."""

    domain: str  # as registered: one owner has all that stands before it
    kind: DomainKind
    family: str  # the mailbox without what is varied most easily


def read_traits(address: str) -> Traits:
    """`a.nna+1@mail.example.se` and `anna2@example.se` are of the domain `example.se` and of one family there."""
    local, _, host = address.lower().rpartition("@")
    domain = _SUFFIXES.privatesuffix(host) or host
    if host in PRIVATE_RELAYS or domain in PRIVATE_RELAYS:
        domain, kind = host, DomainKind.RELAY
    elif host in blocklist or domain in blocklist:
        kind = DomainKind.THROWAWAY
    else:
        kind = DomainKind.PROVIDER if domain in PROVIDERS else DomainKind.OTHER
    bare = re.sub(r"[._-]", "", local.partition("+")[0])
    if kind is not DomainKind.PROVIDER:  # where `anna1` and `anna2` are strangers
        bare = bare.rstrip("0123456789") or bare
    return Traits(domain, kind, f"{bare}@{domain}")


def read_address(typed: str, *, throwaway: bool = False) -> Address:
    """Check what was typed and reduce it to its mailbox. Raises BadAddress, or DisposableAddress unless `throwaway`.

    Only well-known providers' rules are applied: at an unknown domain `a+b` may be another person than `a`.
    """
    try:
        checked = validate_email(
            typed.strip(), check_deliverability=False, allow_smtputf8=False, allow_quoted_local=False, strict=True
        )
    except EmailNotValidError as error:
        raise BadAddress from error
    local, domain = checked.local_part, checked.ascii_domain.lower()
    if not PLAIN_LOCAL.fullmatch(local):
        raise BadAddress
    mailbox = local.lower().partition("+")[0] if domain in PLUS_IGNORED else local.lower()
    if domain in MINUS_IGNORED:
        mailbox = mailbox.partition("-")[0]
    if domain in DOTS_IGNORED:
        mailbox = mailbox.replace(".", "")
    if not mailbox:
        raise BadAddress
    if not throwaway and domain in blocklist and domain not in PRIVATE_RELAYS:
        raise DisposableAddress
    domain = {"googlemail.com": "gmail.com"}.get(domain, domain)
    return Address(mail_to=f"{local}@{checked.ascii_domain.lower()}", mailbox=f"{mailbox}@{domain}")


def clean_code(typed: str) -> str | None:
    """The eight digits of what was typed or pasted, or None. Spaces and dashes are welcome."""
    digits = re.sub(r"[\s\u2010-\u2015\u2212-]", "", typed)
    return digits if re.fullmatch(r"[0-9]{8}", digits) else None


def show_code(code: str) -> str:
    """`1234 5678`: two halves are read and typed more surely than eight digits."""
    return f"{code[:4]} {code[4:]}"


def code_mac(key: bytes, *, browser: bytes, mailbox: str, code: str) -> bytes:
    """What the database remembers of a code: HMAC-SHA256 over the browser (32 bytes), the mailbox and the code."""
    return hmac.new(key, browser + mailbox.encode() + b"\0" + code.encode(), hashlib.sha256).digest()


def address_key(key: bytes, mailbox: str) -> bytes:
    """By which the database finds a mailbox without holding it: HMAC-SHA256, 32 bytes."""
    return hmac.new(key, mailbox.encode(), hashlib.sha256).digest()


def code_runs_out(*, written_at: datetime, sent_at: datetime | None) -> datetime:
    """Ten minutes from sending; a code that could not be sent yet is not running out, but never lives a day."""
    if sent_at is None:
        return written_at + timedelta(days=1)
    return min(sent_at + timedelta(minutes=CODE_MINUTES), written_at + timedelta(days=1))


def resend_wait(*, written_at: datetime, now: datetime) -> int:
    """Seconds until another code may be asked for."""
    return max(0, RESEND_SECONDS - int((now - written_at).total_seconds()))
