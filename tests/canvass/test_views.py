"""The review over HTTP: what its pages show, what they keep to themselves, and every wrong thing on purpose."""

from datetime import timedelta

import pytest
from sqlalchemy import case, select, update

from tests.acts import cast
from tests.canvass.reviews import (
    REASON,
    alike,
    ballots_of,
    close,
    cluster_of,
    decisions,
    propose,
    propose_cluster,
    states,
    void,
    voided,
)
from tests.page import compared, heading, main_text
from tests.site import Browser, Site, Vote
from tests.tables import contents
from tests.words import said
from voting.accounts import service as accounts
from voting.accounts.models import RoleGrant
from voting.accounts.rules import Role, read_address
from voting.ballots.models import Ballot, Tally
from voting.canvass import rules
from voting.canvass.queries import list_open
from voting.canvass.rules import CLUSTER_WORDS, ClusterKind
from voting.clock import now
from voting.contests.rules import Phase
from voting.contests.words import VOID_WORDS
from voting.errors import DomainError
from voting.extensions import db
from voting.nominees.queries import get_nominee
from voting.transaction import transaction

FAMILY, NETWORK = "anna@evil.example", "192.0.2.0/24"
WORDS = {"void": {"sv": "underkänn", "en": "void"}, "restore": {"sv": "återställ", "en": "restore"}}
only_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
both_languages = pytest.mark.parametrize("lang", ["sv", "en"])


@pytest.fixture
def receipts(site: Site, vote: Vote) -> list[str]:
    """Of four ballots that stand together, in a closed contest with others."""
    found = alike(site, vote, 4, family=FAMILY, network=NETWORK)
    alike(site, vote, 2, "nominee-2")
    close(site, vote)
    return found


@pytest.fixture
def vote(site: Site) -> Vote:
    return site.make_vote(appeal_hours="48")


def page_of(site: Site, vote: Vote, kind: ClusterKind = ClusterKind.FAMILY) -> str:
    return f"/admin{vote.path}/canvass/{kind.value}/{cluster_of(site, vote, kind).key}"


def colleague(site: Site, lang: str = "sv") -> Browser:
    """A second admin. All have been admins since before voting closed."""
    with site.app.app_context(), transaction():
        for address in ("admin@demo.example", "colleague@demo.example"):
            account_id = accounts.ensure_account(read_address(address))
            accounts.grant(account_id=account_id, role=Role.ADMIN, actor=None)
        db.session.execute(update(RoleGrant).values(granted_at=now() - timedelta(days=1)))
    return site.browser(lang).sign_in("colleague@demo.example")


@both_languages
def test_two_admins_void_a_group_and_its_voters_read_why(
    site: Site, vote: Vote, receipts: list[str], lang: str
) -> None:
    other, admin, voter = colleague(site, lang), site.staff(Role.ADMIN, lang), site.browser(lang)
    admin.get(f"/admin{vote.path}")
    assert f'/admin{vote.path}/canvass/"' in admin.page.text
    admin.get(f"/admin{vote.path}/canvass/")
    assert page_of(site, vote) in admin.page.text
    admin.get(page_of(site, vote))
    assert 'name="word"' not in admin.page.text
    admin.submit(void_reason=REASON.value, reason="one owner")
    assert heading(admin.page) == said(site, "Proposal: %(what)s", lang).replace(
        "%(what)s", said(site, "Void votes", lang)
    )
    assert voided(site, vote) == set()
    proposal = admin.page.request.path
    other.get(f"/admin{vote.path}")
    assert proposal.removeprefix("/en") in other.page.text
    assert "admin@demo.example" in main_text(other.page)
    assert f"{vote.path}/certify" not in other.page.text
    other.get(proposal)
    assert "one owner" in main_text(other.page)
    other.submit(proposal, word="nonsense")
    assert (other.page.status_code, voided(site, vote)) == (422, set())
    other.get(proposal)
    other.submit(proposal, word=WORDS["void"][lang])
    assert voided(site, vote) == set(ballots_of(site, vote, receipts))
    voter.get(f"{vote.path}/counted")
    voter.submit(receipt=receipts[0])
    text = main_text(voter.page)
    assert said(site, "This vote has been voided, so it is not counted.", lang) in text
    assert said(site, VOID_WORDS[REASON], lang) in text
    assert other.get(f"/admin{vote.path}").text.count("datetime=") > 3  # until when, too
    assert f"{vote.path}/certify" not in other.page.text


@both_languages
def test_a_lone_admin_types_the_word_and_is_told_that_it_is_public(
    site: Site, vote: Vote, receipts: list[str], lang: str
) -> None:
    admin = site.staff(Role.ADMIN, lang)
    admin.get(page_of(site, vote))
    alone = "It takes effect at once. The public log says that one person alone decided it."
    assert said(site, alone, lang) in main_text(admin.page)
    admin.submit(void_reason=REASON.value, reason="one owner")
    assert (admin.page.status_code, voided(site, vote)) == (422, set())
    admin.submit(void_reason=REASON.value, reason="one owner", word=WORDS["void"][lang])
    assert len(voided(site, vote)) == 4
    assert [found.joint for found in decisions(site, vote)] == [False]
    admin.get(f"/admin{vote.path}/canvass/unvoid")
    admin.submit(receipts="\n".join(receipts[:2]), reason="a class", word=WORDS["restore"][lang])
    assert len(voided(site, vote)) == 2


@only_sqlite
def test_a_network_is_shown_and_never_voided(site: Site, vote: Vote, receipts: list[str]) -> None:
    admin = site.staff(Role.ADMIN)
    admin.get(page_of(site, vote, ClusterKind.NETWORK))
    assert said(site, CLUSTER_WORDS[ClusterKind.NETWORK][1], "sv") in main_text(admin.page)
    assert "<form" not in main_text(admin.page)
    before = contents(site)
    fields = {"csrf_token": admin.token(), "void_reason": REASON.value, "reason": "x", "word": "underkänn"}
    admin.post(page_of(site, vote, ClusterKind.NETWORK), fields)
    assert (admin.page.status_code, said(site, rules.NetworkAlone.message, "sv") in main_text(admin.page)) == (
        409,
        True,
    )
    assert contents(site) == before


WRONG = {
    "nothing": {"void_reason": "", "reason": ""},
    "a reason that was not announced": {"void_reason": "dislike"},
    "two reasons": {"void_reason": [REASON.value, "same-person"], "reason": ""},
    "spaces": {"reason": "   "},
    "ten thousand letters": {"reason": "x" * 10_000},
    "no number": {"receipts": ""},
    "half a number": {"receipts": "K7QF-2M9D"},
    "what no number has": {"receipts": "K7QF-2M9D-K7QF-2M9D-K7QF-2M!D"},
    "somebody else's number": {"receipts": "0" * 24},
    "too many": {"receipts": "0000-0000-0000-0000-0000-0000\n" * 501},
    "numbers behind a wall of lines": {"receipts": "0000-" * 5 + "0000" + "\n" * 20_001},
    "script": {"receipts": "<script>alert(1)</script>"},
}


@only_sqlite
@pytest.mark.parametrize("fields", WRONG.values(), ids=WRONG)
def test_what_is_typed_wrong_is_said_beside_the_field_and_nothing_is_stored(
    site: Site, vote: Vote, receipts: list[str], fields: dict[str, str]
) -> None:
    colleague(site)
    admin = site.staff(Role.ADMIN)
    admin.get(f"/admin{vote.path}/canvass/void")
    before = contents(site)
    admin.submit(**{"void_reason": REASON.value, "reason": "because", "receipts": receipts[0]} | fields)
    assert admin.page.status_code == 422
    assert "ds-error-summary" in admin.page.text
    assert "<script>alert" not in admin.page.text
    assert contents(site) == before


@only_sqlite
@both_languages
def test_votes_that_cannot_be_voided_are_named(site: Site, vote: Vote, lang: str) -> None:
    voter = b"v" * 32
    first, second = (cast(site, vote, f"nominee-{at}", pseudonym=voter).receipt for at in (1, 2))
    (third,) = alike(site, vote, 1)
    close(site, vote)
    void(site, vote, ballots_of(site, vote, [second]))
    slip = third[:-1] + ("0" if third[-1] != "0" else "1")
    colleague(site)
    admin = site.staff(Role.ADMIN, lang)
    told = {
        first: rules.ReplacedBallot,
        second: rules.VoidedAlready,
        slip: rules.NearBallot,
        "0" * 24: rules.UnknownBallot,
    }
    before = contents(site)
    for receipt, error in told.items():
        admin.get(f"/admin{vote.path}/canvass/void")
        admin.submit(void_reason=REASON.value, reason="because", receipts=receipt.lower())
        assert admin.page.status_code == 422
        named = "0000-" * 5 + "0000" if receipt == "0" * 24 else receipt
        assert said(site, error.message, lang).replace("%(receipt)s", named) in main_text(admin.page)
    assert contents(site) == before


@only_sqlite
def test_pressing_twice_proposes_once(site: Site, vote: Vote, receipts: list[str]) -> None:
    colleague(site)
    admin = site.staff(Role.ADMIN)
    fields = {"csrf_token": admin.token(), "void_reason": REASON.value, "reason": "one owner"}
    answers = [admin.post(page_of(site, vote), fields, follow=False) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert states(site, vote) == [("void", "open")]


@only_sqlite
def test_one_cannot_approve_an_own_proposal_by_its_address(site: Site, vote: Vote, receipts: list[str]) -> None:
    colleague(site)
    admin = site.staff(Role.ADMIN)
    fields = {"csrf_token": admin.token(), "void_reason": REASON.value, "reason": "one owner"}
    admin.post(page_of(site, vote), fields)
    path = admin.page.request.path
    assert 'name="word"' not in admin.page.text
    before = contents(site)
    admin.post(path, {"csrf_token": fields["csrf_token"], "word": "underkänn"})
    assert (admin.page.status_code, heading(admin.page)) == (409, said(site, DomainError.title, "sv"))
    assert contents(site) == before
    admin.get(path)
    admin.submit(f"{path}/decline", reason="a mistake")
    assert states(site, vote) == [("void", "declined")]
    assert voided(site, vote) == set()


@only_sqlite
@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.CLOSED])
def test_there_is_no_review_in_any_other_phase(site: Site, phase: Phase) -> None:
    vote = site.make_vote(phase)
    admin = site.staff(Role.ADMIN)
    for path in ("canvass/", "canvass/void", "canvass/unvoid", f"canvass/family/{'00' * 16}"):
        assert admin.get(f"/admin{vote.path}/{path}").status_code == 409, path


@only_sqlite
def test_no_page_of_the_review_depends_on_a_choice(site: Site, vote: Vote, receipts: list[str]) -> None:
    """Nor any other page that an admin sees before the result is certified, after votes have been voided."""
    void(site, vote, ballots_of(site, vote, receipts[:2]))
    propose(site, vote, ballots_of(site, vote, receipts[2:]))
    with site.app.app_context():
        (waiting,) = list_open(vote.id)
    admin = site.staff(Role.ADMIN)
    paths = [f"/admin{vote.path}", f"/admin{vote.path}/certify", "/admin/audit", f"{vote.path}/log", vote.path]
    paths += [f"/admin{vote.path}/canvass/{rest}" for rest in ("", "void", "unvoid", f"proposals/{waiting.id}")]
    paths += [page_of(site, vote), page_of(site, vote, ClusterKind.NETWORK)]

    def shown() -> dict[str, str]:
        return {path: compared(admin.get(path)) for path in paths}

    admin.get(vote.path)  # the first time, a browser is given its order of the nominees
    before = shown()
    assert {admin.client.get(path).status_code for path in paths} == {200}
    with site.app.app_context(), transaction():
        first, second, third = (get_nominee(vote.id, f"nominee-{at}").id for at in (1, 2, 3))
        db.session.execute(update(Ballot).where(Ballot.contest_id == vote.id).values(nominee_id=third))
        counts = dict(
            db.session.execute(select(Tally.nominee_id, Tally.votes).where(Tally.contest_id == vote.id)).all()
        )
        swapped = case((Tally.nominee_id == first, counts[second]), else_=counts[first])
        db.session.execute(update(Tally).where(Tally.contest_id == vote.id).values(votes=swapped))
    assert shown() == before
    for page in before.values():
        assert not {"nominee-1", "Nominerad 1"} & set(page.replace("<", " ").split())


def test_the_jury_is_told_that_voided_votes_are_still_in_the_figures(
    site: Site, vote: Vote, receipts: list[str]
) -> None:
    juror = site.staff(Role.JUROR, "en")
    juror.count(vote)
    before = main_text(juror.page)
    void(site, vote, ballots_of(site, vote, receipts[:1]))
    juror.count(vote)
    assert "The review has voided 1 vote." in main_text(juror.page)
    assert "voided" not in before


@both_languages
def test_who_approves_sees_the_numbers_that_were_typed(site: Site, vote: Vote, receipts: list[str], lang: str) -> None:
    other = colleague(site, lang)
    typed = propose(site, vote, ballots_of(site, vote, receipts[:2]))
    whole = propose_cluster(site, vote, cluster_of(site, vote))
    page = main_text(other.get(f"/admin{vote.path}/canvass/proposals/{typed}"))
    assert all(receipt in page for receipt in receipts[:2])
    page = main_text(other.get(f"/admin{vote.path}/canvass/proposals/{whole}"))
    assert not any(receipt in page for receipt in receipts)


@only_sqlite
def test_who_became_an_admin_later_is_told_so_before_anything_is_typed(
    site: Site, vote: Vote, receipts: list[str]
) -> None:
    colleague(site)
    with site.app.app_context(), transaction():
        account_id = accounts.ensure_account(read_address("late@demo.example"))
        accounts.grant(account_id=account_id, role=Role.ADMIN, actor=None)
    late = site.browser().sign_in("late@demo.example")
    assert said(site, rules.MadeTooLate.message, "sv") in main_text(late.get(f"/admin{vote.path}/certify"))
