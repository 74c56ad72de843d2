"""The log says what happened, and never who, what was typed, or whom anybody chose."""

import json

import pytest
from sqlalchemy import text

from tests.accounts.codes import ask, code_for
from tests.page import heading
from tests.site import Site
from tests.web.logged import logged
from tests.words import said
from voting.extensions import db
from voting.web.errors import WORDS

ADDRESS = "anna.votes@demo.example"
# A ballot that the database will not take, so that casting breaks at the last moment.
BREAK = {
    "sqlite": "CREATE TRIGGER broken BEFORE INSERT ON ballot BEGIN SELECT RAISE(ABORT, 'broken'); END",
    "postgresql": "ALTER TABLE ballot ADD CONSTRAINT broken CHECK (false) NOT VALID",
}


def test_a_vote_whose_casting_breaks_leaves_no_trace_of_it_in_the_log(site: Site) -> None:
    vote = site.make_vote()
    with site.app.app_context(), db.engine.begin() as connection:
        connection.execute(text(BREAK[connection.dialect.name]))
    with logged() as log:
        anna = ask(site, ADDRESS)
        code = code_for(site, ADDRESS)
        anna.submit("/sign-in/code", code=code)
        page = anna.vote(vote, "nominee-2")
    assert (page.status_code, heading(page)) == (500, said(site, WORDS[500][0], "sv"))
    with site.app.app_context(), db.engine.connect() as connection:
        chosen = connection.execute(text("SELECT id FROM nominee WHERE slug = 'nominee-2'")).scalar_one()
        account = connection.execute(text("SELECT id FROM account")).scalar_one()
    cookies = [cookie.value for cookie in anna.client._cookies.values()]
    assert len(cookies) >= 3  # the session, the mark and the order
    written = log.getvalue()
    told = [
        ADDRESS,
        "anna.votes",
        code,
        f"{code[:4]} {code[4:]}",
        "nominee-2",
        "Nominerad 2",
        str(vote.id),
        "127.0.0.1",
    ]
    told += [form for value in (chosen, account) for form in (str(value), str(value).replace("-", ""))]
    assert [word for word in told + cookies if word in written] == []
    [accident] = [event for line in written.splitlines() if (event := json.loads(line))["event"] == "unhandled"]
    assert accident["reference"] in page.text
    assert "voting/ballots/service.py" in accident["exception"]


def test_an_ordinary_request_is_logged_by_its_view_alone(site: Site) -> None:
    vote = site.make_vote()
    with logged() as log:
        site.browser().get(f"{vote.path}/nominees/nominee-2?from=somewhere")
    [line] = log.getvalue().splitlines()
    event = json.loads(line)
    assert (event["view"], event["method"], event["status"]) == ("nominees.show", "GET", 200)
    assert set(event) == {"view", "method", "status", "ms", "event", "request_id", "level", "timestamp"}


@pytest.mark.parametrize("path", ["/sign-in", "/testpriset/2026/ballot"])
def test_signing_in_and_voting_are_not_logged_at_all(site: Site, path: str) -> None:
    site.make_vote()
    with logged() as log:
        assert site.browser().get(path).status_code == 200
    assert log.getvalue() == ""


def test_each_request_has_a_number_of_its_own(site: Site) -> None:
    with logged() as log:
        for _ in range(3):
            site.browser().get("/privacy")
    assert len({json.loads(line)["request_id"] for line in log.getvalue().splitlines()}) == 3


def test_a_missing_key_is_told_to_the_operator(site: Site) -> None:
    vote = site.make_vote()
    voter = site.voter()
    (site.app.extensions["voting_keys"].directory / "contests" / f"{vote.id}.key").unlink()
    with logged() as log:
        assert voter.get(f"{vote.path}/ballot").status_code == 503
    assert "cannot be read: No such file" in json.loads(log.getvalue().splitlines()[0])["reason"]
