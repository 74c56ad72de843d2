"""Somebody votes, or signs in, in the very moment in which addresses are deleted.

Either the account is kept, or its holder is told to sign in again: there is never a ballot without the account that
cast it. The mistakes that would allow it are built in on purpose, to show that these very tests would catch them.
"""

import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select, text

from tests.concurrency.patience import wait_until
from tests.concurrency.test_gate import somebody_waits
from tests.page import main_text
from tests.retention.test_forget import addresses, certified, counts
from tests.site import Browser, Site, Vote
from tests.tables import let_pass
from voting.accounts import service as accounts
from voting.accounts.models import Account
from voting.accounts.queries import find_signed_in
from voting.accounts.rules import Role, read_address
from voting.accounts.scopes import AccountGone, HoldsRole
from voting.ballots import service as ballots
from voting.ballots.queries import count_ballots
from voting.extensions import db
from voting.retention import queries, service
from voting.retention.rules import KEEP
from voting.staff import service as staff
from voting.staff.rules import Deed
from voting.transaction import transaction
from voting.web.sessions import end_sessions

ANNA = "anna@demo.example"
STUCK = "nobody waits and nobody gets on"
Mutate = Callable[[pytest.MonkeyPatch], None]


def due(site: Site) -> Vote:
    """A vote after which the address of Anna, who is not signed in, is due."""
    old = site.make_vote(year=2025)
    site.voter(ANNA)
    certified(site, old)
    let_pass(site, KEEP)
    sign_out(site)
    return old


def looking_over(site: Site, lang: str) -> tuple[Vote, Browser]:
    """An open vote, in which Anna has yet to press the last button."""
    new = site.make_vote(closes_at="2030-12-03 20:00")
    anna = site.voter(ANNA, lang)
    anna.get(f"{new.path}/ballot")
    anna.submit(nominee="nominee-1")
    return new, anna


def sign_out(site: Site) -> None:
    """As Anna might in another tab: nothing shows any more that she is there."""
    with site.app.app_context(), transaction():
        end_sessions(str(db.session.scalars(select(Account.id)).one()))


def forget(site: Site, old: Vote) -> None:
    with site.app.app_context():
        leaving = queries.list_leaving(old.id)
        with transaction():
            service.forget(contest_id=old.id, accounts=leaving)


def leave(site: Site, old: Vote) -> None:
    sign_out(site)
    forget(site, old)


def begin(site: Site, thread: ThreadPoolExecutor, call: Callable[..., object], *given: object) -> Future[Any]:
    """Have somebody else begin to do it, who has to wait now unless it is done already."""
    begun = thread.submit(call, *given)
    wait_until(lambda: begun.done() or waits(site), STUCK)
    return begun


def waits(site: Site) -> bool:
    if db.engine.dialect.name == "sqlite":
        return somebody_waits(site)
    held_up = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with db.engine.connect() as connection:
        return bool(connection.scalar(text(held_up)))


def cast_while_forgotten(site: Site, monkeypatch: pytest.MonkeyPatch) -> tuple[set[str], int]:
    """Whose accounts there are, and the turnout, when the deletion comes between a cast and its being stored."""
    old = due(site)
    new, anna = looking_over(site, "sv")
    cast = ballots.cast
    with ThreadPoolExecutor(1) as thread:
        begun: list[Future[Any]] = []

        def then(**given: object) -> object:
            done = cast(**given)  # type: ignore[arg-type]
            begun.append(begin(site, thread, leave, site, old))
            return done

        monkeypatch.setattr(ballots, "cast", then)
        anna.submit(f"{new.path}/review", follow=False)
        begun[0].result()
    with site.app.app_context():
        return addresses(site), count_ballots(new.id)


def no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "lock_shared", lambda *_: None)


def not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "find_leaving", list)


def test_whoever_casts_while_addresses_are_deleted_is_kept(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cast_while_forgotten(site, monkeypatch) == ({"anna"}, 1)
    assert counts(site) == [0]


@pytest.mark.parametrize(("backend", "mutate"), [("postgresql", no_lock), ("postgresql", not_asked_again)])
def test_a_deletion_that_does_not_see_a_cast_is_caught(
    site: Site, mutate: Mutate, monkeypatch: pytest.MonkeyPatch
) -> None:
    mutate(monkeypatch)
    assert cast_while_forgotten(site, monkeypatch) == (set(), 1)


@pytest.mark.parametrize(("lang", "told"), [("sv", "Du behöver logga in igen"), ("en", "You need to sign in again")])
def test_whose_account_went_before_the_cast_signs_in_again(
    site: Site, lang: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = due(site)
    new, anna = looking_over(site, lang)
    signals = ballots.signals_for

    def first(*given: object) -> object:
        with monkeypatch.context() as once:
            once.setattr(ballots, "signals_for", signals)
            leave(site, old)
        return signals(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(ballots, "signals_for", first)
    refused = anna.submit(f"{new.path}/review")
    assert (refused.status_code, addresses(site)) == (401, set())
    assert told in main_text(refused)
    assert ANNA not in refused.text, "who is gone is not signed in"
    with site.app.app_context():
        assert count_ballots(new.id) == 0
    monkeypatch.setattr(ballots, "signals_for", signals)
    to_sign_in = next(part for part in refused.text.split('"') if "/sign-in?next=" in part)
    anna.get(to_sign_in)
    anna.submit(address=ANNA)
    anna.submit(f"{anna.prefix}/sign-in/code", code=site.last_code())
    anna.submit(f"{new.path}/review")  # the choice is still marked
    with site.app.app_context():
        assert count_ballots(new.id) == 1


@pytest.mark.parametrize("backend", ["postgresql"])
def test_nobody_else_waits_for_a_deletion(site: Site) -> None:
    old = due(site)
    new = site.make_vote(closes_at="2030-12-03 20:00")
    bo = site.voter("bo@demo.example")
    with ThreadPoolExecutor(1) as thread, site.app.app_context():
        leaving = queries.list_leaving(old.id)
        with transaction():
            service.forget(contest_id=old.id, accounts=leaving)
            begin(site, thread, bo.vote, new)
            assert count_ballots(new.id) == 1
    assert addresses(site) == {"bo"}


def test_whoever_signs_in_while_addresses_are_deleted_keeps_the_account_until_signed_in(site: Site) -> None:
    old = due(site)
    with ThreadPoolExecutor(1) as thread, site.app.app_context():
        with transaction():
            account_id = accounts.ensure_account(read_address(ANNA))
            begun = begin(site, thread, forget, site, old)
            assert find_signed_in(str(account_id))
        begun.result()


def test_whoever_signs_in_behind_the_deletion_gets_a_new_account(site: Site) -> None:
    old = due(site)
    with ThreadPoolExecutor(1) as thread, site.app.app_context():
        leaving = queries.list_leaving(old.id)
        with transaction():
            service.forget(contest_id=old.id, accounts=leaving)
            begun = begin(site, thread, sign_in, site)
        begun.result()
        assert db.session.scalars(select(Account.id)).all() != leaving
    assert addresses(site) == {"anna"}


def sign_in(site: Site) -> None:
    with site.app.app_context(), transaction():
        account_id = accounts.ensure_account(read_address(ANNA))
        assert find_signed_in(str(account_id))


def test_nobody_s_wish_to_stay_is_taken_when_the_account_has_gone(site: Site) -> None:
    old = due(site)
    with site.app.app_context():
        (account_id,) = queries.list_leaving(old.id)
        forget(site, old)
        with pytest.raises(AccountGone), transaction():
            service.choose(account_id=account_id, stay=True)


@pytest.mark.parametrize("backend", ["postgresql"])
def test_signing_in_and_what_is_done_about_an_account_never_wait_for_each_other(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Signing in holds the account before the role; keeping somebody out, the role before the account."""
    anna = second_admin(site)
    with ThreadPoolExecutor(1) as thread, site.app.app_context():
        begun: list[Future[Any]] = []

        def then(account_id: str) -> object:
            found = find_signed_in(account_id)
            begun.append(begin(site, thread, disable, site, anna))
            return found

        monkeypatch.setattr(accounts, "find_signed_in", then)
        with transaction():
            assert accounts._sign_in(read_address(ANNA)).roles == {Role.ADMIN}
        begun[0].result()


@pytest.mark.parametrize("backend", ["postgresql"])
def test_an_admin_who_erases_herself_and_one_who_keeps_her_out_never_wait_for_each_other(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = second_admin(site)
    keep_an_admin = accounts.keep_an_admin
    with ThreadPoolExecutor(1) as thread, site.app.app_context():
        begun: list[Future[Any]] = []

        def first(**given: Any) -> None:
            begun.append(begin(site, thread, disable, site, anna))
            keep_an_admin(**given)

        monkeypatch.setattr(accounts, "keep_an_admin", first)
        with transaction():
            assert accounts.erase(address=read_address(ANNA), own=True)
        begun[0].result()
    assert addresses(site) == {"admin"}


@pytest.mark.parametrize("backend", ["postgresql"])
def test_whose_account_goes_before_the_invitation_is_accepted_signs_in_again(site: Site) -> None:
    anna = invited(site)
    with ThreadPoolExecutor(1) as thread, site.app.app_context():
        with transaction():
            assert accounts.erase(address=read_address(ANNA), own=True)
            begun = begin(site, thread, anna.submit, "/account/accept")
        refused = begun.result()
    assert (refused.status_code, addresses(site)) == (401, set())
    assert "Du behöver logga in igen" in main_text(refused)


@pytest.mark.parametrize("backend", ["postgresql"])
def test_who_is_just_accepting_an_invitation_has_the_role_before_an_erasure_looks(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = invited(site)
    grant = accounts.grant
    with ThreadPoolExecutor(1) as thread, site.app.app_context():
        begun: list[Future[Any]] = []

        def then(**given: Any) -> None:
            begun.append(begin(site, thread, erase, site))
            grant(**given)

        monkeypatch.setattr(accounts, "grant", then)
        assert anna.submit("/account/accept", follow=False).status_code == 303
        with pytest.raises(HoldsRole):
            begun[0].result()
    assert addresses(site) == {"anna"}


def second_admin(site: Site) -> uuid.UUID:
    site.staff(Role.ADMIN)
    with site.app.app_context(), transaction():
        anna = accounts.ensure_account(read_address(ANNA))
        accounts.grant(account_id=anna, role=Role.ADMIN, actor=None)
    return anna


def invited(site: Site) -> Browser:
    """Anna, who is signed in and has yet to press the button that makes her a juror."""
    anna = site.voter(ANNA)
    with site.app.app_context(), transaction():
        staff.invite(address=read_address(ANNA), role=Role.JUROR, lang="sv", actor=None)
    anna.get("/account")
    return anna


def disable(site: Site, account_id: uuid.UUID) -> None:
    with site.app.app_context(), transaction():
        staff.do(Deed.DISABLE, account_id=account_id, actor=None, reason="", lang="sv")


def erase(site: Site) -> None:
    with site.app.app_context(), transaction():
        accounts.erase(address=read_address(ANNA))
