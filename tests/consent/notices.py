"""Telling a nominee, and what comes by mail."""

import re
import uuid
from dataclasses import replace
from typing import Any

from tests.site import Browser, Site, Vote
from voting.accounts.rules import read_address
from voting.consent import service
from voting.consent.models import Contact
from voting.consent.queries import Linked, get_linked
from voting.extensions import db
from voting.mail.models import Mail
from voting.mail.service import _unseal
from voting.nominating.queries import told_of
from voting.nominees.rules import Focus
from voting.text import Language
from voting.transaction import transaction

ADDRESS = "nominee@demo.example"
LINK = re.compile(r"/nominated/[A-Za-z0-9_-]{43}")


def tell(
    site: Site,
    vote: Vote,
    slug: str = "nominee-1",
    *,
    to: str = ADDRESS,
    lang: Language = "sv",
    seen: int | None = None,
    actor: uuid.UUID | None = None,
) -> str:
    """Send the notice; returns the path of its link."""
    with site.app.app_context(), transaction():
        known: dict[str, Any] = {"contest_id": vote.id, "slug": slug, "seen": seen, "actor": actor}
        service.tell(address=read_address(to), lang=lang, **known)
    return newest_link(site)


def newest_link(site: Site) -> str:
    """The link in the newest notice in the outbox."""
    with site.app.app_context():
        mails = db.session.query(Mail).filter_by(kind="nominee").order_by(Mail.created_at.desc(), Mail.id).all()
        found = LINK.search(_unseal(mails[0].sealed)["params"]["url"])
        assert found
        return found.group()


def secret(link: str) -> str:
    return link.rpartition("/")[2]


def linked(site: Site, link: str) -> Linked:
    """What the link shows now. Needs an application context."""
    return get_linked(secret(link))


def ask(site: Site, link: str, *, words: str = "", **texts: Any) -> None:
    """Wish other texts. Needs an application context."""
    here = linked(site, link)
    told = replace(told_of(here.nominee), **texts)
    known: dict[str, Any] = {"told": told, "picture": None, "focus": Focus.CENTRE, "words": words, "mails": True}
    with transaction():
        service.ask(secret=secret(link), seen=here.contact.revision, revision=here.nominee.revision, **known)


def live_with_nominees(site: Site, vote: Vote, actor: uuid.UUID) -> None:
    """A nominee is told, agrees, asks twice, is heard once, and says no."""
    link = tell(site, vote, actor=actor)
    known: dict[str, Any] = {"contest_id": vote.id, "slug": "nominee-1", "actor": actor}
    with site.app.app_context():
        here = linked(site, link)
        with transaction():
            service.agree(secret=secret(link), seen=1, revision=here.nominee.revision)
        ask(site, link, place="Malmö", words="Fel ort")
        with transaction():
            service.turn_down(seen=3, reply="Det är rätt ort", **known)
        ask(site, link, place="Lund")
        with transaction():
            now = linked(site, link).nominee.revision
            service.take_over(seen=5, revision=now, picture=None, reason="Fel ort", **known)
        with transaction():
            service.decline(secret=secret(link), seen=6, words="Jag vill inte", mails=True)


def contact(site: Site, vote: Vote) -> Contact:
    """The only contact of a vote, as it is stored."""
    with site.app.app_context():
        found = db.session.query(Contact).filter_by(contest_id=vote.id).one()
        db.session.expunge_all()
        return found


def answers(browser: Browser, link: str, where: str = "") -> int:
    """Open the page and press its button. Returns the status."""
    browser.get(link + where)
    return browser.submit(link + where, follow=False).status_code
