"""Who may do what, written down by hand: every role, every address, to look and to send."""

import pytest

from tests.architecture.routes import addresses
from tests.site import Browser, Site
from tests.tables import contents
from voting.accounts import service as accounts
from voting.accounts.rules import Role, read_address
from voting.accounts.scopes import read_scope
from voting.transaction import transaction

SIGNED_IN = {"ballots.review", "ballots.cast", "ballots.receipt", "ballots.receipt_file"} | {
    "accounts.show",
    "accounts.accept",
    "accounts.end_session",
    "retention.choose",
    "privacy.data",
    "privacy.erase",
}
OF_ADMINS = (
    "admin",
    "auditing",
    "canvass",
    "editing",
    "followup",
    "importing",
    "nominating",
    "publishing",
    "rehearsals",
    "sheets",
    "staff",
    "voters",
)
ALL_OF = dict.fromkeys(OF_ADMINS, Role.ADMIN) | dict.fromkeys(("jury", "verdicts"), Role.JUROR)
FOR_ADMINS = {
    "exports.download",
    "exports.index",
    "looks.edit",
    "organisation.settings",
    "organisation.trial",
    "previews.edit",
    "previews.make",
    "previews.withdraw",
    "privacy.answer",
    "privacy.erase_for",
}
OF_THE_SITE = {
    "admin.mail",
    "auditing.export",
    "auditing.index",
    "editing.new_award",
    "followup.index",
    "followup.resend",
    "importing.archive",
    "organisation.settings",
    "organisation.trial",
    "privacy.answer",
    "privacy.erase_for",
}
PEOPLE: dict[str, set[Role] | None] = {
    "visitor": None,
    "voter": set(),
    "juror": {Role.JUROR},
    "admin": {Role.ADMIN},
}


def expected(endpoint: str, roles: set[Role] | None) -> str:
    """ "in", "sign in" or "refused": what happens to somebody with these roles (None: not signed in)."""
    package = endpoint.partition(".")[0]
    needed = ALL_OF.get(package)
    needed = Role.ADMIN if endpoint in FOR_ADMINS else needed
    of_staff = package in ("factors", "passkeys")
    if needed is None and not of_staff and endpoint not in SIGNED_IN:
        return "in"
    if roles is None:
        return "sign in"
    if of_staff:
        return "in" if roles else "refused"
    return "in" if needed is None or needed in roles else "refused"


def sent_to(browser: Browser, method: str, path: str, token: str) -> str:
    data = {"csrf_token": token} if method == "POST" else None
    answer = browser.client.open(path, method=method, data=data)
    if answer.status_code == 403:
        return "refused"
    to_sign_in = answer.status_code == 303 and (answer.location or "").startswith("/sign-in?next=")
    return "sign in" if to_sign_in and not path.startswith("/sign-in") else "in"


def somebody(site: Site, roles: set[Role] | None) -> Browser:
    if roles is None:
        return site.browser()
    with site.app.app_context(), transaction():
        account_id = accounts.ensure_account(read_address("some@demo.example"))
        for role in roles:
            accounts.grant(account_id=account_id, role=role, actor=None)
    return site.voter("some@demo.example")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("roles", PEOPLE.values(), ids=PEOPLE)
def test_each_role_may_do_what_is_written_here_and_nothing_else(
    site: Site, roles: set[Role] | None, subtests: pytest.Subtests
) -> None:
    vote = site.make_vote()
    site.make_vote(award="another")
    browser = somebody(site, roles)
    token = browser.token()
    last = "accounts.sign_out"  # ends the session: after everything else
    for method in ("GET", "POST"):
        routes = sorted(addresses(site, vote, method), key=lambda route: route[0] == last)
        assert len(routes) > 5
        for endpoint, path in routes:
            with subtests.test(method=method, path=path):
                before = contents(site)
                outcome = sent_to(browser, method, path, token)
                assert outcome == expected(endpoint, roles)
                if outcome != "in":
                    assert contents(site) == before


LIMITED = {"its own contest": "testpriset/2026", "its own award": "testpriset", "another": "another/2026"}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("covered", LIMITED.values(), ids=LIMITED)
@pytest.mark.parametrize("role", list(Role))
def test_a_limited_role_may_do_the_same_where_it_covers_and_nothing_else(
    site: Site, role: Role, covered: str, subtests: pytest.Subtests
) -> None:
    vote = site.make_vote()
    site.make_vote(award="another")
    with site.app.app_context(), transaction():
        account_id = accounts.ensure_account(read_address("some@demo.example"))
        accounts.grant(account_id=account_id, role=role, scopes=frozenset({read_scope(covered)}), actor=None)
    browser = site.voter("some@demo.example")
    token = browser.token()
    for method in ("GET", "POST"):
        for endpoint, path in sorted(addresses(site, vote, method), key=lambda route: route[0] == "accounts.sign_out"):
            with subtests.test(method=method, path=path):
                before = contents(site)
                outcome = sent_to(browser, method, path, token)
                assert outcome == expected_within(site, endpoint, role, covered)
                if outcome != "in":
                    assert contents(site) == before


def expected_within(site: Site, endpoint: str, role: Role, covered: str) -> str:
    """The same for a role that covers a part of the site: one vote, all years of an award, or others."""
    package = endpoint.partition(".")[0]
    if package == "staff" or endpoint in OF_THE_SITE:
        return "refused"
    parts = next(rule.arguments for rule in site.app.url_map.iter_rules(endpoint))
    if "award" in parts and (package in ALL_OF or endpoint in FOR_ADMINS):
        reach = ("testpriset", "testpriset/2026") if "year" in parts else ("testpriset",)
        if covered not in reach:
            return "refused"
    return expected(endpoint, {role})
