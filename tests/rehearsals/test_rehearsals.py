"""A draft is rehearsed: at its own address, with test voters, the whole way, and gone but for a line in the log."""

import json
import threading
import time

import pytest

from tests.acts import act, cast_votes, set_contest
from tests.contests.cells import NOT_YET_OPEN
from tests.lookups import events_of, id_of
from tests.page import heading, main_text
from tests.site import Browser, Site, Vote
from tests.tables import contents
from tests.words import said
from voting.accounts.rules import Role
from voting.audit.rules import AUDIT_LOG
from voting.contests import queries
from voting.contests.models import Award, Contest
from voting.contests.rules import Action, Phase
from voting.errors import DomainError
from voting.rehearsals.queries import find_rehearsal
from voting.rehearsals.rules import MOST_TESTERS, RehearsalExists, RehearsalOfRehearsal
from voting.web.fields import NO_NUMBER

only_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
NOT_NOW = DomainError.title
AWARD = "testpriset-rehearsal"
LEFT = ("audit_event", "audit_seal", "rate_counter", "mail", "web_session", "account", "sign_in_code")


def draft(site: Site, **contest: object) -> Vote:
    return site.make_vote(Phase.DRAFT, **(NOT_YET_OPEN | contest))  # type: ignore[arg-type]


def begin(admin: Browser, vote: Vote, **fields: str) -> None:
    admin.get(f"/admin{vote.path}/rehearse")
    admin.submit(**({"hours": "3", "reason": "Vi provar", "testers": ""} | fields), follow=False)


def stored(site: Site) -> dict[str, list[tuple[object, ...]]]:
    """What is stored, without what staff did and who was there: the log of that goes on."""
    found = contents(site, but=LEFT)
    return {table: [row for row in rows if row[0] != AUDIT_LOG] for table, rows in found.items()}


def copy_of(site: Site) -> Vote:
    with site.app.app_context():
        return Vote(queries.get_contest(AWARD, 2026).contest.id, AWARD, 2026)


def test_a_rehearsal_goes_from_the_draft_to_the_result_and_is_thrown_away(site: Site) -> None:
    site.make_vote(award="another")
    vote, admin = draft(site, max_changes="3", batch="2"), site.staff(Role.ADMIN, "en")
    before = stored(site)
    begin(admin, vote, testers="anna@demo.example;\r\nbo@demo.example, ANNA@demo.example")
    assert (admin.page.status_code, admin.page.location) == (303, f"/en/admin/{AWARD}/2026")
    rehearsal = copy_of(site)
    assert site.phase(rehearsal) is Phase.OPEN
    assert site.phase(vote) is Phase.DRAFT
    with site.app.app_context():
        copied, original = (queries.get_by_id(each.id).contest for each in (rehearsal, vote))
        assert (copied.rehearsal, copied.max_changes, copied.batch) == (True, 3, 2)
        assert (copied.question, copied.award.purpose) == (original.question, original.award.purpose)
        assert (copied.closes_at - copied.opens_at).total_seconds() == 3 * 3600
    site.work()
    letters = site.browser().get("/demo/outbox").text
    assert letters.count(f"http://127.0.0.1:8000/en/{AWARD}/2026") >= 2
    assert letters.count("You are invited to try a vote out.") == 2

    assert f"/{AWARD}/" not in site.browser().get("/").text + site.browser().get("/sitemap.xml").text
    assert site.browser().get(f"/{AWARD}").status_code == 404
    assert "This is a rehearsal." in main_text(site.browser("en").get(rehearsal.path))
    assert site.voter("anna@demo.example").vote(rehearsal).status_code == 200
    cast_votes(site, rehearsal, nominee_2=2)
    for action in (Action.CLOSE, Action.CERTIFY):
        act(site, rehearsal, action, actor=id_of(site, "admin@demo.example"))
    site.work()
    admin.get(f"/admin{rehearsal.path}/publish")
    admin.submit(reason="Allt gick bra", word="publish")
    assert "Nominee 2" in main_text(site.browser("en").get(f"{rehearsal.path}/results"))
    assert "Nominee 2" in admin.get(f"/admin{rehearsal.path}/stage").text

    admin.get(f"/admin{rehearsal.path}/discard")
    admin.submit(reason="Klart", word="throw it")
    assert admin.page.status_code == 422
    admin.submit(reason="Klart", word="Throw away")
    assert stored(site) == before
    assert site.browser().get(rehearsal.path).status_code == 404
    assert [event.action for event in events_of(site, vote)] == ["imported", "rehearsed"]
    last = events_of(site, rehearsal)[-1]
    assert (last.action, last.details) == ("discarded", {"award": AWARD, "year": 2026, "reason": "Klart"})
    begin(admin, vote)
    assert admin.page.status_code == 303


@pytest.mark.parametrize("years", [(2026, 2026), (2026, 2027)])
def test_two_admins_who_begin_at_once_begin_one(
    site: Site, years: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    votes = {year: draft(site, year=year) for year in years}
    admins = [site.staff(Role.ADMIN), site.browser().sign_in("admin@demo.example")]
    tokens = [admin.token() for admin in admins]
    statuses: list[int] = []
    start, found = threading.Barrier(2), find_rehearsal

    def find(award: Award) -> Contest | None:
        """Look as long as it takes for both to have looked, where they can."""
        seen = found(award)
        time.sleep(1)
        return seen

    monkeypatch.setattr("voting.rehearsals.service.find_rehearsal", find)

    def press(admin: Browser, token: str, year: int) -> None:
        start.wait(20)
        fields = {"csrf_token": token, "hours": "1", "reason": "x"}
        statuses.append(admin.client.post(f"/admin{votes[year].path}/rehearse", data=fields).status_code)

    threads = [threading.Thread(target=press, args=told) for told in zip(admins, tokens, years, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(statuses) == [303, 409]
    assert len(contents(site)["contest"]) == len(votes) + 1


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"hours": ""}, NO_NUMBER),
        ({"hours": "0"}, NO_NUMBER),
        ({"hours": "73"}, NO_NUMBER),
        ({"reason": " "}, "Write why, in a sentence. It is kept in the audit log."),
        ({"testers": "anna"}, "Check this e-mail address, which cannot be used: %(address)s"),
        ({"testers": "a@mailinator.com"}, "Check this e-mail address, which cannot be used: %(address)s"),
        ({"testers": "\n".join(f"a{n}@demo.example" for n in range(21))}, "Invite at most %(most)s people at a time."),
        ({"testers": "a" * 10_000}, "Write at most %(max)d characters."),
    ],
)
def test_what_is_wrong_is_told_and_nothing_begins(site: Site, lang: str, fields: dict[str, str], message: str) -> None:
    vote, admin = draft(site), site.staff(Role.ADMIN, lang)
    before = contents(site, but=("web_session",))
    begin(admin, vote, **fields)
    assert admin.page.status_code == 422
    assert said(site, message, lang).partition("%")[0] in main_text(admin.page)
    assert contents(site, but=("web_session",)) == before


@only_sqlite
def test_there_is_one_rehearsal_of_an_award_and_none_of_a_rehearsal(site: Site) -> None:
    vote, admin = draft(site), site.staff(Role.ADMIN)
    begin(admin, vote)
    token = admin.token()
    fields = {"csrf_token": token, "hours": "1", "reason": "x"}
    assert f"/admin/{AWARD}/2026" in admin.get(f"/admin{vote.path}/rehearse").text
    admin.post(f"/admin{vote.path}/rehearse", fields)
    assert (admin.page.status_code, heading(admin.page)) == (409, said(site, NOT_NOW, "sv"))
    assert said(site, RehearsalExists.message, "sv") in main_text(admin.page)
    assert admin.post(f"/admin/{AWARD}/2026/rehearse", fields).status_code == 409  # it is open, and no draft
    drafted = draft(site, award="provat")
    set_contest(site, drafted, rehearsal=True)
    admin.post("/admin/provat/2026/rehearse", fields)
    assert said(site, RehearsalOfRehearsal.message, "sv") in main_text(admin.page)


@only_sqlite
def test_a_draft_without_nominees_is_not_rehearsed(site: Site) -> None:
    vote, admin = draft(site, nominees=1), site.staff(Role.ADMIN)
    token = admin.token()
    before = contents(site, but=("web_session",))
    assert "<textarea" not in admin.get(f"/admin{vote.path}/rehearse").text
    fields = {"csrf_token": token, "hours": "1", "reason": "x"}
    assert admin.post(f"/admin{vote.path}/rehearse", fields).status_code == 409
    assert contents(site, but=("web_session",)) == before


@pytest.mark.parametrize("testers", ["anna@demo.example", ""])
def test_where_a_list_says_who_may_vote_the_test_voters_are_the_list(site: Site, testers: str) -> None:
    vote, admin = draft(site, voters="invited"), site.staff(Role.ADMIN, "en")
    begin(admin, vote, testers=testers)
    rehearsal = copy_of(site)
    assert site.voter("anna@demo.example").get(f"{rehearsal.path}/ballot").status_code == 200
    others = site.voter("bo@demo.example")
    assert others.get(f"{rehearsal.path}/ballot").status_code == (403 if testers else 200)
    admin.get(f"/admin{rehearsal.path}/test-voters")
    admin.submit(testers="bo@demo.example")
    assert others.get(f"{rehearsal.path}/ballot").status_code == 200


@only_sqlite
def test_more_people_are_invited_while_it_is_open(site: Site) -> None:
    vote, admin = draft(site), site.staff(Role.ADMIN, "en")
    begin(admin, vote)
    path = f"/admin/{AWARD}/2026/test-voters"
    admin.get(path)
    admin.submit(testers=" ")
    assert admin.page.status_code == 422
    admin.submit(testers=" ".join(f"a{n}@demo.example" for n in range(MOST_TESTERS)))
    assert "Test voters invited" in main_text(admin.page)
    act(site, copy_of(site), Action.CLOSE)
    assert admin.get(path).status_code == 409
    assert admin.get(f"/admin{vote.path}/test-voters").status_code == 409


@only_sqlite
def test_a_rehearsal_begins_and_invites_from_the_command_line(site: Site) -> None:
    vote = draft(site)
    runner = site.app.test_cli_runner()
    begun = runner.invoke(
        args=["rehearsal", "start", vote.award, "2026", "anna@demo.example", "--reason", "Vi provar", "--json"]
    )
    assert (begun.exit_code, json.loads(begun.output)) == (0, {"award": AWARD, "year": 2026, "invited": 1})
    assert site.phase(copy_of(site)) is Phase.OPEN
    for words, code in (
        (("start", vote.award, "2026", "--reason", "x"), 1),
        (("invite", AWARD, "2026", "bo@demo.example"), 0),
        (("invite", AWARD, "2026"), 2),
        (("invite", vote.award, "2026", "bo@demo.example"), 1),
        (("invite", AWARD, "2026", "nobody"), 1),
    ):
        assert runner.invoke(args=["rehearsal", *words]).exit_code == code, words


@only_sqlite
def test_a_real_vote_has_no_way_to_be_thrown_away(site: Site) -> None:
    vote, admin = site.make_vote(), site.staff(Role.ADMIN)
    token = admin.token()
    assert "/discard" not in admin.get(f"/admin{vote.path}").text
    fields = {"csrf_token": token, "word": "släng", "reason": "x"}
    assert admin.post(f"/admin{vote.path}/discard", fields).status_code == 409
    assert site.phase(vote) is Phase.OPEN
