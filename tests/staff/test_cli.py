"""`flask account …` does what the pages do, says it, and tells other programs."""

import json

import pytest

from tests.accounts.codes import signed_in
from tests.accounts.test_staff import run
from tests.factors.phones import enrol, give
from tests.site import Site
from tests.tables import contents
from voting.accounts.rules import Role
from voting.accounts.scopes import BadScope, LastAdmin, Scope
from voting.audit.queries import list_events
from voting.web.cli import NOT_THERE


def test_a_role_for_one_vote_is_offered_by_command(site: Site) -> None:
    for award in ("books", "music"):
        site.make_vote(award=award)
    words = ("--role", "juror", "--for", "books/2026", "--for", "music")
    assert run(site, "account", "invite", "eva@demo.example", *words).exit_code == 0
    assert run(site, "account", "list").output == "eva@demo.example  juror  for books/2026, music (invited)\n"
    site.voter("eva@demo.example")
    [row] = json.loads(run(site, "account", "list", "--json").output)
    assert (row["role"], row["for"], row["disabled"]) == ("juror", ["books/2026", "music"], False)
    assert row["signed_in_at"]


def test_nonsense_for_a_vote_is_refused(site: Site) -> None:
    result = run(site, "account", "invite", "eva@demo.example", "--role", "admin", "--for", "books/next")
    assert (result.exit_code, result.output) == (1, f"Error: {BadScope.message}\n")


@pytest.mark.parametrize("scope", ["nope/2026", "nope", "testpriset/2027"])
def test_a_vote_that_does_not_exist_is_refused(site: Site, scope: str) -> None:
    site.make_vote()
    before = contents(site)
    done = run(site, "account", "invite", "eva@demo.example", "--role", "juror", "--for", "testpriset", "--for", scope)
    same = run(site, "contest", "show", *scope.split("/")) if "/" in scope else run(site, "award", "show", scope)
    assert (done.exit_code, done.output) == (1, same.output)
    assert contents(site) == before


@pytest.mark.parametrize(
    ("command", "why"),
    [("disable", "Har slutat"), ("enable", "Tillbaka igen"), ("reset-factor", "Borttappad telefon")],
)
def test_the_example_gives_a_reason_that_fits(site: Site, command: str, why: str) -> None:
    assert f'flask account {command} anna@example.se --reason "{why}"' in " ".join(
        run(site, "account", command, "--help").output.split()
    )


def test_keeping_out_and_letting_in(site: Site) -> None:
    give(site, "anna@demo.example")
    give(site, "bo@demo.example", Role.JUROR, frozenset({Scope("books")}))
    assert run(site, "account", "disable", "bo@demo.example", "--reason", "left").output == "Disabled.\n"
    assert run(site, "account", "disable", "bo@demo.example").exit_code == 1
    assert "bo@demo.example  juror  for books (disabled)" in run(site, "account", "list").output
    assert run(site, "account", "enable", "bo@demo.example").output == "Enabled.\n"
    for command in ("disable", "revoke"):
        result = run(site, "account", command, "anna@demo.example")
        assert (result.exit_code, result.output) == (1, f"Error: {LastAdmin.message}\n")


def test_a_second_factor_is_reset_by_command(site: Site) -> None:
    give(site, "anna@demo.example")
    enrol(site.voter("anna@demo.example"))
    assert run(site, "account", "reset-factor", "anna@demo.example").exit_code == 0
    assert run(site, "account", "reset-factor", "anna@demo.example").exit_code == 1
    assert site.voter("anna@demo.example").get("/admin/").request.path == "/admin/"


def test_sessions_are_shown_and_ended(site: Site) -> None:
    anna = give(site, "anna@demo.example")
    browser, other = site.voter("anna@demo.example"), site.voter("bo@demo.example")
    assert len(json.loads(run(site, "account", "sessions", "anna@demo.example", "--json").output)) == 1
    ended = run(site, "account", "sessions", "anna@demo.example", "--end", "--reason", "phone lost")
    assert ended.output.endswith("1 ended\n")
    assert (signed_in(browser), signed_in(other)) == (False, True)
    with site.app.app_context():
        [event] = list_events(limit=1)
    assert (event.action, event.actor) == ("sessions ended", None)  # nobody can say that anna did it
    assert (event.details["account"], event.details["reason"]) == (str(anna), "phone lost")


def test_of_a_voter_no_command_ends_anything_or_records_it(site: Site) -> None:
    browser = site.voter("bo@demo.example")
    before = contents(site)
    for words in (("sessions", "bo@demo.example", "--end"), ("disable", "bo@demo.example")):
        result = run(site, "account", *words)
        assert (result.exit_code, result.output) == (1, f"Error: {NOT_THERE['account']}\n")
    assert contents(site) == before
    assert signed_in(browser)


@pytest.mark.parametrize("command", ["disable", "enable", "reset-factor", "sessions"])
def test_an_address_that_nobody_has_is_an_error(site: Site, command: str) -> None:
    result = run(site, "account", command, "nobody@demo.example")
    assert (result.exit_code, result.output) == (1, f"Error: {NOT_THERE['account']}\n")


@pytest.mark.parametrize("command", ["list", "invite", "revoke", "disable", "enable", "sessions", "reset-factor"])
def test_each_command_says_what_it_does(site: Site, command: str) -> None:
    result = run(site, "account", command, "--help")
    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 4
