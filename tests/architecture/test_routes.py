"""Every route says who may call it, and no page stores anything by being looked at."""

import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from tests.architecture.routes import addresses
from tests.site import Browser, Site
from tests.tables import contents
from voting import app as application
from voting.accounts.access import PUBLIC, UndeclaredAccess, declared_access
from voting.accounts.rules import Permission, Role, permissions_of
from voting.contests.rules import Phase

# Whoever opens a page to everybody says so here as well.
OPEN_TO_ALL = {
    "accounts.code",
    "accounts.resend",
    "accounts.sign_in",
    "accounts.sign_out",
    "ballots.counted",
    "ballots.mark",
    "consent.agree",
    "consent.change",
    "consent.decline",
    "consent.photo",
    "consent.show",
    "demo.outbox",
    "demo.styleguide",
    "exports.results_xlsx",
    "looks.picture",
    "looks.sheet",
    "nominees.photo",
    "nominees.show",
    "organisation.code",
    "organisation.resend",
    "organisation.setup",
    "pages.accessibility",
    "pages.award",
    "pages.contest",
    "pages.healthz",
    "pages.how",
    "pages.privacy",
    "pages.readyz",
    "pages.start",
    "previews.contest",
    "previews.nominee",
    "privacy.erased",
    "results.bundle",
    "results.bundle_file",
    "results.checkpoint",
    "results.csv",
    "results.json",
    "results.log",
    "results.show",
    "results.tile",
    "results.verifier",
    "retention.show",
    "sharing.calendar",
    "sharing.card",
    "sharing.contest_image",
    "sharing.embedding",
    "sharing.manifest",
    "sharing.nominee_image",
    "sharing.poster",
    "sharing.qr",
    "sharing.result_image",
    "sharing.robots",
    "sharing.site_image",
    "sharing.sitemap",
    "sharing.table_tent",
}
PEOPLE = {"visitor": None, "voter": frozenset(), "juror": frozenset({Role.JUROR}), "admin": frozenset({Role.ADMIN})}


@pytest.fixture
def demo_app(tmp_path: Path) -> Flask:
    return application.create_app(_environ(tmp_path))


def _environ(folder: Path) -> dict[str, str]:
    return {"VOTING_DATABASE_URL": f"sqlite:///{folder}/test.db", "VOTING_KEY_DIR": f"{folder}/keys"}


def person(site: Site, name: str) -> Browser:
    roles = PEOPLE[name]
    if roles is None:
        return site.browser()
    return site.staff(*roles) if roles else site.voter()


def test_every_route_says_who_may_call_it(demo_app: Flask) -> None:
    access = {rule.endpoint: declared_access(demo_app, rule.endpoint) for rule in demo_app.url_map.iter_rules()}
    assert {endpoint for endpoint, said in access.items() if said == PUBLIC} == OPEN_TO_ALL
    assert {type(said) for endpoint, said in access.items() if endpoint not in OPEN_TO_ALL} == {Permission}


def test_routes_know_only_get_and_post(demo_app: Flask) -> None:
    methods = {method for rule in demo_app.url_map.iter_rules() for method in rule.methods or ()}
    assert methods == {"GET", "HEAD", "OPTIONS", "POST"}


def test_app_with_an_undeclared_route_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    register = application._register_screens

    def register_one_more(app: Flask, *rest: object) -> None:
        register(app, *rest)  # type: ignore[arg-type]
        app.add_url_rule("/bare", "bare", lambda: "")

    monkeypatch.setattr(application, "_register_screens", register_one_more)
    with pytest.raises(UndeclaredAccess, match=r": bare$"):
        application.create_app(_environ(tmp_path))


def test_app_whose_view_lost_its_declaration_does_not_start(project_copy: Path, tmp_path: Path) -> None:
    path = project_copy / "voting/jury/views.py"
    before = path.read_text()
    path.write_text(before.replace("@requires(Permission.FOLLOW_COUNT)\ndef show", "def show"))
    try:
        done = subprocess.run(
            [sys.executable, "-c", "from voting.app import create_app; create_app()"],
            cwd=project_copy,
            env=_environ(tmp_path),
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        path.write_text(before)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("These routes do not say who may call them: jury.show")


@pytest.mark.parametrize("name", PEOPLE)
def test_route_refuses_who_lacks_its_permission(site: Site, name: str) -> None:
    vote = site.make_vote()
    browser = person(site, name)
    roles = PEOPLE[name]
    for endpoint, path in addresses(site, vote, "GET"):
        access = declared_access(site.app, endpoint)
        answer = browser.client.get(path)
        if isinstance(access, Permission) and roles is None:
            assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/sign-in"), path
        else:
            may = access == PUBLIC or access in permissions_of(roles or frozenset())
            assert (answer.status_code == 403) is not may, path


@pytest.mark.parametrize("phase", [Phase.OPEN, Phase.PUBLISHED])
def test_get_stores_nothing(site: Site, phase: Phase) -> None:
    vote = site.make_vote(phase)
    site.make_vote(Phase.DRAFT, award="annat-pris")
    browsers = [person(site, name) for name in PEOPLE]
    before = contents(site)
    for browser in browsers:
        for _, path in addresses(site, vote, "GET"):
            browser.client.get(path)
            assert contents(site) == before, path
