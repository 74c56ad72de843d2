"""A vote and its staff, to whom nearly everything happens that is recorded."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
from sqlalchemy import select

from tests.acts import act, cast, cast_votes, set_contest
from tests.consent.notices import live_with_nominees
from tests.contests.cells import NOT_YET_OPEN
from tests.factories import contest_file, picture
from tests.lookups import id_of
from tests.site import Site, Vote
from voting.accounts.queries import admins_covering
from voting.accounts.rules import Role, read_address
from voting.accounts.scopes import Scope
from voting.ballots.models import Receipt
from voting.canvass import service as canvass
from voting.contests import queries as contests
from voting.contests.models import Award
from voting.contests.rules import Action, Phase, VoidReason
from voting.editing import service as editing
from voting.extensions import db
from voting.factors import service as factors
from voting.factors.queries import find_unconfirmed, open_secret
from voting.importing import service as importing
from voting.jury import service as jury
from voting.looks import service as looks
from voting.nominating import service as nominating
from voting.nominating.queries import told_of
from voting.nominees.queries import get_nominee
from voting.previews import service as previews
from voting.publishing import service as publishing
from voting.rehearsals import service as rehearsals
from voting.results import service as results
from voting.sheets import service as sheets
from voting.staff import service as staff
from voting.staff.rules import Deed
from voting.text import LocalText
from voting.transaction import transaction
from voting.verdicts import service as verdicts
from voting.voters import service as voters

REASON = "Because it had to be"


def live_a_life(site: Site) -> None:
    """Everything that staff can do to a vote and to each other, once."""
    site.staff(Role.ADMIN)
    site.staff(Role.JUROR)
    actor = id_of(site, "admin@demo.example")
    vote = site.make_vote(Phase.DRAFT, **NOT_YET_OPEN)
    again = contest_file(**NOT_YET_OPEN, nominees=4)
    with site.app.app_context(), transaction():
        pictures = importing.Pictures({entry.slug: picture() for entry in again.nominees})
        importing.import_contest(file=again, pictures=pictures, actor=actor)
    nominate(site, vote, actor)
    edit(vote, site, actor)
    for action in (Action.ANNOUNCE, Action.WITHDRAW, Action.ANNOUNCE, Action.EXTEND):
        act(site, vote, action, actor=actor, reason=REASON)
    edit(vote, site, actor, reason="Stavfel")
    live_with_nominees(site, vote, actor)
    with site.app.app_context():
        write_nominee(vote, "nominee-1", actor, reason=REASON)
        with transaction():
            nominating.withdraw(contest_id=vote.id, slug="nominee-4", reason=REASON, actor=actor)
    set_contest(site, vote, opens_at=datetime.now(UTC) - timedelta(hours=1), appeal_hours=0)
    cast_votes(site, vote, nominee_1=3, nominee_2=1)
    ballot = cast(site, vote, "nominee-3")
    act(site, vote, Action.CLOSE, actor=actor, reason=REASON)
    with site.app.app_context():
        commitment = db.session.scalars(select(Receipt.commitment).where(Receipt.contest_id == vote.id)).all()[-1]
        panel = admins_covering(vote.award, vote.year)
        known: dict[str, Any] = {"contest_id": vote.id, "ballots": [commitment], "actor": actor, "reason": REASON}
        with transaction():
            canvass.propose_void(**known, void_reason=VoidReason.TEST_BALLOT, panel=panel)
        with transaction():
            canvass.propose_unvoid(**known, panel=panel)
        with transaction():
            other = lambda at: frozenset({actor, vote.id})  # noqa: E731 somebody else is an admin too
            proposal = canvass.propose_void(**known, void_reason=VoidReason.TEST_BALLOT, panel=other)
        with transaction():
            canvass.decline(contest_id=vote.id, proposal_id=proposal, reason=REASON, actor=actor, panel=other)
    assert ballot
    act(site, vote, Action.CERTIFY, actor=actor, reason=REASON)
    judge_and_publish(vote, site, actor, juror=id_of(site, "juror@demo.example"))
    site.work()
    with site.app.app_context(), transaction():
        award = db.session.scalars(select(Award).where(Award.slug == vote.award)).one()
        looks.change(award_id=award.id, slug=award.slug, look=looks.NewLook("#ff0000"), actor=actor)
    runner = site.app.test_cli_runner()
    invited = ["account", "invite", "--role", "juror", "carl.larsson@demo.example"]
    assert runner.invoke(args=invited).exit_code == 0
    site.browser().sign_in("carl.larsson@demo.example")
    oversee(site, actor, id_of(site, "carl.larsson@demo.example"))
    for words in (
        ["account", "revoke", "carl.larsson@demo.example"],
        ["privacy", "erase", "carl.larsson@demo.example"],
    ):
        assert runner.invoke(args=words).exit_code == 0
    asked = ["privacy", "export", "admin@demo.example", "--json", "--reason", REASON]
    assert runner.invoke(args=asked).exit_code == 0


def edit(vote: Vote, site: Site, actor: uuid.UUID, *, reason: str = "") -> None:
    """Write a vote's introduction anew; of a draft also who may vote, and begin another year of the award."""
    with site.app.app_context(), transaction():
        contest = contests.get_by_id(vote.id).contest
        lead = LocalText(sv=f"Rösta {reason}", en=f"Vote {reason}")
        known: dict[str, Any] = {"contest_id": vote.id, "actor": actor, "reason": reason}
        editing.edit_contest(**known, revision=contest.revision, values={"lead": lead})
        if not reason:
            listed = [read_address("listed@demo.example")]
            voters.invite(**known, addresses=listed, replace=False)
            known = {"award": contest.award, "earlier": contest, "with_nominees": True, "actor": actor}
            editing.begin_contest(**known, year=contest.year + 1, values={})


def write_nominee(vote: Vote, slug: str, actor: uuid.UUID, *, reason: str = "") -> None:
    """Change a nominee's place."""
    found = get_nominee(vote.id, slug)
    told = replace(told_of(found), place="Umeå" if reason else "Luleå")
    with transaction():
        nominating.change(contest_id=vote.id, slug=slug, told=told, revision=found.revision, reason=reason, actor=actor)


def nominate(site: Site, vote: Vote, actor: uuid.UUID) -> None:
    """What can be done to a draft's nominees, and to be seen and tried before it is announced."""
    known: dict[str, Any] = {"contest_id": vote.id, "actor": actor}
    with site.app.app_context():
        with transaction():
            nominating.add(told=told_of(get_nominee(vote.id, "nominee-1")), slug="nominee-5", **known)
        write_nominee(vote, "nominee-1", actor)
        with transaction():
            nominating.move(slug="nominee-5", to="1", **known)
        with transaction():
            nominating.withdraw(slug="nominee-5", reason=REASON, **known)
        with transaction():
            sheets.take(text="address;name swedish;place\nnominee-1;Anna Ek;Skövde\n", seen=None, **known)
        with transaction():
            previews.make(**known)
            previews.withdraw(**known)
    with site.app.test_request_context(), transaction():
        copy = rehearsals.start(hours=1, testers=[], lang="sv", reason=REASON, **known)
        rehearsals.invite(contest_id=copy, testers=[read_address("test@demo.example")], lang="sv", actor=actor)
        results.discard(contest_id=copy, reason=REASON, actor=actor)


def judge_and_publish(vote: Vote, site: Site, actor: uuid.UUID, *, juror: uuid.UUID) -> None:
    """What the jury does with a certified result, and how it comes out."""
    known: dict[str, Any] = {"contest_id": vote.id, "actor": actor}
    soon = datetime.now(UTC) + timedelta(days=1)
    with site.app.app_context(), transaction():
        jury.note_viewing(contest_id=vote.id, actor=juror)
        verdicts.note(contest_id=vote.id, text="Well done", in_minutes=True, actor=juror)
        text = LocalText(sv="Bra", en="Good")
        verdicts.cite(contest_id=vote.id, slug="nominee-1", text=text, revision=0, actor=juror)
        publishing.open_stage(**known)
        publishing.schedule(publish_at=soon, reason=REASON, **known)
        publishing.unschedule(reason=REASON, **known)
        publishing.publish(reason=REASON, **known)


def oversee(site: Site, actor: uuid.UUID, person: uuid.UUID) -> None:
    """What an admin can do about another person of the staff."""
    with site.app.test_request_context():
        with transaction():
            staff.rescope(account_id=person, scopes=frozenset({Scope("testpriset")}), actor=actor, reason=REASON)
        with transaction():
            for name in ("Phone", "Tablet"):
                factors.begin_app(account_id=person)
                app = find_unconfirmed(person)
                assert app
                code = pyotp.TOTP(open_secret(app)).now()
                factors.confirm_app(account_id=person, typed=code, name=name, lang="sv")
            factors.remove(account_id=person, factor_id=app.id, lang="sv")
        for deed in (Deed.RESET, Deed.DISABLE, Deed.ENABLE, Deed.END):
            with transaction():
                staff.do(deed, account_id=person, actor=actor, reason=REASON, lang="sv")
