"""A form is refused when the browser says that another site sends it, and taken when the browser says nothing."""

import pytest

from tests.page import form_on
from tests.production import production
from tests.site import Site

FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_form_from_another_site_is_refused(site: Site, headers: dict[str, str]) -> None:
    visitor = site.browser()
    path, hidden = form_on(visitor.get("/sign-in"))
    sent = visitor.client.post(path, data=hidden | {"address": "anna@demo.example"}, headers=headers)
    assert sent.status_code == 400


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}], ids=str)
def test_a_form_of_our_own_is_taken(site: Site, headers: dict[str, str]) -> None:
    visitor = site.browser()
    path, hidden = form_on(visitor.get("/sign-in"))
    sent = visitor.client.post(path, data=hidden | {"address": "anna@demo.example"}, headers=headers)
    assert sent.status_code == 303


def test_https_needs_no_referer(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    with production(database_url, tmp_path_factory.mktemp("keys")) as site:
        client = site.app.test_client()
        path, hidden = form_on(client.get("/sign-in", base_url="https://localhost"))
        sent = client.post(path, data=hidden | {"address": "anna@demo.example"}, base_url="https://localhost")
    assert sent.status_code == 303
