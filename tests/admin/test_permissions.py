"""Who may do what, written down by hand: every role, every address, to look and to send."""

import pytest

from tests.architecture.routes import addresses
from tests.site import Browser, Site
from tests.tables import contents
from voting.accounts import service as accounts
from voting.accounts.rules import Role, read_address
from voting.transaction import transaction

SIGNED_IN = {"ballots.review", "ballots.cast", "ballots.receipt", "ballots.receipt_file"} | {
    "accounts.show",
    "accounts.accept",
    "retention.choose",
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
    needed = {"admin": Role.ADMIN, "canvass": Role.ADMIN, "followup": Role.ADMIN, "jury": Role.JUROR}.get(package)
    needed = Role.ADMIN if endpoint in {"looks.edit", "organisation.settings", "organisation.trial"} else needed
    if needed is None and endpoint not in SIGNED_IN:
        return "in"
    if roles is None:
        return "sign in"
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
