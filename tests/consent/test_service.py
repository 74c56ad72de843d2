"""Who is told, what is kept of it and for how long, and what is refused, on both databases."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.acts import act
from tests.consent.notices import ADDRESS, ask, contact, live_with_nominees, newest_link, secret, tell
from tests.contests.cells import NOT_YET_OPEN
from tests.lookups import events_of
from tests.mail.letters import words
from tests.mail.smtp import MailServer
from tests.production import production
from tests.site import Site, Vote
from tests.tables import contents, let_pass, row_counts
from voting import worker
from voting.accounts.rules import Role, read_address
from voting.consent import service
from voting.consent.rules import KEPT_DAYS, AnsweredMeanwhile, NothingAsked, digest, wishes_in
from voting.contests.queries import get_contest
from voting.contests.rules import Action, NotInThisPhase, Phase
from voting.errors import EditedMeanwhile
from voting.nominating import service as nominating
from voting.nominating.queries import told_of
from voting.nominating.rules import NoReason, differences
from voting.nominees.queries import get_nominee
from voting.previews.rules import digest as digest_of_preview
from voting.privacy.queries import find_data
from voting.rehearsals import service as rehearsals
from voting.results import service as results
from voting.retention import queries as retention
from voting.retention.rules import KEEP_DAYS
from voting.transaction import transaction

only_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
DAY = timedelta(days=1)


@pytest.fixture
def vote(site: Site) -> Vote:
    other = site.make_vote(award="annat-pris")
    tell(site, other, to="other@demo.example")
    return site.make_vote()


def take(site: Site, vote: Vote, *, seen: int, revision: int, reason: str = "Fel ort") -> None:
    known: dict[str, Any] = {"contest_id": vote.id, "slug": "nominee-1", "picture": None, "actor": None}
    with site.app.app_context(), transaction():
        service.take_over(seen=seen, revision=revision, reason=reason, **known)


def test_a_link_is_of_one_kind_only() -> None:
    assert digest("x" * 43) != digest_of_preview("x" * 43)
    assert KEPT_DAYS == KEEP_DAYS


def test_only_what_was_wished_is_changed(site: Site, vote: Vote) -> None:
    link = tell(site, vote)
    with site.app.app_context():
        ask(site, link, place="Lund", organisation="Föreningen")
        before = told_of(get_nominee(vote.id, "nominee-1"))
    take(site, vote, seen=2, revision=0)
    with site.app.app_context():
        after = told_of(get_nominee(vote.id, "nominee-1"))
    assert {name: new for name, (_old, new) in differences(before, after).items()} == {
        "place": "Lund",
        "organisation": "Föreningen",
    }


def test_a_wish_beside_what_staff_have_changed_since_tells_all_three(site: Site, vote: Vote) -> None:
    link = tell(site, vote)
    with site.app.app_context():
        ask(site, link, place="Lund")
        wished = contact(site, vote).changes
        told = told_of(get_nominee(vote.id, "nominee-1"))
    (wish,) = wishes_in(told, wished)
    assert (wish.now, wish.new, wish.clash) == (told.place, "Lund", None)
    (wish,) = wishes_in(told, {"place": ["Visby", "Lund"]})
    assert wish.clash == "Visby"


def test_nothing_is_taken_over_unseen_or_twice_or_without_a_reason(site: Site, vote: Vote) -> None:
    link = tell(site, vote)
    with pytest.raises(NothingAsked):
        take(site, vote, seen=1, revision=0)
    with site.app.app_context():
        ask(site, link, place="Lund")
    before = contents(site)
    for refused, values in (
        (AnsweredMeanwhile, {"seen": 1, "revision": 0}),
        (EditedMeanwhile, {"seen": 2, "revision": 7}),
        (NoReason, {"seen": 2, "revision": 0, "reason": " "}),
    ):
        with pytest.raises(refused):
            take(site, vote, **values)  # type: ignore[arg-type]
    assert contents(site) == before
    take(site, vote, seen=2, revision=0)
    with pytest.raises(NothingAsked):
        take(site, vote, seen=3, revision=1)


def test_a_draft_s_nominee_is_changed_without_a_correction(site: Site) -> None:
    draft = site.make_vote(Phase.DRAFT)
    link = tell(site, draft)
    with site.app.app_context():
        ask(site, link, place="Lund")
    take(site, draft, seen=2, revision=0, reason="")
    with site.app.app_context():
        nominee = get_nominee(draft.id, "nominee-1")
        assert (nominee.place, nominee.corrections) == ("Lund", [])


def test_of_two_who_answer_at_the_same_moment_one_is_refused(site: Site, vote: Vote) -> None:
    link = tell(site, vote)
    with site.app.app_context():
        with transaction():
            service.decline(secret=secret(link), seen=1, words="", mails=True)
        with pytest.raises(AnsweredMeanwhile), transaction():
            service.agree(secret=secret(link), seen=1, revision=0)
    assert contact(site, vote).answer == "declined"


@only_sqlite
def test_the_notice_is_not_sent_where_nobody_can_answer(site: Site, vote: Vote) -> None:
    with site.app.app_context(), transaction():
        nominating.withdraw(contest_id=vote.id, slug="nominee-2", reason="test", actor=None)
    with pytest.raises(NotInThisPhase):
        tell(site, vote, "nominee-2")
    with pytest.raises(AnsweredMeanwhile):
        tell(site, vote, seen=3)
    certified = site.make_vote(Phase.CERTIFIED, award="klart")
    with pytest.raises(NotInThisPhase):
        tell(site, certified)
    assert row_counts(site)["nominee_contact"] == 1


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_mail_has_the_link_and_says_what_is_kept(database_url: str, tmp_path: Path, lang: Any) -> None:
    with MailServer() as server, production(database_url, tmp_path / "keys", **server.settings) as site:
        link = tell(site, site.make_vote(), lang=lang)
        site.work()
    (message,) = server.messages
    assert message["To"] == ADDRESS
    for kind in ("plain", "html"):
        text = words(message, kind)
        assert f"https://localhost{'/en' if lang == 'en' else ''}{link}" in text
        assert {"sv": "raderas 30 dagar efter", "en": "deleted 30 days after"}[lang] in text
        assert "ask@vote.example" in text


def test_it_goes_with_the_addresses_a_month_after_certification(site: Site, vote: Vote) -> None:
    live_with_nominees(site, vote, actor=None)  # type: ignore[arg-type]
    act(site, vote, Action.CLOSE)
    act(site, vote, Action.CERTIFY)
    site.work()
    let_pass(site, 29 * DAY)
    forget(site)
    assert row_counts(site)["nominee_contact"] == 2
    let_pass(site, DAY)
    forget(site)
    assert row_counts(site)["nominee_contact"] == 1
    with site.app.app_context():
        assert "nominated" not in (find_data(read_address(ADDRESS), coarse=True) or {})


def forget(site: Site) -> None:
    with site.app.app_context():
        worker.for_each(site.app, retention.list_due, worker.forget)


def test_a_copy_of_the_data_and_erasing_reach_it(site: Site, vote: Vote) -> None:
    live_with_nominees(site, vote, actor=None)  # type: ignore[arg-type]
    site.work()
    with site.app.test_request_context():
        found = find_data(read_address(ADDRESS), coarse=False)
    assert found
    (about,) = found["nominated"]
    assert (about["address"], about["answer"], about["words"]) == (ADDRESS, "declined", "Jag vill inte")
    with site.app.app_context():
        other = get_contest("annat-pris", 2026).contest.id
    for contest_id in (vote.id, other):
        act(site, Vote(contest_id, "", 0), Action.CLOSE)
    done = site.app.test_cli_runner().invoke(args=["privacy", "erase", ADDRESS])
    assert done.output.strip() == "Erased."
    assert row_counts(site)["nominee_contact"] == 1
    with site.app.test_request_context():
        assert "nominated" not in (find_data(read_address(ADDRESS), coarse=False) or {})


@only_sqlite
def test_a_rehearsal_tells_nobody_and_is_thrown_away_whole(site: Site) -> None:
    draft = site.make_vote(Phase.DRAFT, **NOT_YET_OPEN)
    tell(site, draft)
    known: dict[str, Any] = {"lang": "sv", "actor": None}
    with site.app.test_request_context():
        with transaction():
            copy = rehearsals.start(contest_id=draft.id, hours=1, testers=[], reason="test", **known)
        with pytest.raises(NotInThisPhase), transaction():
            service.tell(contest_id=copy, slug="nominee-1", address=read_address(ADDRESS), seen=0, **known)
        with transaction():
            results.discard(contest_id=copy, actor=None)
    assert row_counts(site)["nominee_contact"] == 1


def test_from_the_command_line(site: Site, vote: Vote) -> None:
    runner = site.app.test_cli_runner()
    known = ["nominee", "notify", "testpriset", "2026"]
    listed = json.loads(runner.invoke(args=[*known, "--json"]).output)
    assert [row["told_at"] for row in listed] == ["not told"] * 3
    sent = runner.invoke(args=[*known, "nominee-1", "--to", ADDRESS, "--lang", "en"])
    assert sent.exit_code == 0, sent.output
    assert ADDRESS not in sent.output
    first = newest_link(site)
    again = json.loads(runner.invoke(args=[*known, "nominee-1", "--json"]).output)
    assert again[0]["to"] == "n…@demo.example"
    assert newest_link(site) != first
    assert runner.invoke(args=[*known, "nominee-2", "--to", "nobody"]).exit_code == 1
    assert runner.invoke(args=[*known, "nobody", "--to", ADDRESS]).exit_code == 1
    assert [event.action for event in events_of(site, vote)].count("nominee told") == 2


@only_sqlite
def test_staff_of_another_vote_are_not_let_in(site: Site, vote: Vote) -> None:
    tell(site, vote)
    path = f"/admin{vote.path}/nominees/nominee-1/notice"
    assert site.staff(Role.JUROR).get(path).status_code == 403
    assert site.voter().get(path + "/photo.webp").status_code == 403
