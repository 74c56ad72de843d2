"""What goes on beside the requests: it survives failures, may be done twice, and throws away only the expired."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.accounts.codes import signed_in
from tests.acts import cast, set_contest
from tests.ledgers import kinds_of, waiting
from tests.lookups import contest_of
from tests.mail.letters import post, row
from tests.site import Site
from tests.tables import contents, let_pass, row_counts
from tests.web.logged import logged
from voting import worker
from voting.config import Settings
from voting.contests.models import Contest
from voting.contests.rules import Phase
from voting.extensions import db
from voting.mail.transport import DemoTransport, Transport

PATIENCE_SECONDS = 20
PURGED = ("mail", "rate_counter", "sign_in_code", "web_session")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_failing_round_does_not_end_the_thread(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    mail = post(site)
    failures = [OSError("the line broke"), RuntimeError("anything")]
    delivered = threading.Event()

    def transport_for(_: Settings) -> Transport:
        if failures:
            raise failures.pop()
        if row(site, mail).state == "sent":
            delivered.set()
            raise SystemExit  # the only way to end a worker
        return DemoTransport()

    monkeypatch.setattr(worker, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(worker, "transport_for", transport_for)
    with logged() as log:
        thread = worker.start(site.app)
        assert delivered.wait(PATIENCE_SECONDS)
        thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()
    assert log.getvalue().count("worker job failed") == 2
    assert "the line broke" not in log.getvalue()


def test_a_job_that_fails_keeps_no_other_from_being_done(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_transport(_: Settings) -> Transport:
        raise OSError

    vote, other = site.make_vote(), site.make_vote(award="other", closes_at="now + 20 days")
    let_pass(site, timedelta(days=6))
    monkeypatch.setattr(worker, "transport_for", no_transport)
    assert worker.once(site.app) is False
    assert [site.phase(vote), site.phase(other)] == [Phase.CLOSED, Phase.OPEN]
    with site.app.app_context():
        assert sorted(db.session.scalars(select(Contest.state))) == [Phase.ANNOUNCED, Phase.CLOSED]


def test_a_round_done_twice_is_a_round_done_once(site: Site) -> None:
    site.make_vote()
    post(site)
    let_pass(site, timedelta(days=6))
    assert worker.once(site.app) is True
    before = contents(site)
    assert worker.once(site.app) is True
    assert contents(site) == before


def test_only_what_has_expired_is_thrown_away(site: Site) -> None:
    old = site.browser()
    old.client.environ_base["REMOTE_ADDR"] = "192.0.2.9"
    old.sign_in("old@demo.example")
    expired = first_columns(site)
    let_pass(site, timedelta(days=29, hours=23, minutes=55))
    young = site.voter("young@demo.example")
    let_pass(site, timedelta(minutes=6))
    everything = first_columns(site)
    with site.app.app_context():
        worker.purge()
    assert first_columns(site) == {name: everything[name] - expired[name] for name in PURGED}
    assert row_counts(site)["account"] == 2
    assert [signed_in(browser) for browser in (old, young)] == [False, True]


def first_columns(site: Site) -> dict[str, set[object]]:
    """What the rows that are purged are known by."""
    return {name: {row[0] for row in contents(site)[name]} for name in PURGED}


def test_one_contest_without_its_key_does_not_keep_the_others_waiting(site: Site) -> None:
    votes = [site.make_vote(award=f"pris-{at}") for at in range(4)]
    for vote in votes:
        cast(site, vote)
    broken = votes[1]
    (Path(site.environ["VOTING_KEY_DIR"]) / "contests" / f"{broken.id}.sign").unlink()
    site.work()
    with site.app.app_context():
        assert {vote.award: waiting(vote.id) for vote in votes} == {vote.award: int(vote is broken) for vote in votes}
    for vote in votes:
        set_contest(site, vote, closes_at=contest_of(site, vote).opens_at)
    site.work()
    assert [kinds_of(site, vote)[-1] == "close" for vote in votes] == [vote is not broken for vote in votes]
    assert site.browser().client.get("/readyz").status_code == 503
