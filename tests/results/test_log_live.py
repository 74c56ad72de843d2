"""The public log while the contest runs: its addresses, how long they may be kept, and a watcher who reads them."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.acts import cast_votes
from tests.bundles import key_of
from tests.concurrency.server import Server
from tests.ledger.test_storage import behind_its_back
from tests.ledgers import entries_of
from tests.page import main_text
from tests.site import Site, Vote
from voting.config import ROOT
from voting.contests.rules import Phase
from voting.extensions import key_ring
from voting.ledger import notes
from voting.ledger.models import Entry, SignedCheckpoint
from voting.ledger.queries import get_log, iterate_entries, last_checkpoint
from voting.ledger.tiles import read_entry_bundle
from voting.ledger.tree import leaf_hash, root_of

SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.mark.parametrize("method", ["get", "head"])
def test_the_head_may_be_kept_for_a_moment_and_what_lies_below_it_for_ever(site: Site, method: str) -> None:
    vote = site.make_vote()
    cast_votes(site, vote, nominee_1=3)
    ask = getattr(site.app.test_client(), method)
    head = ask(f"{vote.path}/log/checkpoint")
    assert (head.status_code, head.mimetype) == (200, "text/plain")
    assert head.headers["Cache-Control"] == "public, max-age=2"
    for place in ("0/000.p/4", "entries/000.p/4", "entries/000.p/2"):
        tile = ask(f"{vote.path}/log/tile/{place}")
        assert (tile.status_code, tile.mimetype) == (200, "application/octet-stream")
        assert tile.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Set-Cookie" not in tile.headers
    with site.app.app_context():
        assert method == "head" or head.text == last_checkpoint(vote.id)


@SQLITE
def test_what_a_log_does_not_have_is_not_found(site: Site, subtests: pytest.Subtests) -> None:
    vote = site.make_vote()
    cast_votes(site, vote, nominee_1=3)
    client = site.app.test_client()
    places = ["0/000", "0/000.p/5", "0/000.p/0", "0/001.p/1", "1/000.p/1", "6/000.p/1", "0/0", "0/x000/000.p/4"]
    places += [
        "0/000.p/04",
        "entries/000",
        "entries/000.p/5",
        "entries/..",
        "0/-1",
        "x/000",
        "0/000.p/256",
        "entries/000.p/999",
    ]
    for place in places:
        with subtests.test(place):
            response = client.get(f"{vote.path}/log/tile/{place}")
            assert response.status_code == 404
            assert "immutable" not in response.headers["Cache-Control"]
    draft = site.make_vote(Phase.DRAFT, award="draft")
    for path in ("log", "log/checkpoint", "log/tile/0/000.p/1", "bundle.zip", "bundle/SPEC.md", "counted"):
        assert client.get(f"{draft.path}/{path}").status_code == 404


def test_entries_are_served_as_they_are_stored(site: Site) -> None:
    vote = site.make_vote()
    cast_votes(site, vote, nominee_1=300)
    client = site.app.test_client()
    served = b"".join(client.get(f"{vote.path}/log/tile/entries/{place}").data for place in ("000", "001.p/45"))
    assert len(read_entry_bundle(served)) == 301 == len(entries_of(site, vote))


def test_where_the_turnout_is_hidden_the_log_does_not_tell_it(site: Site) -> None:
    vote = site.make_vote(turnout_public="no")
    client = site.app.test_client()
    before = client.get(f"{vote.path}/log/checkpoint").text
    voter = site.voter("anna@demo.example", "en")
    voter.vote(vote)
    cast_votes(site, vote, nominee_1=5)
    assert client.get(f"{vote.path}/log/checkpoint").text == before
    assert client.get(f"{vote.path}/log/tile/0/000.p/2").status_code == 404
    assert voter.client.get(f"{vote.path}/receipt.txt").text.startswith("vote/v1 receipt\n")
    with site.app.app_context():
        site.move_to(vote.id, Phase.CLOSED)
    assert int(client.get(f"{vote.path}/log/checkpoint").text.split("\n")[1]) == 8
    assert voter.client.get(f"{vote.path}/receipt.txt").text.startswith("c2sp.org/tlog-proof@v1\n")


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_page_shows_the_head_and_the_key_word_for_word(site: Site, lang: str) -> None:
    vote = site.make_vote()
    cast_votes(site, vote, nominee_1=2)
    text = main_text(site.browser(lang).get(f"{vote.path}/log"))
    with site.app.app_context():
        note = last_checkpoint(vote.id) or ""
    for line in [*note.split("\n"), key_of(site, vote)]:
        assert line in text


def watch(url: str, state: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "verifier", "watch", url, "--state", str(state), "--once", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_an_outsider_can_watch_a_live_log_and_sees_a_rewriting(site: Site, tmp_path: Path) -> None:
    vote = site.make_vote()
    cast_votes(site, vote, nominee_1=4)
    state = tmp_path / "watch" / "head"
    state.parent.mkdir()
    with Server(site.environ) as server:
        url = f"http://127.0.0.1:{server.port}{vote.path}/log"
        first = watch(url, state, "--key", key_of(site, vote))
        assert first.returncode == 0, first.stdout + first.stderr
        cast_votes(site, vote, nominee_2=300)
        second = watch(url, state)
        assert second.returncode == 0, second.stdout + second.stderr
        rewrite(site, vote)
        third = watch(url, state)
    assert third.returncode == 1, third.stdout + third.stderr


def rewrite(site: Site, vote: Vote) -> None:
    """Exchange an entry and sign the head anew, as somebody with the database and the key could."""
    with site.app.app_context():
        leaves = list(iterate_entries(vote.id))
        leaves[2] = b'{"c":"' + b"0" * 64 + b'","type":"ballot"}'
        log = get_log(vote.id)
        key = notes.read_key(log.verifier_key)
        head = notes.Checkpoint(log.origin, len(leaves), root_of(map(leaf_hash, leaves)))
        note = notes.sign(str(head), log.origin, key_ring().signing_key(vote.id, key.public))
    behind_its_back(
        site,
        update(Entry)
        .where(Entry.log_id == vote.id, Entry.number == 2)
        .values(leaf=leaves[2], leaf_hash=leaf_hash(leaves[2])),
        update(SignedCheckpoint)
        .where(SignedCheckpoint.log_id == vote.id, SignedCheckpoint.size == len(leaves))
        .values(note=note),
    )
