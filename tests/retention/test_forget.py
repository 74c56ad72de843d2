"""Addresses are deleted a month after certification: whose, whose not, and nothing of the result with them."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.acts import set_contest
from tests.page import main_text
from tests.site import Browser, Site, Vote
from tests.tables import contents, let_pass, row_counts
from voting import worker
from voting.accounts import service as accounts
from voting.accounts.models import Account
from voting.accounts.queries import open_address
from voting.accounts.rules import Role, read_address
from voting.audit.models import AuditEvent
from voting.contests.rules import Phase
from voting.extensions import db
from voting.keys import KeyProblem
from voting.retention import queries, service
from voting.retention.rules import KEEP
from voting.staff import service as staff
from voting.transaction import transaction
from voting.web.models import WebSession

DAY = timedelta(days=1)
NOT_OF_THE_RESULT = ["account", "web_session", "audit_event", "rate_counter", "sign_in_code", "mail"]


def addresses(site: Site) -> set[str]:
    with site.app.app_context():
        sealed = db.session.scalars(select(Account.address_sealed))
        return {open_address(address).partition("@")[0] for address in sealed}


def certified(site: Site, vote: Vote) -> None:
    """Close, certify and publish, as far as the worker takes it."""
    with site.app.app_context():
        site.move_to(vote.id, Phase.PUBLISHED)
    site.work()


def everybody() -> Sequence[uuid.UUID]:
    return db.session.scalars(select(Account.id)).all()


def forget(site: Site) -> None:
    """What the worker does every ten minutes."""
    with site.app.app_context():
        worker.for_each(site.app, queries.list_due, worker.forget)


def voted(site: Site, vote: Vote, name: str) -> Browser:
    browser = site.voter(f"{name}@demo.example")
    browser.vote(vote)
    return browser


def counts(site: Site) -> list[int]:
    with site.app.app_context():
        events = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "forgotten").order_by(AuditEvent.id))
        return [event.details["accounts"] for event in events]


def test_a_month_after_certification_addresses_go_and_the_result_stays(site: Site) -> None:
    vote = site.make_vote()
    for name in ("anna", "bo"):
        voted(site, vote, name)
    certified(site, vote)
    let_pass(site, KEEP - timedelta(minutes=5))
    forget(site)
    assert (addresses(site), counts(site)) == ({"anna", "bo"}, [])
    let_pass(site, timedelta(minutes=6))
    before = contents(site, but=NOT_OF_THE_RESULT)
    forget(site)
    assert (addresses(site), counts(site)) == (set(), [2])
    assert contents(site, but=NOT_OF_THE_RESULT) == before
    forget(site)
    assert counts(site) == [2]  # once done, nothing is recorded again
    assert "raderades" in main_text(site.browser().get("/retention"))


def test_whoever_asked_to_stay_has_a_role_or_is_locked_out_stays(site: Site) -> None:
    vote = site.make_vote()
    for name in ("anna", "bo", "cilla"):
        voted(site, vote, name)
    stays = site.voter("dan@demo.example")
    stays.get("/account/address")
    stays.submit("/account/address", choice="stay")
    site.staff(Role.ADMIN)
    site.staff(Role.JUROR)
    with site.app.app_context(), transaction():
        staff.invite(address=read_address("bo@demo.example"), role=Role.JUROR, lang="sv", actor=None)
        cilla = accounts.ensure_account(read_address("cilla@demo.example"))
        db.session.execute(update(Account).where(Account.id == cilla).values(disabled_at=queries.database_time()))
    certified(site, vote)
    let_pass(site, KEEP - 10 * DAY)
    with site.app.app_context(), transaction():
        staff.invite(address=read_address("bo@demo.example"), role=Role.JUROR, lang="sv", actor=None)
    let_pass(site, 10 * DAY)
    forget(site)
    assert addresses(site) == {"bo", "cilla", "dan", "admin", "juror"}
    assert counts(site) == [1]


def test_whoever_has_a_vote_that_is_not_counted_yet_or_could_cast_one_now_stays(site: Site) -> None:
    old, new = site.make_vote(year=2025), site.make_vote(year=2026, closes_at="2030-12-03 20:00")
    for name in ("anna", "bo", "cilla"):
        voted(site, old, name)
    voted(site, new, "anna")
    certified(site, old)
    let_pass(site, KEEP + DAY)
    cilla = site.voter("cilla@demo.example")
    forget(site)
    assert (addresses(site), counts(site)) == ({"anna", "cilla"}, [1])
    voted(site, new, "bo")  # a new account, which had no vote in this contest
    cilla.post("/sign-out", {"csrf_token": cilla.token()})
    forget(site)
    assert (addresses(site), counts(site)) == ({"anna", "bo"}, [1, 1])
    certified(site, new)
    let_pass(site, KEEP)
    forget(site)
    assert addresses(site) == set()


def test_whoever_was_forgotten_votes_next_time_as_anybody(site: Site) -> None:
    vote = site.make_vote(year=2025)
    gone = voted(site, vote, "anna")
    certified(site, vote)
    let_pass(site, KEEP)
    forget(site)
    assert gone.client.get("/account").status_code == 303
    with site.app.app_context():
        assert db.session.scalars(select(WebSession)).all() == []
    voted(site, site.make_vote(year=2026), "anna")
    assert addresses(site) == {"anna"}


def test_accounts_made_after_the_certification_wait_for_the_next_one(site: Site) -> None:
    vote = site.make_vote()
    certified(site, vote)
    let_pass(site, KEEP)
    site.voter("late@demo.example")
    forget(site)
    assert (addresses(site), counts(site)) == ({"late"}, [0])


def test_a_rehearsal_deletes_no_address(site: Site) -> None:
    vote = site.make_vote()
    voted(site, vote, "anna")
    certified(site, vote)
    set_contest(site, vote, rehearsal=True)
    let_pass(site, 2 * KEEP)
    forget(site)
    assert (addresses(site), counts(site)) == ({"anna"}, [])


def test_without_a_contest_s_key_nobody_is_forgotten(site: Site) -> None:
    """It could not be known who has voted in it."""
    old, new = site.make_vote(year=2025), site.make_vote(year=2026)
    voted(site, old, "anna")
    certified(site, old)
    let_pass(site, KEEP)
    key = site.app.extensions["voting_keys"].contest_path(new.id)
    key.rename(key.with_suffix(".away"))
    with site.app.app_context(), pytest.raises(KeyProblem), transaction():
        service.forget(contest_id=old.id, accounts=everybody())
    assert addresses(site) == {"anna"}


def test_many_are_forgotten_some_at_a_time(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    vote = site.make_vote()
    for name in ("anna", "bo", "cilla"):
        site.voter(f"{name}@demo.example")
    certified(site, vote)
    let_pass(site, KEEP)
    monkeypatch.setattr(worker, "AT_ONCE", 2)
    monkeypatch.setattr(queries, "AT_ONCE", 2)
    for _ in range(2):
        forget(site)
    assert counts(site) == [2, 1]


def test_before_certification_nothing_can_be_forgotten(site: Site) -> None:
    vote = site.make_vote(Phase.CLOSED)
    site.voter()
    with site.app.app_context(), pytest.raises(ValueError, match="certified"), transaction():
        service.forget(contest_id=vote.id, accounts=everybody())
    assert "account" in row_counts(site)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_public_page_has_a_line_for_each_deletion(site: Site, lang: str) -> None:
    vote = site.make_vote()
    site.make_vote(Phase.DRAFT, award="hemligt")
    words = {
        "sv": ("raderas så snart resultatet har fastställts", "30 dagar efter", "raderas just nu", "raderades"),
        "en": ("as soon as the result has been certified", "30 days after", "being deleted now", "deleted"),
    }[lang]
    visitor = site.browser(lang)
    text = main_text(visitor.get("/retention"))
    assert words[0] in text
    assert words[1] in text
    assert "hemligt" not in visitor.page.text
    with site.app.app_context():
        site.move_to(vote.id, Phase.CERTIFIED)
    assert words[2] in main_text(visitor.get("/retention"))
    site.work()
    text = main_text(visitor.get("/retention"))
    assert words[2] not in text
    assert f"{words[3]} " in text
    assert len(list(filter(lambda part: "datetime=" in part, visitor.page.text.split("<time")))) == 2


def test_the_choice_is_kept_and_can_be_taken_back(site: Site) -> None:
    voter = site.voter()
    for choice in ("stay", "delete"):
        voter.get("/account/address")
        voter.submit("/account/address", choice=choice)
        assert f'checked class="ds-input" id="choice-{int(choice == "stay")}"' in voter.get("/account/address").text
    voter.get("/account/address")
    assert voter.submit("/account/address", choice="perhaps").status_code == 422
