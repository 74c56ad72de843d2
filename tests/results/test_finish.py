"""After certifying: the link to the voters is destroyed, the bundle signed, and whoever dies on the way is followed."""

import json
import os
import sqlite3
import uuid
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from tests.acts import act, cast, take_batch
from tests.bundles import bundle_of, key_of, verify
from tests.ledgers import entries_of, kinds_of
from tests.lookups import contest_of, events_of
from tests.nominees.test_queries import withdraw
from tests.page import main_text
from tests.site import Site, Vote
from tests.tables import contents
from voting import worker
from voting.accounts import service as accounts
from voting.accounts.rules import read_address
from voting.contests import queries as contests
from voting.contests.rules import Action, NotInThisPhase
from voting.extensions import db
from voting.results import service as results
from voting.transaction import transaction

VOTERS, MANY = 9, 1000
MARK = os.urandom(16)  # with which every pseudonym here begins, so that all are searched for at once


def certified(site: Site, award: str = "testpriset", voters: int = VOTERS) -> Vote:
    """A certified contest with that many voters, of whom every third has changed the vote."""
    vote = site.make_vote(award=award, batch="2")
    pseudonyms = [MARK + os.urandom(16) for _ in range(voters)]
    for at, whose in enumerate(pseudonyms):
        cast(site, vote, f"nominee-{at % 2 + 1}", pseudonym=whose)
        if at % 3 == 0:
            take_batch(site, vote) if at < 100 else None
            cast(site, vote, "nominee-2", pseudonym=whose)
    act(site, vote, Action.EXTEND)
    act(site, vote, Action.CLOSE)
    with site.app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")  # as the databases do by themselves: its samples must hold no ballot
    act(site, vote, Action.CERTIFY, actor=uuid.uuid4())
    return vote


def files_of(site: Site) -> dict[str, bytes]:
    """Every file of the database, its logs among them."""
    url = make_url(site.database_url)
    if url.get_backend_name() == "sqlite":
        folder = Path(str(url.database)).parent
        return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    with site.app.app_context():
        folder = Path(db.session.scalars(text("SHOW data_directory")).one())
    files = {}
    for where, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):  # a file of the running server's own, gone meanwhile
                files[f"{where}/{name}"] = Path(where, name).read_bytes()
    return files


def with_pseudonyms(site: Site) -> list[str]:
    """The files in which there is a pseudonym."""
    return sorted(name for name, content in files_of(site).items() if MARK in content)


def test_everything_is_destroyed_and_told_and_the_bundle_counts_again(site: Site, tmp_path: Path) -> None:
    other = site.make_vote(award="another")
    cast(site, other)
    vote = certified(site, voters=MANY)
    keys = Path(site.environ["VOTING_KEY_DIR"]) / "contests"
    assert {path.suffix for path in keys.glob(f"{vote.id}.*")} == {".key", ".sign"}
    assert with_pseudonyms(site) != []
    tally = contents(site)["certified_tally"]
    site.work()

    assert list(keys.glob(f"{vote.id}.*")) == []
    assert with_pseudonyms(site) == []
    assert contents(site)["certified_tally"] == tally
    assert len(contents(site)["ballot"]) == 1, "the other contest's"
    assert kinds_of(site, vote)[-2:] == ["certify", "shred"]
    assert events_of(site, vote)[-1].action == "shredded"
    assert site.browser().get("/readyz").status_code == 200

    client = site.app.test_client()
    assert client.get(f"{vote.path}/bundle.zip").status_code == 404, "not before it is published"
    act(site, vote, Action.PUBLISH)
    bundle = bundle_of(site, vote, tmp_path)
    result = json.loads((bundle / "result.json").read_bytes())
    assert (result["counted"], result["superseded"]) == (MANY, -(-MANY // 3))
    for path in ("result.json", "SHA256SUMS", "openings.jsonl", "checkpoints.txt"):
        assert client.get(f"{vote.path}/bundle/{path}").data == (bundle / path).read_bytes()
    assert client.get(f"{vote.path}/bundle/../app.key").status_code == 404
    assert client.get(f"{vote.path}/bundle/nothing").status_code == 404


@pytest.mark.parametrize("done", range(len(worker.FINISH) + 1))
def test_whoever_dies_between_two_steps_is_followed(site: Site, done: int, tmp_path: Path) -> None:
    vote = certified(site)
    with site.app.app_context():
        for step in worker.FINISH[:done]:
            step(vote.id)
        unfinished = contests.list_unfinished()
    assert unfinished == ([] if done == len(worker.FINISH) else [vote.id])
    site.work()
    site.work()
    act(site, vote, Action.PUBLISH)
    assert kinds_of(site, vote).count("shred") == 1
    assert with_pseudonyms(site) == []
    assert list(Path(site.environ["VOTING_KEY_DIR"]).glob(f"contests/{vote.id}.*")) == []
    bundle_of(site, vote, tmp_path)


@pytest.mark.parametrize("step", ["drop_ballots", "shred"])
def test_whoever_dies_within_a_step_has_done_nothing_of_it(
    site: Site, step: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    vote = certified(site)
    original = getattr(results, step)

    def die(**known: object) -> None:
        original(**known)
        raise KeyboardInterrupt

    monkeypatch.setattr(results, step, die)
    before = contents(site)
    with site.app.app_context(), pytest.raises(KeyboardInterrupt):
        worker.finish(vote.id)
    after = contents(site)
    assert {name for name in after if after[name] != before[name]} <= {"ballot", "signal"}
    monkeypatch.undo()
    site.work()
    act(site, vote, Action.PUBLISH)
    bundle_of(site, vote, tmp_path)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_while_somebody_still_reads_old_pages_the_link_is_not_said_to_be_destroyed(site: Site) -> None:
    vote = certified(site)
    reader = sqlite3.connect(str(make_url(site.database_url).database), isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM ballot").fetchone() == (VOTERS,)
    site.work()
    assert "shred" not in kinds_of(site, vote)
    reader.close()
    site.work()
    assert "deleted-rows" in entries_of(site, vote)[-1]["destroyed"]
    assert with_pseudonyms(site) == []


def test_no_copy_of_a_key_outlives_it(site: Site) -> None:
    """Neither a draft, left by who died while making it, nor a file that somebody has fetched from a backup."""
    vote = certified(site)
    folder = Path(site.environ["VOTING_KEY_DIR"]) / "contests"
    key = (folder / f"{vote.id}.key").read_bytes()
    for suffix in ("key", "sign"):
        os.link(folder / f"{vote.id}.{suffix}", folder / f".{vote.id}.{suffix}.0123456789abcdef")
    site.work()
    assert list(folder.glob(f"*{vote.id}*")) == []
    (folder / f"{vote.id}.key").write_bytes(key)
    site.work()
    assert list(folder.glob(f"*{vote.id}*")) == []


def test_a_withdrawn_nominee_without_votes_is_in_the_count(site: Site, tmp_path: Path) -> None:
    vote = site.make_vote()
    cast(site, vote, "nominee-1")
    withdraw(site, vote, "nominee-3")
    act(site, vote, Action.CLOSE)
    act(site, vote, Action.CERTIFY, actor=uuid.uuid4())
    site.work()
    act(site, vote, Action.PUBLISH)
    result = json.loads((bundle_of(site, vote, tmp_path) / "result.json").read_bytes())
    assert {row["nominee"]: row["votes"] for row in result["tally"]} == {"nominee-1": 1, "nominee-2": 0, "nominee-3": 0}


def test_ballots_are_dropped_of_certified_contests_only(site: Site) -> None:
    vote = site.make_vote()
    cast(site, vote)
    act(site, vote, Action.CLOSE)
    before = contents(site)
    with site.app.app_context(), pytest.raises(NotInThisPhase), transaction():
        results.drop_ballots(contest_id=vote.id)
    with site.app.app_context(), transaction():
        results.shred(contest_id=vote.id, destroyed=["everything"])
    assert contents(site) == before


def test_the_public_log_does_not_tell_the_result_before_it_is_published(site: Site) -> None:
    vote = certified(site)
    site.work()
    client = site.app.test_client()
    size = int(client.get(f"{vote.path}/log/checkpoint").text.split("\n")[1])
    assert kinds_of(site, vote)[size - 1 :] == ["close", "certify", "shred"]
    assert client.get(f"{vote.path}/log/tile/entries/000.p/{size}").status_code == 200
    for path in (f"entries/000.p/{size + 1}", f"0/000.p/{size + 1}", f"entries/000.p/{size + 2}"):
        assert client.get(f"{vote.path}/log/tile/{path}").status_code == 404
    page = main_text(site.browser("en").get(f"{vote.path}/log"))
    assert f"The log has {size} entries." in page
    act(site, vote, Action.PUBLISH)
    assert int(client.get(f"{vote.path}/log/checkpoint").text.split("\n")[1]) == size + 2


def test_deleting_the_accounts_changes_no_result(site: Site, tmp_path: Path) -> None:
    vote = site.make_vote()
    for at in range(3):
        site.voter(f"voter-{at}@demo.example").vote(vote, "nominee-2")
    act(site, vote, Action.CLOSE)
    act(site, vote, Action.CERTIFY, actor=uuid.uuid4())
    site.work()
    act(site, vote, Action.PUBLISH)
    before = main_text(site.browser("en").get(f"{vote.path}/results"))
    with site.app.app_context(), transaction():
        for at in range(3):
            assert accounts.erase(address=read_address(f"voter-{at}@demo.example"))
    assert main_text(site.browser("en").get(f"{vote.path}/results")) == before
    bundle_of(site, vote, tmp_path)


def test_a_bundle_of_another_contest_is_told_apart(site: Site, tmp_path: Path) -> None:
    votes = [certified(site, award) for award in ("testpriset", "another")]
    site.work()
    for vote in votes:
        act(site, vote, Action.PUBLISH)
    mine, other = (bundle_of(site, vote, tmp_path) for vote in votes)
    assert verify(mine, "--key", key_of(site, votes[1])).returncode == 1
    (mine / "openings.jsonl").write_bytes((other / "openings.jsonl").read_bytes())
    assert verify(mine).returncode == 1


def test_the_count_must_be_that_of_the_log(site: Site, subtests: pytest.Subtests) -> None:
    """Somebody with the database's own password has changed something between the close and certifying."""
    one = "(SELECT {1} FROM ballot WHERE contest_id = {0} ORDER BY {1} LIMIT 1)"
    whose, whom = one.replace("{1}", "pseudonym"), one.replace("{1}", "nominee_id")
    changes = {
        "a ballot taken out": f"DELETE FROM ballot WHERE pseudonym = {whose}",
        "a tally changed": "UPDATE tally SET votes = votes + 1 WHERE contest_id = {0}",
        "a receipt taken out": "DELETE FROM receipt WHERE contest_id = {0} AND number = 1",
        "choices changed": f"UPDATE ballot SET nominee_id = {whom} WHERE contest_id = {{0}}",
    }
    for at, (name, statement) in enumerate(changes.items()):
        vote = site.make_vote(award=f"award-{at}")
        for choice in ("nominee-1", "nominee-2", "nominee-3"):
            cast(site, vote, choice)
        act(site, vote, Action.CLOSE)
        sqlite = make_url(site.database_url).get_backend_name() == "sqlite"
        key = f"'{vote.id.hex if sqlite else vote.id}'"
        with site.app.app_context(), db.engine.begin() as connection:
            connection.exec_driver_sql(statement.format(key))
        before = contents(site)
        with subtests.test(name):
            with pytest.raises(results.CountDiffers):
                act(site, vote, Action.CERTIFY, actor=uuid.uuid4())
            assert contents(site) == before
        assert contest_of(site, vote).certified_at is None
