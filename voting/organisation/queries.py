"""Who runs the site, read once in a second in each process: every page says the site's name."""

import json
from dataclasses import dataclass, field
from email.headerregistry import Address as Mailbox
from time import monotonic, sleep
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from sqlalchemy import select

from voting.accounts.models import RoleGrant
from voting.accounts.rules import Role
from voting.config import DEFAULTS
from voting.database import database_now
from voting.extensions import db, key_ring, settings
from voting.organisation.models import Organisation, SetupLink
from voting.organisation.rules import Details, Link, check_link, hash_secret
from voting.text import LANGUAGES, LocalText
from voting.web.identity import Identity, may_ask, of_settings, provide

KEPT_SECONDS = 1.0
KEPT = "voting_organisation"
FIELDS = tuple(Details.__dataclass_fields__)


@dataclass
class Kept:
    """What this process has read last, and until when that is good."""

    details: Details | None = None
    identity: Identity | None = None
    until: float = field(default=0.0)


@dataclass(frozen=True)
class Saved:
    """What the settings page shows. Revision 0: nothing has been stored yet."""

    details: Details
    revision: int


@dataclass(frozen=True)
class Pending:
    """How far a browser has come with the first start."""

    admin: str
    details: Details


def find_details() -> Details | None:
    """What is stored about who runs the site, as new as it must be for a page; None: nothing."""
    return _kept().details


def get_saved() -> Saved:
    """What is stored at this moment, or what stands in its place as long as nothing is."""
    row = db.session.execute(select(Organisation).execution_options(populate_existing=True)).scalar_one_or_none()
    return Saved(details_of(row), row.revision) if row else Saved(from_settings(), 0)


def from_settings() -> Details:
    """What the environment's settings say, as a beginning. What is only a default of the demo is left out."""
    told = settings()
    named = told.demo or told.site_name != DEFAULTS["SITE_NAME"]
    sender = told.mail_from.rpartition("<")[2].rstrip(">")
    return Details(
        name=LocalText(told.site_name, told.site_name) if named else LocalText(),
        organisation="",
        postal_address="",
        contact=told.contact,
        time_zone=told.time_zone.key,
        languages=" ".join(LANGUAGES),
        sender="" if told.mail_from == DEFAULTS["MAIL_FROM"] and not told.demo else sender,
    )


def details_of(row: Organisation) -> Details:
    return Details(**{name: getattr(row, name) for name in FIELDS})


def identity_of(details: Details) -> Identity:
    """Mail comes from the site's name, which is what its readers know, in their own language."""
    named = [str(Mailbox(details.name.get(lang), addr_spec=details.sender)) for lang in LANGUAGES]
    return Identity(
        name=details.name,
        contact=details.contact,
        time_zone=ZoneInfo(details.time_zone),
        languages=details.offered,
        mail_from=LocalText(*named),
    )


def has_admin() -> bool:
    """Whether somebody runs the whole site."""
    admin = (RoleGrant.role == Role.ADMIN.value, RoleGrant.scopes.is_(None))
    return db.session.scalar(select(RoleGrant.account_id).where(*admin).limit(1)) is not None


def get_link(secret: str) -> Link:
    """The link that somebody has opened. Raises LinkUnknown, LinkExpired or SetUpAlready."""
    columns = (SetupLink.expires_at, SetupLink.used_at, SetupLink.browser, SetupLink.sent_at, database_now())
    row = db.session.execute(select(*columns).where(SetupLink.secret_hash == hash_secret(secret))).one_or_none()
    return check_link(Link(*row) if row else None, has_admin=has_admin())


def find_pending(secret: str, browser: bytes) -> Pending | None:
    """What this browser has answered, if the test message was sent for it."""
    mine = (SetupLink.secret_hash == hash_secret(secret), SetupLink.browser == browser)
    sealed = db.session.scalar(select(SetupLink.answers_sealed).where(*mine))
    return open_answers(sealed) if sealed else None


def open_answers(sealed: bytes) -> Pending:
    plain = json.loads(key_ring().unseal(sealed, purpose="setup"))
    return Pending(plain["admin"], Details.from_plain(plain["details"]))


def forget_kept() -> None:
    """Read anew at the next question, since something was written, and wait until every other process does too.

    Whoever is told that it is saved must not meet what was before on the next page.
    """
    current_app.extensions[KEPT].until = 0.0
    sleep(KEPT_SECONDS)


def _kept() -> Kept:
    kept: Kept = current_app.extensions[KEPT]
    asked = monotonic()
    if asked >= kept.until and may_ask():
        row = db.session.execute(select(*(getattr(Organisation, name) for name in FIELDS))).one_or_none()
        details = Details(**dict(zip(FIELDS, row, strict=True))) if row else None
        if details != kept.details:
            kept.details, kept.identity = details, identity_of(details) if details else None
        kept.until = asked + KEPT_SECONDS
    return kept


def init_app(app: Flask) -> None:
    """Say who the site is from what is stored, and from the settings as long as nothing is."""
    app.extensions[KEPT] = Kept()
    told = of_settings(app.extensions["voting_settings"])
    provide(app, lambda: _kept().identity or told)
