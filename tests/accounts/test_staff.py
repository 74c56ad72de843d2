"""How people come to their roles: invited by command or by an admin, taken up by signing in with that mailbox."""

from datetime import timedelta

import pytest
from click.testing import Result
from sqlalchemy import delete

from tests.accounts.codes import signed_in
from tests.page import heading
from tests.site import Site
from tests.tables import let_pass, row_counts
from tests.words import said
from voting.accounts import rules
from voting.accounts import service as accounts
from voting.accounts.models import RoleGrant
from voting.accounts.rules import BadAddress, Role, read_address
from voting.extensions import db
from voting.keys import write_secret
from voting.staff import service as staff
from voting.staff.rules import HasRole
from voting.text import Language
from voting.transaction import transaction


def run(site: Site, *words: str) -> Result:
    return site.app.test_cli_runner().invoke(args=list(words))


def invite(site: Site, address: str = "eva@demo.example", role: Role = Role.ADMIN) -> None:
    assert run(site, "account", "invite", address, "--role", role.value).exit_code == 0


def roles_open(site: Site, address: str) -> set[Role]:
    """The roles of whoever signs in with `address`, by what opens to them."""
    browser = site.voter(address)
    pages = {Role.ADMIN: "/admin", Role.JUROR: "/jury"}
    return {role for role, page in pages.items() if browser.client.get(page, follow_redirects=True).status_code == 200}


@pytest.mark.parametrize("role", list(Role))
def test_an_invited_address_gets_its_role_at_the_first_sign_in(site: Site, role: Role) -> None:
    invite(site, role=role)
    assert roles_open(site, "eva@demo.example") == {role}
    assert roles_open(site, "eve@demo.example") == set()


def test_another_spelling_of_the_invited_mailbox_gets_the_role(site: Site) -> None:
    invite(site, "e.va@gmail.com")
    assert roles_open(site, "eva+vote@gmail.com") == {Role.ADMIN}


@pytest.mark.parametrize("taken_up", [True, False])
def test_who_runs_the_vote_cannot_be_invited_to_follow_the_count(site: Site, taken_up: bool) -> None:
    invite(site)
    invite(site, "bo@demo.example", Role.JUROR)
    if taken_up:
        site.voter("eva@demo.example")
    before = row_counts(site)
    result = run(site, "account", "invite", "Eva@demo.example", "--role", "juror")
    assert (result.exit_code, "the other role" in result.output) == (1, True)
    assert row_counts(site) == before
    assert roles_open(site, "eva@demo.example") == {Role.ADMIN}


def test_after_an_invitation_has_run_out_the_other_role_can_be_offered(site: Site) -> None:
    invite(site)
    let_pass(site, timedelta(days=15))
    invite(site, role=Role.JUROR)
    assert roles_open(site, "eva@demo.example") == {Role.JUROR}


def test_a_role_taken_back_is_gone_at_once(site: Site) -> None:
    site.staff(Role.ADMIN)
    invite(site)
    invite(site, "bo@demo.example", Role.JUROR)
    eva, bo = site.voter("eva@demo.example"), site.voter("bo@demo.example")
    assert run(site, "account", "revoke", "e.va@demo.example").output == "That address holds no role.\n"
    assert run(site, "account", "revoke", "EVA@demo.example").output == "Taken back.\n"
    assert [signed_in(browser) for browser in (eva, bo)] == [False, True]
    assert roles_open(site, "eva@demo.example") == set()
    assert roles_open(site, "bo@demo.example") == {Role.JUROR}


def test_an_invitation_taken_back_gives_no_role(site: Site) -> None:
    invite(site)
    assert run(site, "account", "revoke", "eva@demo.example").output == "Taken back.\n"
    assert roles_open(site, "eva@demo.example") == set()


@pytest.mark.parametrize(
    ("after", "roles"), [(timedelta(days=13, hours=23), {Role.ADMIN}), (timedelta(days=14), set())]
)
def test_an_invitation_holds_two_weeks(site: Site, after: timedelta, roles: set[Role]) -> None:
    invite(site)
    let_pass(site, after)
    assert roles_open(site, "eva@demo.example") == roles


def test_inviting_again_renews_an_invitation(site: Site) -> None:
    invite(site)
    let_pass(site, timedelta(days=20))
    invite(site)
    assert row_counts(site)["invitation"] == 1
    assert roles_open(site, "eva@demo.example") == {Role.ADMIN}


def test_an_accepted_invitation_does_not_bring_a_lost_role_back(site: Site) -> None:
    invite(site)
    invite(site, "bo@demo.example", Role.JUROR)
    assert roles_open(site, "eva@demo.example") == {Role.ADMIN}
    with site.app.app_context(), transaction():
        db.session.execute(delete(RoleGrant))
    let_pass(site, timedelta(minutes=1))
    assert roles_open(site, "eva@demo.example") == set()


def test_granting_twice_is_recorded_once(site: Site) -> None:
    with site.app.app_context():
        for _ in range(2):
            with transaction():
                account = accounts.ensure_account(read_address("eva@demo.example"))
                accounts.grant(account_id=account, role=Role.ADMIN, actor=None)
    assert row_counts(site) == {"account": 1, "role_grant": 1, "audit_event": 1, "installation": 1}


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_an_admin_invites_a_juror_and_the_mail_says_where_to_go(site: Site, lang: str) -> None:
    admin = site.staff(Role.ADMIN, lang)
    admin.get("/admin/accounts/invite")
    admin.submit(address="eva@demo.example", role="juror", reach="all")
    assert "eva@demo.example" in admin.page.text
    site.work()
    letter = site.browser().get("/demo/outbox").text
    prefix = "/en" if lang == "en" else ""
    assert f"{site.app.extensions['voting_settings'].base_url}{prefix}/sign-in\n" in letter
    assert said(site, "Follow the count: you are invited to the jury", lang) in letter
    assert roles_open(site, "eva@demo.example") == {Role.JUROR}


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_who_was_signed_in_when_the_invitation_came_accepts_it_on_the_account_page(site: Site, lang: Language) -> None:
    eva = site.voter("eva@demo.example", lang)
    eva.get("/account")
    assert "/account/accept" not in eva.page.text
    invite(site, role=Role.JUROR)
    eva.get("/account")
    assert said(site, "You are invited to the jury", lang) in eva.page.text
    eva.submit("/account/accept")
    assert eva.client.get("/jury/").status_code == 303  # staff's sessions are shorter: once more with a code
    assert roles_open(site, "eva@demo.example") == {Role.JUROR}


@pytest.mark.parametrize("offer", [None, "another's", "too old"])
def test_without_an_offer_there_is_nothing_to_accept(site: Site, offer: str | None) -> None:
    if offer:
        invite(site, "bo@demo.example" if offer == "another's" else "eva@demo.example")
    if offer == "too old":
        let_pass(site, timedelta(days=15))
    eva = site.voter("eva@demo.example")
    before = row_counts(site)
    eva.client.post("/account/accept", data={"csrf_token": eva.token()})
    assert row_counts(site) == before
    assert roles_open(site, "eva@demo.example") == set()


def test_who_has_the_role_is_not_invited_to_it_again(site: Site) -> None:
    invite(site)
    site.voter("eva@demo.example")
    before = row_counts(site)
    result = run(site, "account", "invite", "eva@demo.example", "--role", "admin")
    assert (result.exit_code, result.output) == (
        1,
        f"Error: {HasRole.message}\n",
    )
    assert row_counts(site) == before


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_an_admin_who_invites_somebody_to_the_role_they_have_reads_so_at_the_field(site: Site, lang: Language) -> None:
    admin = site.staff(Role.ADMIN, lang)
    invite(site)
    site.voter("eva@demo.example")
    before = row_counts(site)
    admin.get("/admin/accounts/invite")
    assert admin.submit(address="eva@demo.example", role="admin", reach="all").status_code == 422
    assert said(site, HasRole.message, lang) in admin.page.text
    assert heading(admin.page) == said(site, "Invite someone", lang)
    assert row_counts(site) == before


def test_two_roles_offered_at_one_instant_are_one_offer(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second invitation looked before the first was stored: the table itself refuses it."""
    invite(site)
    for place in (staff, rules):
        monkeypatch.setattr(place, "check_roles", lambda *_: None)
    result = run(site, "account", "invite", "eva@demo.example", "--role", "juror")
    assert (result.exit_code, "the other role" in result.output) == (1, True)
    site.voter("eva@demo.example")
    with site.app.app_context(), transaction():
        account_id = accounts.ensure_account(read_address("eva@demo.example"))
        accounts.grant(account_id=account_id, role=Role.JUROR, actor=None)
    assert roles_open(site, "eva@demo.example") == {Role.ADMIN}


def test_a_command_asks_for_the_address_that_is_left_out(site: Site) -> None:
    result = site.app.test_cli_runner().invoke(
        args=["account", "invite", "--role", "juror"], input="eva@demo.example\n"
    )
    assert (result.exit_code, "Invited as juror" in result.output) == (0, True)
    assert roles_open(site, "eva@demo.example") == {Role.JUROR}


@pytest.mark.parametrize(
    "words", [("account", "invite", "--role", "admin"), ("account", "revoke"), ("privacy", "erase")], ids=" ".join
)
def test_under_another_key_a_command_says_so_and_stores_nothing(
    site: Site, database_url: str, words: tuple[str, ...]
) -> None:
    invite(site, role=Role.JUROR)
    key = site.app.extensions["voting_keys"].directory / "app.key"
    key.unlink()
    write_secret(key)
    with Site(database_url, key.parent) as other:
        before = row_counts(other)
        result = run(other, *words[:2], "eva@demo.example", *words[2:])
        assert (result.exit_code, "not the one that this database was begun with" in result.output) == (1, True)
        assert row_counts(other) == before


def test_an_admin_who_mistypes_an_address_is_told_so(site: Site) -> None:
    admin = site.staff(Role.ADMIN)
    before = row_counts(site)
    admin.get("/admin/accounts/invite")
    assert admin.submit(address="eva@", role="juror", reach="all").status_code == 422
    assert said(site, BadAddress.message, "sv") in admin.page.text
    assert row_counts(site) == before


@pytest.mark.parametrize("role", ["", "owner", "ADMIN"])
def test_an_admin_cannot_invite_to_a_role_that_does_not_exist(site: Site, role: str) -> None:
    admin = site.staff(Role.ADMIN)
    before = row_counts(site)
    admin.get("/admin/accounts/invite")
    assert admin.submit(address="eva@demo.example", role=role, reach="all").status_code == 422
    assert row_counts(site) == before


@pytest.mark.parametrize(
    ("address", "says"),
    [("eva@", "Write an e-mail address like this"), ("eva@mailinator.com", "That is a throwaway address")],
)
def test_the_command_refuses_what_the_page_refuses(site: Site, address: str, says: str) -> None:
    result = run(site, "account", "invite", address, "--role", "admin")
    assert (result.exit_code, says in result.output) == (1, True)
    assert row_counts(site) == {}


def test_the_command_lists_staff_and_invitations(site: Site) -> None:
    invite(site)
    let_pass(site, timedelta(days=15))
    invite(site, "bo@demo.example", Role.JUROR)
    site.voter("voter@demo.example")
    site.staff(Role.JUROR)
    assert run(site, "account", "list").output.splitlines() == [
        "juror@demo.example  juror",
        "bo@demo.example  juror (invited)",
        "eva@demo.example  admin (invited, expired)",
    ]


def test_the_command_writes_the_letter_in_the_language_asked_for(site: Site) -> None:
    run(site, "account", "invite", "eva@demo.example", "--role", "admin", "--language", "en")
    site.work()
    letter = site.browser().get("/demo/outbox").text
    assert "http://127.0.0.1:8000/en/sign-in" in letter
    assert said(site, "Run the vote: you are invited as an administrator", "en") in letter
