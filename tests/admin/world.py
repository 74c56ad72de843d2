"""A vote in every phase, with everything that addresses can name, and the people who try the addresses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, literal, select, update

from tests.acts import act, cast, cast_votes, set_contest
from tests.canvass.reviews import alike, ballots_of, cluster_of
from tests.canvass.reviews import propose as propose_void
from tests.contests.cells import NOT_YET_OPEN
from tests.factories import picture
from tests.factors.phones import give
from tests.lookups import id_of
from tests.site import Browser, Site, Vote
from tests.verdicts import acts as verdicts
from voting.accounts.models import Account
from voting.accounts.rules import Role
from voting.accounts.scopes import SecondFactor, read_scope
from voting.canvass.models import Proposal
from voting.clock import now
from voting.contests import queries as contests
from voting.contests.rules import Action, Phase, Tie
from voting.extensions import db
from voting.nominees.models import Nominee, Original
from voting.nominees.queries import list_nominees
from voting.rehearsals import service as rehearsals
from voting.results.queries import get_published
from voting.sharing import queries as sharing
from voting.transaction import transaction
from voting.verdicts.models import JuryNote, TieChoice
from voting.web.models import WebSession

TIE, REHEARSAL = "tie", "rehearsal"
STANDINGS = ("draft", "announced", "open", "closed", TIE, "certified", "published", REHEARSAL)
ELSEWHERE = "another/2026"
# How far a vote goes that has been opened. One waits for the jury, and one for the time set for its publishing.
STEPS = {
    "open": (),
    "closed": (Action.CLOSE,),
    TIE: (Action.CLOSE, Action.CERTIFY),
    "certified": (Action.CLOSE, Action.CERTIFY),
    "published": (Action.CLOSE, Action.CERTIFY, Action.PUBLISH),
}


@dataclass(frozen=True)
class Person:
    """Somebody with a role, for the whole site or for what `covers` makes of an award's address.

    `factor`: has a second factor, and showed it in this browser so long ago.
    """

    name: str
    alias: str = ""
    role: Role | None = None
    covers: Callable[[str], str] | None = None
    factor: timedelta | None = timedelta(0)

    @property
    def address(self) -> str:
        return f"{self.alias}@demo.example"


def _year(award: str) -> str:
    return f"{award}/2026"


def _award(award: str) -> str:
    return award


def _elsewhere(_award: str) -> str:
    return ELSEWHERE


NOBODY = Person("nobody")
VOTER = Person("voter", "vera")
JUROR = Person("juror of this vote", "jan", Role.JUROR, _year)
OTHER_JUROR = Person("juror of another", "jens", Role.JUROR, _elsewhere)
YEAR_ADMIN = Person("admin of this vote", "adam", Role.ADMIN, _year)
AWARD_ADMIN = Person("admin of this award", "alva", Role.ADMIN, _award)
OTHER_ADMIN = Person("admin of another", "arne", Role.ADMIN, _elsewhere)
SITE_ADMIN = Person("site admin", "siv", Role.ADMIN)
UNSURE = Person("site admin without a second factor", "sten", Role.ADMIN, factor=None)
EARLIER = Person("site admin who showed it an hour ago", "stina", Role.ADMIN, factor=timedelta(hours=1))
PEOPLE = (
    *(NOBODY, VOTER, JUROR, OTHER_JUROR),
    *(YEAR_ADMIN, AWARD_ADMIN, OTHER_ADMIN, SITE_ADMIN, UNSURE, EARLIER),
)


def build(site: Site, standings: tuple[str, ...] = STANDINGS) -> dict[str, Vote]:
    """A vote in each standing, each of an award of its own, one of another award, and everybody with a role."""
    votes = {standing: _vote(site, standing) for standing in standings}
    site.make_vote(award="another")
    _keep_whole_pictures(site)
    for person in PEOPLE:
        if person.role:
            covers = person.covers
            scopes = frozenset(read_scope(covers(vote.award)) for vote in votes.values()) if covers else None
            account = give(site, person.address, person.role, scopes)
            state = SecondFactor.KEPT.value if person.factor is not None else None
            with site.app.app_context(), transaction():
                db.session.execute(update(Account).where(Account.id == account).values(second_factor=state))
    for standing in set(standings) - {"draft", "published"}:
        verdicts.note(site, votes[standing], actor=id_of(site, JUROR.address))
    site.work()
    return votes


def _vote(site: Site, standing: str) -> Vote:
    award = f"award-{standing}"
    if standing == REHEARSAL:
        return _rehearsal(site, site.make_vote(Phase.DRAFT, award="rehearsed", **NOT_YET_OPEN))
    if standing == "draft":
        return site.make_vote(Phase.DRAFT, award=award, **NOT_YET_OPEN)
    if standing == "announced":
        return site.make_vote(Phase.ANNOUNCED, award=award)
    vote = site.make_vote(award=award)
    set_contest(site, vote, tie=Tie.JURY.value)
    cast_votes(site, vote, nominee_1=1, nominee_2=4)
    alike(site, vote, 3, family="of one family")
    receipt = cast(site, vote, "nominee-3").receipt
    for step in STEPS[standing]:
        if step is Action.PUBLISH:
            verdicts.approve(site, vote, verdicts.propose(site, vote, "nominee-1"))
        act(site, vote, step)
        site.work()
    if standing == "closed":
        propose_void(site, vote, ballots_of(site, vote, [receipt]))
    if standing in (TIE, "certified"):
        choice = verdicts.propose(site, vote, "nominee-1")
        if standing == "certified":
            verdicts.approve(site, vote, choice)
            set_contest(site, vote, publish_at=now() + timedelta(days=1))
    return vote


def _keep_whole_pictures(site: Site) -> None:
    """As if each nominee's picture had come by the editor, where it can be cropped anew."""
    content = next(iter(picture().files.values()))
    with site.app.app_context(), transaction():
        whole = select(Nominee.id, literal("centre"), literal(content))
        db.session.execute(insert(Original).from_select(["nominee_id", "focus", "content"], whole))


def _rehearsal(site: Site, rehearsed: Vote) -> Vote:
    with site.app.app_context(), transaction():
        copy = rehearsals.start(contest_id=rehearsed.id, hours=5, testers=[], lang="sv", reason="test", actor=None)
    with site.app.app_context():
        contest = contests.get_by_id(copy).contest
        return Vote(copy, contest.award.slug, contest.year)


NUMBERED = {
    "canvass.proposal": Proposal,
    "canvass.decline": Proposal,
    "verdicts.approve": TieChoice,
    "verdicts.note": JuryNote,
}


def named(site: Site, vote: Vote, standing: str) -> dict[str, Mapping[str, Any]]:
    """What the addresses of some endpoints name of this vote: what there is, and the digests of its pictures."""
    with site.app.test_request_context("/"):
        found = contests.get_by_id(vote.id)
        nominees = list_nominees(vote.id)
        cards = {
            "sharing.contest_image": sharing.card_of_contest(found.contest, nominees),
            "sharing.nominee_image": sharing.card_of_nominee(found.contest, nominees[0]),
        }
        if standing == "published":
            card = sharing.card_of_result(found.contest, get_published(found))
            assert card
            cards["sharing.result_image"] = card
        known: dict[str, Mapping[str, Any]] = {name: {"digest": card.digest} for name, card in cards.items()}
        for endpoint, kind in NUMBERED.items():
            number = db.session.scalars(select(kind.id).where(kind.contest_id == vote.id)).first()
            known |= {endpoint: {"number": number}} if number else {}
    if standing == "closed":
        cluster = cluster_of(site, vote)
        known["canvass.cluster"] = {"kind": cluster.kind.value, "key": cluster.key}
    return known


def comes(site: Site, person: Person) -> Browser:
    """The person with a browser, signed in with as much of a second factor as is said."""
    browser = site.browser()
    if person is not NOBODY:
        browser.sign_in(person.address)
    if person.role and person.factor is not None:
        shown = {"verified_at": now() - person.factor}
        with site.app.app_context(), transaction():
            db.session.execute(update(WebSession).where(WebSession.subject.is_not(None)).values(**shown))
    return browser
