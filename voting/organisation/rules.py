"""What is told about who runs the site, and what the link of the first start is worth."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from voting.errors import N_, DomainError
from voting.text import Language, LocalText

LINK_LIFETIME = timedelta(hours=24)
LONGEST_NAME, LONGEST_ADDRESS = 80, 400
HOME_ZONE = "Europe/Stockholm"
REGION_WORDS = {
    "Africa": N_("Africa"),
    "America": N_("America"),
    "Antarctica": N_("Antarctica"),
    "Arctic": N_("The Arctic"),
    "Asia": N_("Asia"),
    "Atlantic": N_("The Atlantic"),
    "Australia": N_("Australia"),
    "Europe": N_("Europe"),
    "Indian": N_("The Indian Ocean"),
    "Pacific": N_("The Pacific"),
}
# What can be offered, as it is stored; the first one leads.
LANGUAGE_SETS: dict[str, tuple[Language, ...]] = {"sv en": ("sv", "en"), "sv": ("sv",), "en": ("en",)}
LANGUAGE_WORDS = {
    "sv en": N_("Swedish and English"),
    "sv": N_("Only Swedish"),
    "en": N_("Only English"),
}
FIELD_WORDS = {
    "name": N_("Name of the site"),
    "organisation": N_("Name of the organisation"),
    "postal_address": N_("Postal address"),
    "contact": N_("E-mail address for questions"),
    "time_zone": N_("Time zone"),
    "languages": N_("Languages"),
    "sender": N_("Sender of the mail"),
    "data_contact": N_("Contact for questions about personal data"),
    "report_to": N_("Address for remarks about accessibility"),
}
ADDRESSES = frozenset({"contact", "sender", "data_contact", "report_to"})


@dataclass(frozen=True)
class Details:
    """What people are told. `time_zone` is a name such as Europe/Stockholm; the last two may be empty."""

    name: LocalText
    organisation: str
    postal_address: str
    contact: str
    time_zone: str
    languages: str  # a key of LANGUAGE_SETS
    sender: str
    data_contact: str = ""
    report_to: str = ""

    @property
    def offered(self) -> tuple[Language, ...]:
        return LANGUAGE_SETS[self.languages]

    def to_plain(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Details":
        return cls(**plain | {"name": LocalText(**plain["name"])})


class LinkUnknown(DomainError):
    status = 404
    title = N_("That link does not work")
    message = N_("The link is not whole, or a newer one has been made since. Nothing has been stored.")
    todo = N_("Ask whoever runs the machine for a new one. The command is: flask setup link")


class LinkExpired(DomainError):
    status = 410
    title = N_("That link has expired")
    message = N_("The link worked for 24 hours. Nothing has been stored.")
    todo = N_("Ask whoever runs the machine for a new one. The command is: flask setup link")


class SetUpAlready(DomainError):
    status = 410
    title = N_("The site has been set up already")
    message = N_("The link has been used, or somebody has become administrator in another way. Nothing was changed.")
    todo = N_("Use your e-mail address to sign in, if you are an administrator. All this stands under Settings.")


@dataclass(frozen=True)
class Link:
    """What is known of the one link. `browser`: SHA-256 of the session that was sent a code, and when."""

    expires_at: datetime
    used_at: datetime | None
    browser: bytes | None
    sent_at: datetime | None
    now: datetime


def check_link(link: Link | None, *, has_admin: bool) -> Link:
    """Raises what is wrong with a link that somebody has opened."""
    if link is None:
        raise LinkUnknown
    if link.used_at or has_admin:
        raise SetUpAlready
    if link.now >= link.expires_at:
        raise LinkExpired
    return link


def hash_secret(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def changes(old: Details, new: Details) -> dict[str, tuple[object, object]]:
    """The fields that differ: {field: (old, new)}."""
    before, after = vars(old), vars(new)
    return {field: (before[field], after[field]) for field in FIELD_WORDS if before[field] != after[field]}


def shown(value: object) -> str:
    """A field's value as one line."""
    texts = (value.sv, value.en) if isinstance(value, LocalText) else (", ".join(str(value).splitlines()),)
    return " / ".join(dict.fromkeys(filter(None, texts))) or "–"
