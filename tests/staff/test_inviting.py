"""One invitation is one mail: pressed twice, sent by two admins at once, or sent again on purpose."""

import uuid
from datetime import timedelta

import pytest
from click.testing import Result

from tests.accounts.codes import at_once
from tests.factors.phones import give
from tests.page import main_text
from tests.site import Site
from tests.tables import contents, let_pass, row_counts
from tests.words import said
from voting.accounts.rules import Role, RolesApart, read_address
from voting.accounts.scopes import Scope, Scopes
from voting.extensions import db
from voting.staff import service
from voting.staff.queries import list_invitations
from voting.staff.rules import ON_ITS_WAY, DoneAlready, InvitedAlready
from voting.text import Language
from voting.transaction import transaction

EVA = "eva@demo.example"
BOOKS: Scopes = frozenset({Scope("books", 2026)})


def invite(site: Site, *, role: Role = Role.JUROR, scopes: Scopes = None, actor: uuid.UUID | None = None) -> str:
    """Invite Eva; the name of the refusal, or nothing."""
    try:
        with site.app.app_context(), transaction():
            service.invite(address=read_address(EVA), role=role, scopes=scopes, lang="sv", actor=actor)
    except (InvitedAlready, RolesApart) as error:
        return type(error).__name__
    finally:
        with site.app.app_context():
            db.session.remove()
    return ""


def mails(site: Site) -> int:
    return row_counts(site).get("mail", 0)


def test_the_same_invitation_twice_within_minutes_is_one_mail(site: Site) -> None:
    assert (invite(site), mails(site)) == ("", 1)
    before = contents(site)
    assert (invite(site), contents(site)) == ("InvitedAlready", before)
    let_pass(site, ON_ITS_WAY - timedelta(minutes=1))
    assert (invite(site), mails(site)) == ("InvitedAlready", 1)
    let_pass(site, timedelta(minutes=2))
    assert (invite(site), mails(site)) == ("", 2)


def test_an_invitation_to_something_else_is_one_of_its_own(site: Site) -> None:
    assert [invite(site), invite(site, scopes=BOOKS), invite(site, scopes=BOOKS)] == ["", "", "InvitedAlready"]
    assert mails(site) == 2


@pytest.mark.parametrize("by_admins", [True, False])
def test_two_who_invite_at_once_send_one_mail(site: Site, by_admins: bool) -> None:
    """By command there may be no admin yet for whose grant the two would wait."""
    actors = [give(site, "anna@demo.example"), give(site, "bo@demo.example")] if by_admins else [None, None]
    before = mails(site)
    answers = at_once([lambda actor=actor: invite(site, actor=actor) for actor in actors], threads=2)  # type: ignore[misc]
    assert sorted(answers) == ["", "InvitedAlready"]
    assert mails(site) == before + 1


def test_one_who_came_between_the_look_and_the_writing_is_noticed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    invite(site)
    looks = iter([None])
    real = service.find_open_offer
    monkeypatch.setattr(service, "find_open_offer", lambda key: next(looks) if looks.__length_hint__() else real(key))
    assert (invite(site), mails(site)) == ("InvitedAlready", 1)


def test_of_two_roles_at_once_one_is_offered(site: Site) -> None:
    answers = at_once([lambda: invite(site), lambda: invite(site, role=Role.ADMIN)], threads=2)
    assert (sorted(answers), mails(site)) == (["", "RolesApart"], 1)


def test_sent_again_by_two_at_once_it_is_sent_once(site: Site) -> None:
    anna, bo = give(site, "anna@demo.example"), give(site, "bo@demo.example")
    invite(site)
    before = mails(site)
    with site.app.app_context():
        [row] = list_invitations()

    def again(actor: uuid.UUID) -> str:
        try:
            with site.app.app_context(), transaction():
                service.resend(invitation_id=row.id, seen=row.expires_at.isoformat(), lang="sv", actor=actor)
        except DoneAlready as error:
            return type(error).__name__
        finally:
            with site.app.app_context():
                db.session.remove()
        return ""

    assert sorted(at_once([lambda: again(anna), lambda: again(bo)], threads=2)) == ["", "DoneAlready"]
    assert mails(site) == before + 1


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_who_presses_twice_reads_that_it_is_on_its_way(site: Site, lang: Language) -> None:
    admin = site.staff(Role.ADMIN, lang)
    fields = {"address": EVA, "role": "juror", "reach": "all"}
    admin.get("/admin/accounts/invite")
    admin.submit(**fields)
    before = row_counts(site)
    admin.get("/admin/accounts/invite")
    assert admin.submit(**fields).status_code == 422
    assert said(site, InvitedAlready.message, lang) in main_text(admin.page)
    assert EVA in admin.page.text
    assert row_counts(site) == before


def test_a_command_given_twice_says_so(site: Site) -> None:
    def run() -> Result:
        return site.app.test_cli_runner().invoke(args=["account", "invite", EVA, "--role", "juror"])

    assert run().exit_code == 0
    assert (run().output, mails(site)) == (f"Error: {InvitedAlready.message}\n", 1)
