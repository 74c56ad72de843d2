"""The count as the jury follows it: right while votes come in, among other contests, and for nobody else's eyes."""

import pytest

from tests.acts import cast, cast_votes, take_batch
from tests.page import heading, main_text, parse, table_on
from tests.site import Site, Vote
from tests.tables import contents
from tests.words import said
from voting.accounts.rules import Role
from voting.admin.rules import ACTS
from voting.contests.rules import Phase
from voting.errors import NotFound
from voting.web.errors import WORDS

REFUSED, WHY, _ = WORDS[403]
only_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def vote(site: Site) -> Vote:
    """An open contest with four votes, between another award's and another year's with votes of their own."""
    cast_votes(site, site.make_vote(award="another", nominees=2), nominee_1=6, nominee_2=1)
    cast_votes(site, site.make_vote(year=2025), nominee_2=2)
    vote = site.make_vote()
    cast_votes(site, vote, nominee_3=3, nominee_1=1)
    return vote


@pytest.mark.parametrize(
    ("lang", "rows"),
    [
        ("sv", [["Nominerad 3", "3", "75,0 %"], ["Nominerad 1", "1", "25,0 %"], ["Nominerad 2", "0", "0,0 %"]]),
        ("en", [["Nominee 3", "3", "75.0%"], ["Nominee 1", "1", "25.0%"], ["Nominee 2", "0", "0.0%"]]),
    ],
)
def test_the_count_is_of_this_contest_alone(site: Site, vote: Vote, lang: str, rows: list[list[str]]) -> None:
    juror = site.staff(Role.JUROR, lang)
    juror.count(vote)
    assert [row[:3] for row in table_on(juror.page)] == rows
    turnout = next(next(parse(juror.page.text).iter("dl")).iter("dd"))
    assert turnout.text == "4"


def test_the_count_follows_new_and_changed_votes(site: Site, vote: Vote) -> None:
    juror, voter = site.staff(Role.JUROR, "en"), b"v" * 32
    cast(site, vote, "nominee-2", pseudonym=voter)
    take_batch(site, vote)
    assert [row[:2] for row in table_on(juror.count(vote))] == [
        ["Nominee 3", "3"],
        ["Nominee 1", "1"],
        ["Nominee 2", "1"],
    ]
    cast(site, vote, "nominee-3", pseudonym=voter)
    take_batch(site, vote)
    assert [row[1:3] for row in table_on(juror.count(vote))] == [
        ["4", "80.0%"],
        ["1", "20.0%"],
        ["0", "0.0%"],
    ]


@only_sqlite
def test_the_count_stays_when_it_is_certified(site: Site, vote: Vote) -> None:
    juror = site.staff(Role.JUROR)
    while_open = table_on(juror.count(vote))
    with site.app.app_context():
        site.move_to(vote.id, Phase.PUBLISHED)
    assert table_on(juror.count(vote)) == while_open


@only_sqlite
def test_a_contest_nobody_has_voted_in_counts_zeros(site: Site, vote: Vote) -> None:
    juror = site.staff(Role.JUROR, "en")
    fresh = site.make_vote(Phase.ANNOUNCED, award="third")
    assert [row[:3] for row in table_on(juror.count(fresh))] == [[f"Nominee {at}", "0", "0.0%"] for at in (1, 2, 3)]


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_draft_is_not_for_the_jury(site: Site, vote: Vote, lang: str) -> None:
    draft = site.make_vote(Phase.DRAFT, award="third")
    juror = site.staff(Role.JUROR, lang)
    juror.get("/jury/")
    assert f"/jury{vote.path}" in juror.page.text
    assert draft.path not in juror.page.text
    juror.get(f"/jury{draft.path}")
    assert (juror.page.status_code, heading(juror.page)) == (404, said(site, NotFound.title, lang))


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_nobody_but_the_jury_sees_the_jurys_page_in_any_phase(site: Site, lang: str, subtests: pytest.Subtests) -> None:
    people = {"admin": site.staff(Role.ADMIN, lang), "voter": site.voter(lang=lang)}
    for year, phase in enumerate(Phase, start=2020):
        vote = site.make_vote(phase, year=year)
        for name, browser in people.items():
            with subtests.test(phase=phase.value, person=name):
                for path in ("/jury/", f"/jury{vote.path}"):
                    browser.get(path)
                    assert (browser.page.status_code, heading(browser.page)) == (403, said(site, REFUSED, lang))
                    assert "<table" not in browser.page.text


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_juror_cannot_run_anything_and_is_told_why(site: Site, vote: Vote, lang: str) -> None:
    juror = site.staff(Role.JUROR, lang)
    token, before = juror.token(), contents(site)
    acts = [f"/admin{vote.path}/{action.value}" for action in ACTS] + [
        "/admin/accounts/invite",
        f"/admin{vote.path}/canvass/void",
    ]
    fields = {"csrf_token": token, "word": {"sv": "stäng", "en": "close"}[lang], "reason": "because"}
    asked = [juror.get(path) for path in ("/admin/", "/admin/mail", "/admin/audit", f"/admin{vote.path}", *acts)]
    asked += [juror.post(path, fields | {"closes_at": "2090-01-01T20:00"}) for path in acts]
    for answer in asked:
        assert (answer.status_code, heading(answer)) == (403, said(site, REFUSED, lang))
        assert said(site, WHY, lang) in main_text(answer)
    assert contents(site) == before
