"""The review over HTTP: what its pages show, what they keep to themselves, and every wrong thing on purpose."""

import pytest
from sqlalchemy import update

from tests.acts import cast
from tests.canvass.reviews import CAUSE, alike, ballots_of, close, decisions, propose, states, void, voided
from tests.page import compared, heading, main_text
from tests.site import Browser, Site, Vote
from tests.tables import contents
from tests.words import said
from voting.accounts import service as accounts
from voting.accounts.rules import Role, read_address
from voting.ballots.models import Ballot
from voting.canvass import rules
from voting.canvass.queries import list_open
from voting.canvass.rules import CLUSTER_WORDS, ClusterKind
from voting.contests.rules import VOID_WORDS, Phase
from voting.errors import DomainError
from voting.extensions import db
from voting.nominees.queries import get_nominee
from voting.transaction import transaction

FAMILY, NETWORK = b"f" * 16, b"n" * 16
WORDS = {"void": {"sv": "underkänn", "en": "void"}, "restore": {"sv": "godkänn", "en": "restore"}}
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


def page_of(vote: Vote, kind: ClusterKind = ClusterKind.FAMILY) -> str:
    key = NETWORK if kind is ClusterKind.NETWORK else FAMILY
    return f"/admin{vote.path}/canvass/{kind.value}/{key.hex()}"


def colleague(site: Site, lang: str = "sv") -> Browser:
    """A second admin."""
    with site.app.app_context(), transaction():
        account_id = accounts.ensure_account(read_address("colleague@demo.example"))
        accounts.grant(account_id=account_id, role=Role.ADMIN, actor=None)
    return site.browser(lang).sign_in("colleague@demo.example")


@both_languages
def test_two_admins_void_a_group_and_its_voters_read_why(
    site: Site, vote: Vote, receipts: list[str], lang: str
) -> None:
    admin, other, voter = site.staff(Role.ADMIN, lang), colleague(site, lang), site.browser(lang)
    admin.get(f"/admin{vote.path}")
    assert f'/admin{vote.path}/canvass/"' in admin.page.text
    admin.get(f"/admin{vote.path}/canvass/")
    assert page_of(vote) in admin.page.text
    admin.get(page_of(vote))
    assert 'name="word"' not in admin.page.text
    admin.submit(cause=CAUSE.value, reason="one owner")
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
    assert said(site, VOID_WORDS[CAUSE], lang) in text
    assert other.get(f"/admin{vote.path}").text.count("datetime=") > 3  # until when, too
    assert f"{vote.path}/certify" not in other.page.text


@both_languages
def test_a_lone_admin_types_the_word_and_is_told_that_it_is_public(
    site: Site, vote: Vote, receipts: list[str], lang: str
) -> None:
    admin = site.staff(Role.ADMIN, lang)
    admin.get(page_of(vote))
    alone = "It takes effect at once. The public log says that one person alone decided it."
    assert said(site, alone, lang) in main_text(admin.page)
    admin.submit(cause=CAUSE.value, reason="one owner")
    assert (admin.page.status_code, voided(site, vote)) == (422, set())
    admin.submit(cause=CAUSE.value, reason="one owner", word=WORDS["void"][lang])
    assert len(voided(site, vote)) == 4
    assert [found.joint for found in decisions(site, vote)] == [False]
    admin.get(f"/admin{vote.path}/canvass/unvoid")
    admin.submit(receipts="\n".join(receipts[:2]), reason="a class", word=WORDS["restore"][lang])
    assert len(voided(site, vote)) == 2


@only_sqlite
def test_a_network_is_shown_and_never_voided(site: Site, vote: Vote, receipts: list[str]) -> None:
    admin = site.staff(Role.ADMIN)
    admin.get(page_of(vote, ClusterKind.NETWORK))
    assert said(site, CLUSTER_WORDS[ClusterKind.NETWORK][1], "sv") in main_text(admin.page)
    assert "<form" not in main_text(admin.page)
    before = contents(site)
    fields = {"csrf_token": admin.token(), "cause": CAUSE.value, "reason": "x", "word": "underkänn"}
    admin.post(page_of(vote, ClusterKind.NETWORK), fields)
    assert (admin.page.status_code, said(site, rules.NetworkAlone.message, "sv") in main_text(admin.page)) == (
        409,
        True,
    )
    assert contents(site) == before


WRONG = {
    "nothing": {"cause": "", "reason": ""},
    "a reason that was not announced": {"cause": "dislike"},
    "two reasons": {"cause": [CAUSE.value, "same-person"], "reason": ""},
    "spaces": {"reason": "   "},
    "ten thousand letters": {"reason": "x" * 10_000},
    "no number": {"receipts": ""},
    "half a number": {"receipts": "K7QF-2M9D"},
    "what no number has": {"receipts": "K7QF-2M9D-K7QF-2M9D-K7QF-2M!D"},
    "somebody else's number": {"receipts": "0" * 24},
    "too many": {"receipts": "0000-0000-0000-0000-0000-0000\n" * 501},
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
    admin.submit(**{"cause": CAUSE.value, "reason": "because", "receipts": receipts[0]} | fields)
    assert admin.page.status_code == 422
    assert "error-summary" in admin.page.text
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
    propose(site, vote, ballots_of(site, vote, [third]))
    colleague(site)
    admin = site.staff(Role.ADMIN, lang)
    told = {first: rules.ReplacedBallot, second: rules.VoidedAlready, third: rules.ProposedAlready}
    before = contents(site)
    for receipt, error in told.items():
        admin.get(f"/admin{vote.path}/canvass/void")
        admin.submit(cause=CAUSE.value, reason="because", receipts=receipt.lower())
        assert admin.page.status_code == 422
        assert said(site, error.message, lang).replace("%(receipt)s", receipt) in main_text(admin.page)
    assert contents(site) == before


@only_sqlite
def test_pressing_twice_proposes_once(site: Site, vote: Vote, receipts: list[str]) -> None:
    colleague(site)
    admin = site.staff(Role.ADMIN)
    fields = {"csrf_token": admin.token(), "cause": CAUSE.value, "reason": "one owner"}
    assert [admin.post(page_of(vote), fields, follow=False).status_code for _ in range(2)] == [303, 409]
    assert states(site, vote) == [("void", "open")]


@only_sqlite
def test_one_cannot_approve_an_own_proposal_by_its_address(site: Site, vote: Vote, receipts: list[str]) -> None:
    colleague(site)
    admin = site.staff(Role.ADMIN)
    fields = {"csrf_token": admin.token(), "cause": CAUSE.value, "reason": "one owner"}
    admin.post(page_of(vote), fields)
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
    for path in ("canvass/", "canvass/void", "canvass/unvoid", f"canvass/family/{FAMILY.hex()}"):
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
    paths += [page_of(vote), page_of(vote, ClusterKind.NETWORK)]

    def shown() -> dict[str, str]:
        return {path: compared(admin.get(path)) for path in paths}

    before = shown()
    assert {admin.client.get(path).status_code for path in paths} == {200}
    with site.app.app_context(), transaction():
        third = get_nominee(vote.id, "nominee-3").id
        db.session.execute(update(Ballot).where(Ballot.contest_id == vote.id).values(nominee_id=third))
    assert shown() == before
    for page in before.values():
        assert not {"nominee-1", "Nominerad 1"} & set(page.replace("<", " ").split())


def test_the_jury_is_told_that_voided_votes_are_still_in_the_figures(
    site: Site, vote: Vote, receipts: list[str]
) -> None:
    juror = site.staff(Role.JUROR, "en")
    juror.get(f"/jury{vote.path}")
    before = main_text(juror.page)
    void(site, vote, ballots_of(site, vote, receipts[:1]))
    juror.get(f"/jury{vote.path}")
    assert "The review has voided 1 vote." in main_text(juror.page)
    assert "voided" not in before
