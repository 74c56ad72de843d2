"""Who the site says it is: its name, whom to write to, its time zone, its languages, and the sender of its mail.

It comes from the settings unless somebody above knows better: `voting/organisation` puts itself in their place with
`provide`, so that nothing below it has to know that it exists.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g

from voting.config import DEFAULTS, Settings
from voting.text import LANGUAGES, Language, LocalText

PROVIDER = "voting_identity"


@dataclass(frozen=True)
class Identity:
    """`mail_from` is what stands in a mail's From, in the language of its reader. `languages`: the first one leads."""

    name: LocalText
    contact: str
    time_zone: ZoneInfo
    languages: tuple[Language, ...]
    mail_from: LocalText


def identity() -> Identity:
    """Who the site is now, or for the moment (`as_if`)."""
    assumed = g.get("assumed_identity")
    return cast(Identity, assumed or current_app.extensions[PROVIDER]())


@contextmanager
def as_if(other: Identity) -> Iterator[None]:
    """Write as somebody else: the mail that tries out a sender comes from that sender."""
    g.assumed_identity = other
    try:
        yield
    finally:
        g.pop("assumed_identity")


def ask_nothing() -> None:
    """For the rest of this request the database is what may be broken: say what is known without it."""
    g.ask_nothing = True


def may_ask() -> bool:
    return not g.get("ask_nothing")


def provide(app: Flask, provider: Callable[[], Identity]) -> None:
    app.extensions[PROVIDER] = provider


def of_settings(settings: Settings) -> Identity:
    """A real site that has not been given a name or a sender goes by its host's name, and not by the demo's."""
    unnamed = not settings.demo and settings.site_name == DEFAULTS["SITE_NAME"]
    name = settings.host if unnamed else settings.site_name
    unsent = not settings.demo and settings.mail_from == DEFAULTS["MAIL_FROM"]
    sender = f"vote@{settings.host}" if unsent else settings.mail_from
    return Identity(
        name=LocalText(name, name),
        contact=settings.contact,
        time_zone=settings.time_zone,
        languages=LANGUAGES,
        mail_from=LocalText(sender, sender),
    )


def init_app(app: Flask, settings: Settings) -> None:
    told = of_settings(settings)
    provide(app, lambda: told)
