"""A juror's way: invited by an admin, follows the count while people vote, and finds it again in the result."""

import pytest

from tests.page import heading, main_text, table_on
from tests.site import Site
from tests.words import said
from voting.accounts.rules import Role
from voting.contests.rules import Phase


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_juror_watches_the_numbers_rise(site: Site, lang: str) -> None:
    site.make_vote(Phase.PUBLISHED, award="another")
    vote = site.make_vote()
    admin = site.staff(Role.ADMIN, lang)
    admin.get("/admin/accounts/invite")
    admin.submit("/admin/accounts/invite", address="eva@demo.example", role="juror", reach="all")
    site.work()
    assert "eva@demo.example" in site.browser().get("/demo/outbox").text

    juror = site.voter("eva@demo.example", lang)
    juror.get("/jury/")
    assert f"/jury{vote.path}" in juror.page.text
    name = {"sv": "Nominerad", "en": "Nominee"}[lang]

    def counted() -> list[list[str]]:
        site.work()
        return [row[:2] for row in table_on(juror.count(vote))]

    assert counted() == [[f"{name} 1", "0"], [f"{name} 2", "0"], [f"{name} 3", "0"]]
    voters = [site.voter(f"voter-{at}@demo.example", lang) for at in range(3)]
    for voter, nominee in zip(voters, ("nominee-2", "nominee-3", "nominee-2"), strict=True):
        voter.vote(vote, nominee)
    assert counted() == [[f"{name} 2", "2"], [f"{name} 3", "1"], [f"{name} 1", "0"]]
    voters[0].vote(vote, "nominee-3")
    last = counted()
    assert last == [[f"{name} 3", "2"], [f"{name} 2", "1"], [f"{name} 1", "0"]]
    assert said(site, "Preliminary – do not share", lang) in main_text(juror.page)

    with site.app.app_context():
        site.move_to(vote.id, Phase.PUBLISHED)
    assert counted() == last
    assert [row[1:3] for row in table_on(site.browser(lang).get(f"{vote.path}/results"))] == last


def test_a_juror_may_vote_as_anybody_may(site: Site) -> None:
    vote = site.make_vote()
    juror = site.staff(Role.JUROR)
    juror.vote(vote, "nominee-1")
    assert heading(juror.page) == said(site, "Thank you for your vote", "sv")
    site.work()
    assert table_on(juror.count(vote))[0][1] == "1"
